// The built function of the console, without AWS: what it answers to strangers.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HttpHandler, loadBuilt } from '../../support/built-handler.ts';

const ORIGIN = 'https://portunus.example.com';
const OWN = { 'x-portunus-console': '1', origin: ORIGIN, host: 'portunus.example.com' };
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  vi.stubEnv('PORTUNUS_DEFINITIONS_TABLE', 'definitions');
  vi.stubEnv('PORTUNUS_ACTIVITY_TABLE', 'activity');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function aConsole(url: string, key: string) {
  vi.stubEnv('PORTUNUS_CONSOLE_URL', url);
  vi.stubEnv('PORTUNUS_CONSOLE_KEY', key);
  const handler = await loadBuilt<HttpHandler>('console');
  return (routeKey: string, headers: Readonly<Record<string, string>> = {}, more: object = {}) => {
    const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 15_000 };
    return handler({ routeKey, headers, rawPath: routeKey.split(' ')[1], requestContext: {}, ...more }, context);
  };
}

const FORWARD = 'GET /console/api/v1/{proxy+}';
const SCRIPTS = ['GET /console/api/session', 'GET /console/api/sign-in', FORWARD, 'POST /console/sign-out'];

describe.each([
  ['without a key', ORIGIN, '', 'the setting ConsoleKey is empty'],
  ['where clients need a certificate', '', KEY, 'asks clients for certificates'],
])('a console that is off %s', (_why, url, key, why) => {
  it('tells people why', async () => {
    const ask = await aConsole(url, key);
    for (const route of ['GET /console', 'GET /console/{proxy+}', 'GET /console/sign-in']) {
      const { statusCode, headers, body } = await ask(route);
      expect([statusCode, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
      expect(body).toContain(why);
    }
  });

  it.each(SCRIPTS)('tells programs why: %s', async (route) => {
    const { statusCode, body } = await (await aConsole(url, key))(route, OWN);
    expect(statusCode).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: 'not_found', detail: expect.stringContaining(why) });
  });
});

describe('a console that is on', () => {
  it.each(SCRIPTS)('answers nothing to a page of another site: %s', async (route) => {
    const ask = await aConsole(ORIGIN, KEY);
    const { statusCode, body } = await ask(route, { ...OWN, origin: 'https://evil.example' });
    expect([statusCode, JSON.parse(body).code]).toEqual([403, 'not_allowed']);
  });

  it.each(['GET /console/api/session', FORWARD])('answers 401 to nobody: %s', async (route) => {
    const ask = await aConsole(ORIGIN, KEY);
    const { statusCode, headers, body } = await ask(route, OWN, { pathParameters: { proxy: 'connectors' } });
    expect([statusCode, JSON.parse(body).code]).toEqual([401, 'sign_in_required']);
    expect(headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['a refusal', 'GET /console/api/session', 401],
    ['an answer', 'POST /console/sign-out', 200],
  ])('lets %s load nothing, and no page frame it', async (_what, route, status) => {
    const { statusCode, headers } = await (await aConsole(ORIGIN, KEY))(route, OWN);
    expect(statusCode).toBe(status);
    expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
  });

  it('signs nobody out twice, and takes the cookie back', async () => {
    const { statusCode, body, cookies } = await (await aConsole(ORIGIN, KEY))('POST /console/sign-out', OWN);
    expect([statusCode, body]).toEqual([200, '{}']);
    expect(cookies).toEqual(['__Host-portunus=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0']);
  });

  it('takes the cookie of a sign-in back that failed, so that its answer is good for no second try', async () => {
    const { cookies } = await (await aConsole(ORIGIN, KEY))('GET /console/sign-in/callback/{issuer}', OWN);
    expect(cookies).toEqual(['__Host-portunus-sign-in=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0']);
  });

  it.each(['GET /console/api/session', 'GET /console/api/sign-in'])('takes no parameter: %s', async (route) => {
    const queryStringParameters = { issuer: 'corp' };
    const { statusCode, body } = await (await aConsole(ORIGIN, KEY))(route, OWN, { queryStringParameters });
    expect([statusCode, JSON.parse(body).code]).toEqual([400, 'invalid_request']);
  });

  it('leads to its own address first, whatever name it was asked by', async () => {
    const ask = await aConsole(ORIGIN, KEY);
    const query = { rawQueryString: 'return=%2Fconsole%2Faudit' };
    const { statusCode, headers } = await ask('GET /console/sign-in', { host: 'evil.example' }, query);
    expect([statusCode, headers.location]).toEqual([303, `${ORIGIN}/console/sign-in?return=%2Fconsole%2Faudit`]);
  });

  it.each([
    ['a callback that nobody began', 'GET /console/sign-in/callback/{issuer}', 401, 'Sign-in required'],
    ['a link that leads away', 'GET /console/sign-in', 400, 'Invalid request'],
  ])('answers a page that loads nothing to %s', async (_what, route, status, title) => {
    const queryStringParameters = { return: '//evil.example', code: '<script>', state: 'x' };
    const { statusCode, headers, body } = await (await aConsole(ORIGIN, KEY))(route, OWN, { queryStringParameters });
    expect(statusCode).toBe(status);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(body).toContain(`<h1>${title}</h1>`);
    expect(body).not.toMatch(/evil\.example|<script/);
  });
});

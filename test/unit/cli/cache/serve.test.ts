// The host's cache as its callers see it: one login for all formats, and the service's own answers where it refuses.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAnswer } from '../../../../cli/cache/serve.ts';

const START = Date.parse('2026-11-28T00:00:00Z');
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const LOGIN = '/v1/connectors/shop-images/ecr/credentials';
const AUTHORIZATION = Buffer.from('AWS:CANARY-password').toString('base64');

let asked: string[];
let noted: string[];
let service: () => Response | Promise<Response>;
let answer: ReturnType<typeof createAnswer>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  asked = [];
  noted = [];
  service = issue;
  const send = async (address: string | URL | Request) => {
    asked.push(String(address));
    return service();
  };
  const own = { base: 'https://portunus.example.com/iam/v1', send, proof: async () => ({ accessKeyId: 'ASIA1' }) };
  answer = createAnswer(own, (line) => void noted.push(line));
});
afterEach(() => void vi.useRealTimers());

function login(registryId: string) {
  const host = HOST.replace('123456789012', registryId);
  return {
    ...{ registryId, region: 'eu-west-1', username: 'AWS', password: 'CANARY-password' },
    ...{ authorizationToken: AUTHORIZATION, proxyEndpoint: `https://${host}`, proxyEndpointDomain: host },
    expirationDate: new Date(Date.now() + 12 * 3_600_000).toISOString(),
  };
}

function issue(...registryIds: string[]): Response {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  return Response.json({
    requestId: `request-${asked.length}`,
    connectorId: 'shop-images',
    credentials: (registryIds.length === 0 ? ['123456789012'] : registryIds).map(login),
    session: { arn: 'arn:aws:sts::123456789012:assumed-role/shop/x', expirationDate: at(60) },
    refreshAfter: at(30),
    source: 'fresh',
    duration: { requestedSeconds: 3600, grantedSeconds: 3600 },
  });
}

function problem(status: number, code: string) {
  const body = { type: `urn:portunus:error:${code}`, title: 'T', status, detail: 'D.', code, requestId: 'r-1' };
  return () => new Response(JSON.stringify(body), { status });
}

const get = (query = '') => answer('GET', `${LOGIN}${query}`, false);

describe('the cache of a host', () => {
  it('asks the service for JSON once, whatever formats its callers want', async () => {
    const [json, docker, bash] = await Promise.all([get(), get('?format=docker-credential'), get('?format=bash')]);
    expect(asked).toEqual(['https://portunus.example.com/iam/v1/connectors/shop-images/ecr/credentials']);
    expect(JSON.parse(json.body)).toMatchObject({ requestId: 'request-1', credentials: [login('123456789012')] });
    expect(JSON.parse(docker.body)).toEqual({
      ServerURL: `https://${HOST}`,
      Username: 'AWS',
      Secret: 'CANARY-password',
    });
    expect(bash.body).toContain("export custom_aws_ecr_password='CANARY-password'");
    expect(JSON.parse((await get()).body)).toMatchObject({ source: 'cache', requestId: 'request-1' });
  });

  it('notes each request to the service, without a secret', async () => {
    await get();
    service = problem(503, 'sts_unavailable');
    vi.setSystemTime(START + 31 * 60_000);
    await get();
    expect(noted).toEqual([
      'shop-images: issued, kept until 2026-11-28T00:30:00.000Z (request request-1)',
      'shop-images: unavailable (HTTP 503, sts_unavailable, request r-1)',
    ]);
    expect(noted.join()).not.toMatch(/CANARY|QVdT/);
  });

  it.each([
    ['it is unavailable', problem(503, 'ecr_unavailable')],
    ['its limit is reached', problem(429, 'too_many_requests')],
    ['a gateway answers in its place', () => Response.json({ message: 'Service Unavailable' }, { status: 502 })],
    ['nobody answers', () => Promise.reject(new TypeError('fetch failed'))],
    ['the answer is none of Portunus', () => Response.json({ credentials: [] })],
  ])('gives its last login where %s', async (_why, failing) => {
    await get();
    service = failing;
    vi.setSystemTime(START + 31 * 60_000);
    expect(await get()).toMatchObject({ status: 200 });
    vi.setSystemTime(START + 59 * 60_000);
    expect((await get()).status).toBeGreaterThanOrEqual(429);
  });

  it.each([
    [403, 'stopped'],
    [403, 'not_allowed'],
    [502, 'role_refused'],
    [401, 'token_rejected'],
  ])('gives no login after a refusal: %i %s', async (status, code) => {
    await get();
    service = problem(status, code);
    vi.setSystemTime(START + 31 * 60_000);
    expect(JSON.parse((await get()).body)).toMatchObject({ status, code, requestId: 'r-1' });
  });

  it('refuses in the form of the format', async () => {
    service = problem(403, 'stopped');
    expect(await get('?format=docker-credential')).toEqual({
      status: 403,
      contentType: 'text/plain; charset=utf-8',
      body: 'Portunus: D. (stopped, request r-1)\n',
    });
  });

  it('says in a problem that nobody answers', async () => {
    service = () => Promise.reject(new TypeError('fetch failed'));
    const { status, body } = await get();
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ code: 'service_unavailable', retryable: true, requestId: '-' });
    expect(body).toContain("can't be reached: fetch failed.");
  });

  it("takes no caller's token, which would be of no use here", async () => {
    const { status, body } = await answer('GET', LOGIN, true);
    expect([status, asked]).toEqual([400, []]);
    expect(JSON.parse(body)).toMatchObject({
      code: 'invalid_request',
      detail: expect.stringMatching(/^authorization must be missing/),
    });
  });

  it('says which format can not hold several logins', async () => {
    service = () => issue('123456789012', '210987654321');
    const { status, body } = await get('?format=docker-credential&registryIds=123456789012,210987654321');
    expect(status).toBe(406);
    expect(JSON.parse(body).detail).toMatch(/^format docker-credential can not carry several logins/);
  });

  it('gives nothing of an answer that is none of Portunus', async () => {
    service = () => Response.json({ credentials: [{ password: 'CANARY-password' }] });
    const { status, body } = await get();
    expect(status).toBe(503);
    expect(body + noted.join()).not.toContain('CANARY');
  });
});

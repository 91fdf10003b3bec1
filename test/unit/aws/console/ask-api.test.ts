import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createAskApi } from '../../../../shared/aws/console/ask-api.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import type { ApiRequest } from '../../../../shared/vending/console/ports.ts';
import { aCall } from '../../../support/builders.ts';

let origin: string;
let respond: RequestListener;
const asked: { readonly request: IncomingMessage; readonly body: string }[] = [];
const server = createServer((request, response) => {
  void text(request).then((body) => {
    asked.push({ request, body });
    respond(request, response);
  });
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  asked.length = 0;
  respond = (_request, response) => response.end('{}');
});

afterEach(() => void vi.restoreAllMocks());

const READ: ApiRequest = { method: 'GET', path: ['connectors'], query: {}, headers: {} };

function ask(request: Partial<ApiRequest> = {}, call = aCall()) {
  return createAskApi(origin)({ ...READ, ...request }, new Secret('the-token'), call);
}

it('a request goes to the own address, with the token and what the page may send', async () => {
  const body = '{"name":"ü"}';
  const headers = { 'if-match': '"3"', 'content-type': 'application/json' };
  await ask({ method: 'PUT', path: ['connectors', 'team-a'], query: { q: 'a&b=c +', limit: '5' }, headers, body });
  const [{ request, body: sent } = { request: undefined, body: '' }] = asked;
  expect([request?.method, request?.url, sent]).toEqual([
    'PUT',
    '/v1/connectors/team-a?q=a%26b%3Dc%20%2B&limit=5',
    body,
  ]);
  expect(request?.headers).toMatchObject({ ...headers, authorization: 'Bearer the-token' });
  expect(request?.headers).not.toHaveProperty('cookie');
});

it('the audit gets to know the browser, and nothing that breaks a header', async () => {
  await ask({}, aCall({ userAgent: 'Firefox/\u{1f98a}1\n' }));
  expect(asked[0]?.request.headers['user-agent']).toBe('portunus-console Firefox/1');
});

it('an answer has its status, its body and three headers', async () => {
  respond = (_request, response) => {
    response.writeHead(412, {
      ...{ 'content-type': 'application/problem+json', etag: '"4"', 'retry-after': '3' },
      ...{ 'set-cookie': 'portunus=x', 'access-control-allow-origin': '*', 'www-authenticate': 'Bearer', server: 'x' },
    });
    response.end('{"code":"precondition_failed"}');
  };
  expect(await ask()).toEqual({
    status: 412,
    headers: { 'content-type': 'application/problem+json', etag: '"4"', 'retry-after': '3' },
    body: '{"code":"precondition_failed"}',
  });
});

it('a redirect is not followed, or the token would go with it', async () => {
  respond = (_request, response) => response.writeHead(307, { location: `${origin}/elsewhere` }).end();
  expect((await ask()).status).toBe(307);
  expect(asked).toHaveLength(1);
});

it('an answer has at most 4 MiB', async () => {
  respond = (_request, response) => response.end('x'.repeat(4 * 1_048_576));
  expect((await ask()).body).toHaveLength(4 * 1_048_576);
  respond = (_request, response) => response.end('x'.repeat(4 * 1_048_576 + 1));
  await expect(ask()).rejects.toThrow('sign_in_unavailable: api_unreachable: MORE_THAN_4_MIB');
});

it('no answer is a failure that may pass, and says nothing of the token', async () => {
  respond = (_request, response) => response.destroy();
  await expect(ask()).rejects.toMatchObject({ code: 'sign_in_unavailable', stage: 'authentication' });
  await expect(ask({}, aCall({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'deadline_exceeded' });
});

it('a connection is not kept, because a function that was frozen finds it dead', async () => {
  await ask();
  expect(asked[0]?.request.headers.connection).toBe('close');
});

it.each([
  ['ECONNRESET', 'ECONNRESET'],
  ['Bearer the-token', 'unknown'],
  ['x'.repeat(65), 'unknown'],
])('a failure tells its code, and nothing that is none: %s', async (code, told) => {
  const cause = Object.assign(new Error('to the-token'), { code });
  vi.spyOn(globalThis, 'fetch').mockRejectedValueOnce(new TypeError('fetch failed', { cause }));
  await expect(ask()).rejects.toThrow(`sign_in_unavailable: api_unreachable: ${told}`);
});

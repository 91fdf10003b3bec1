// Answers over real https on 127.0.0.1 that the tests of key sets and of discovery don't give.
import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createFetchKeys } from '../../../shared/auth/fetch-keys.ts';
import { aCall, anIssuer } from '../../support/builders.ts';
import { aCertificate, type KeyServer, startKeyServer, trust } from '../../support/key-server.ts';
import { ecKey, publicJwk, thrownBy } from '../../support/tokens.ts';

const keySet = JSON.stringify({ keys: [publicJwk(ecKey('ec'))] });
const fetchKeys = createFetchKeys({ allowPrivateIssuers: true, reportKeySet: () => undefined });

let certificate: Awaited<ReturnType<typeof aCertificate>>;
let distrust: () => void;
let server: KeyServer | undefined;

beforeAll(async () => {
  certificate = await aCertificate();
  distrust = trust(certificate);
});
afterEach(() => {
  vi.restoreAllMocks();
  return server?.close();
});
afterAll(() => distrust());

async function start(answer: RequestListener): Promise<string> {
  server = await startKeyServer(certificate, answer);
  return `https://127.0.0.1:${server.port}`;
}

function byDiscovery(url: string) {
  const { jwksUri: _none, ...issuer } = anIssuer({ url, algorithms: ['ES256'] });
  return issuer;
}

it('discovery of an issuer whose URL ends in a slash asks without a second one', async () => {
  const asked: (string | undefined)[] = [];
  let issuer = '';
  const origin = await start((request, response) => {
    asked.push(request.url);
    response.end(request.url === '/keys' ? keySet : JSON.stringify({ issuer, jwks_uri: `${issuer}keys` }));
  });
  issuer = `${origin}/`;
  expect((await fetchKeys(byDiscovery(issuer), aCall())).map(({ jwk }) => jwk.kid)).toEqual(['ec']);
  expect(asked).toEqual(['/.well-known/openid-configuration', '/keys']);
});

it('discovery that is no JSON is keys_unavailable', async () => {
  const origin = await start((_request, response) => response.end('<!doctype html>'));
  const error = await thrownBy(fetchKeys(byDiscovery(origin), aCall()));
  expect([error.code, error.reason]).toEqual(['keys_unavailable', 'issuer ci: discovery_unreadable']);
});

it('the connection of an answer that is no 200 is closed at once, though its body goes on', async () => {
  // Left to itself it would be closed by the three seconds of the fetch, which don't pass here.
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(new AbortController().signal);
  let closed: Promise<void> = Promise.reject(new Error('no request came'));
  closed.catch(() => undefined);
  const origin = await start((_request, response) => {
    closed = new Promise((resolve) => response.on('close', () => resolve()));
    response.writeHead(500).write('<!doctype html>');
  });
  const error = await thrownBy(fetchKeys(anIssuer({ jwksUri: `${origin}/jwks` }), aCall()));
  expect(error.reason).toBe('issuer ci: fetch_failed: STATUS_500');
  await closed;
});

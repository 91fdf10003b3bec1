// What an issuer may publish beside the key that matters, over real https from a private authority, under the deployed
// bundle. The token is a good one each time.
import type { GenerateResult } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishKeysAt, sampleTokenOf } from '../../support/fetched-issuer.ts';
import { aCertificate, type KeyServer, startKeyServer } from '../../support/key-server.ts';
import { expectProblem } from '../../support/problem.ts';
import { getLogin, type Service, startService } from '../../support/service.ts';
import { ecKey, edKey, publicJwk, rsaKey } from '../../support/tokens.ts';

const CURRENT = rsaKey('current');
const RETIRED = publicJwk(rsaKey('retired'), { alg: 'RS256' });
const jwk = publicJwk(CURRENT, { alg: 'RS256' });
const { kid: _kid, ...retiredWithoutKid } = RETIRED;

let service: Service;
let certificate: GenerateResult;
let server: KeyServer;
let published: unknown;

beforeAll(async () => {
  certificate = await aCertificate();
  server = await startKeyServer(certificate, (_request, response) => response.end(JSON.stringify(published)));
  service = await startService({}, { PORTUNUS_ALLOW_PRIVATE_ISSUERS: 'true' });
  await define({});
});
afterAll(async () => {
  await service.stop();
  await server.close();
});

/** Where the keys are, and whose certificate is believed there. */
function define(fields: Record<string, unknown>) {
  return publishKeysAt(service.aws, `https://127.0.0.1:${server.port}/keys?appid=1`, 'demo-ci', {
    caCertificates: certificate.cert,
    algorithms: ['RS256'],
    ...fields,
  });
}

/** In an environment that has just started. */
async function login(keys: readonly unknown[], token = sampleTokenOf(CURRENT)) {
  published = { keys };
  return (await service.freshEnvironment('issue'))('issue', getLogin(token));
}

const REJECTED = { status: 401, code: 'token_rejected', stage: 'authentication' };
const UNAVAILABLE = { status: 503, code: 'keys_unavailable', stage: 'authentication' };

describe('a good token is taken, though its issuer publishes', () => {
  it.each<[what: string, keys: readonly unknown[]]>([
    ['its key alone', [jwk]],
    ['a post-quantum key without kid', [{ kty: 'AKP', alg: 'ML-DSA-44', use: 'sig', pub: 'AAAA' }, jwk]],
    ['an encryption key without kid', [{ ...retiredWithoutKid, use: 'enc', alg: 'RSA-OAEP-256' }, jwk]],
    ['a retired key without kid', [retiredWithoutKid, jwk]],
    ['a kid that is null', [{ ...RETIRED, kid: null }, jwk]],
    ['a kid that is a number', [{ ...RETIRED, kid: 7 }, jwk]],
    ["a neighbour's alg as null", [{ ...RETIRED, alg: null }, jwk]],
    ['its own alg as null', [{ ...jwk, alg: null }]],
    ['its own key_ops as null', [{ ...jwk, key_ops: null }]],
    ['its own use as null', [{ ...jwk, use: null }]],
    ['the same entry twice', [jwk, jwk]],
    ['its kid for signing and encryption', [jwk, { ...RETIRED, kid: 'current', use: 'enc', alg: 'RSA-OAEP-256' }]],
    ['its kid with two algs', [jwk, { ...jwk, alg: 'RS512' }]],
    ['its kid for another key first', [{ ...RETIRED, kid: 'current' }, jwk]],
    ['two neighbours with one kid', [RETIRED, { ...publicJwk(rsaKey('retired')) }, jwk]],
    ['null', [null, jwk]],
    ['things that are no keys', [7, 'key', [], {}, true, jwk]],
    ['a symmetric key', [{ kty: 'oct', kid: 'shared', alg: 'HS256', k: 'AQAB' }, jwk]],
    ["a neighbour's private key", [{ ...RETIRED, d: 'AQAB' }, jwk]],
    ['something deeply nested', [JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`), jwk]],
    ['101 other keys', [...Array.from({ length: 101 }, (_, n) => ({ ...RETIRED, kid: `k${n}` })), jwk]],
  ])('%s', async (_what, keys) => {
    expect((await login(keys)).status).toBe(200);
  });

  it('its key alone, and the token has no kid', async () => {
    expect((await login([jwk], sampleTokenOf(CURRENT, {}, { alg: 'RS256' }))).status).toBe(200);
  });

  it('its key under a kid of any form', async () => {
    const key = { ...CURRENT, kid: 'did:web:ci.example#ключ 1|{%}' };
    expect((await login([publicJwk(key)], sampleTokenOf(key))).status).toBe(200);
  });
});

describe('a good token is refused', () => {
  it.each<[what: string, keys: readonly unknown[]]>([
    ['whose own key is left out, and another one is not', [{ ...jwk, use: 'enc' }, RETIRED]],
    ['whose own key was published with its private part', [{ ...jwk, d: 'AQAB' }, RETIRED]],
    ['whose kid five keys share', [...Array.from({ length: 4 }, () => ({ ...RETIRED, kid: 'current' })), jwk]],
  ])('%s', async (_what, keys) => {
    expectProblem(await login(keys), REJECTED);
  });

  it.each<[what: string, keys: readonly unknown[]]>([
    ['of a set without keys', []],
    ['of a set whose only key has no operation', [{ ...jwk, key_ops: [] }]],
    ["of a set of keys that none of the issuer's algorithms fits", [publicJwk(ecKey('current'))]],
  ])('as unavailable, %s', async (_what, keys) => {
    expectProblem(await login(keys), UNAVAILABLE);
    const line = service.logged().trim().split('\n').at(-1) ?? '';
    expect(JSON.parse(line).reason).toBe('issuer demo-ci: key_set_without_usable_key');
  });
});

it('the log names once what was left out, and a published secret is an error', async () => {
  const before = service.logged().length;
  await login([null, { kty: 'oct', kid: 'shared', k: 'AQAB' }, jwk]);
  const lines = service.logged().slice(before).trim().split('\n');
  const told = lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'key set');
  expect(told).toMatchObject([
    {
      level: 'error',
      issuer: 'demo-ci',
      usable: 1,
      leftOut: 2,
      entries: 'keys[1] is a private or symmetric key, which must not be published; keys[0] is not an object',
    },
  ]);
});

it.each([
  ['PS256', CURRENT],
  ['ES512', ecKey('current', 'P-521')],
  ['Ed25519', edKey('current')],
] as const)('an issuer may sign by %s, and then by nothing else', async (alg, key) => {
  await define({ algorithms: [alg] });
  const keys = [publicJwk(key), jwk];
  expect((await login(keys, sampleTokenOf(key, {}, { alg, kid: key.kid }))).status).toBe(200);
  expectProblem(await login(keys), REJECTED);
  await define({});
});

it('nobody believes the private authority but the issuer that names it', async () => {
  const stranger = await aCertificate('other-ca.example');
  for (const caCertificates of [undefined, stranger.cert]) {
    await define({ caCertificates });
    const asked = server.hits();
    expectProblem(await login([jwk]), UNAVAILABLE);
    expect(server.hits()).toBe(asked);
  }
  await define({});
});

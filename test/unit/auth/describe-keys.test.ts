// What administrators are told of an issuer's keys: the same that a token meets, and by the same guards.
import type { RequestListener } from 'node:http';
import type { GenerateResult } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDescribeKeys } from '../../../shared/auth/describe-keys.ts';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import { aCall, anIssuer } from '../../support/builders.ts';
import { aCertificate, type KeyServer, startKeyServer, trust } from '../../support/key-server.ts';
import { ecKey, publicJwk, rsaKey } from '../../support/tokens.ts';

const describeKeys = createDescribeKeys({ allowPrivateIssuers: true });
const ofIssuer = (more: Partial<Issuer>) =>
  describeKeys(anIssuer({ algorithms: ['RS256', 'ES256'], ...more }), aCall());

let certificate: GenerateResult;
let distrust: () => void;
let server: KeyServer | undefined;

beforeAll(async () => {
  certificate = await aCertificate();
  distrust = trust(certificate);
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(() => distrust());

async function publishedAt(answer: RequestListener): Promise<string> {
  server = await startKeyServer(certificate, answer);
  return `https://127.0.0.1:${server.port}/jwks`;
}

const publishing = (...keys: readonly object[]) =>
  publishedAt((_request, response) => void response.end(JSON.stringify({ keys })));

describe('the keys of an issuer', () => {
  it('are those that it publishes, each with what it may sign, and what of them can not be used', async () => {
    const jwksUri = await publishing(publicJwk(rsaKey('rsa')), { ...publicJwk(ecKey('enc')), use: 'enc' });
    expect(await ofIssuer({ jwksUri })).toEqual({
      source: 'issuer',
      keys: [{ keyId: 'rsa', type: 'RSA', algorithms: ['RS256'] }],
      leftOut: [{ position: 1, why: 'is not for signatures, by its use' }],
    });
  });

  it('may have no key ID, which nobody makes up', async () => {
    const { kid: _none, ...jwk } = publicJwk(ecKey('ec'));
    const { keys } = await ofIssuer({ jwksUri: await publishing(jwk) });
    expect(keys).toEqual([{ type: 'EC', algorithms: ['ES256'] }]);
  });

  it('are those of the definition, if it has any, and then nobody is asked', async () => {
    const jwks = { keys: [publicJwk(ecKey('mine'))] };
    expect(await ofIssuer({ jwks })).toEqual({
      source: 'definition',
      keys: [{ keyId: 'mine', type: 'EC', algorithms: ['ES256'] }],
      leftOut: [],
    });
  });

  it('are asked for anew each time, so that a key is seen as soon as it is published', async () => {
    const jwksUri = await publishing(publicJwk(rsaKey('rsa')));
    const [first] = [await ofIssuer({ jwksUri }), await ofIssuer({ jwksUri })];
    expect([first.keys.length, server?.hits()]).toEqual([1, 2]);
  });
});

describe('an issuer without keys', () => {
  it('says which of its keys could have been one', async () => {
    const jwksUri = await publishing({ kty: 'oct', k: 'c2VjcmV0' });
    expect(await ofIssuer({ jwksUri })).toEqual({
      source: 'issuer',
      keys: [],
      leftOut: [{ position: 0, why: 'is a private or symmetric key, which must not be published' }],
      failure: 'issuer ci: key_set_without_usable_key',
    });
  });

  it('says why, and nothing of what was answered', async () => {
    const jwksUri = await publishedAt((_request, response) => void response.end('<h1>internal pages</h1>'));
    expect(await ofIssuer({ jwksUri })).toEqual({
      source: 'issuer',
      keys: [],
      leftOut: [],
      failure: 'issuer ci: key_set_unreadable',
    });
  });

  it('is not asked at a private address where that is not allowed', async () => {
    const issuer = anIssuer({ jwksUri: await publishing(publicJwk(rsaKey('rsa'))) });
    const { failure } = await createDescribeKeys({ allowPrivateIssuers: false })(issuer, aCall());
    expect([failure, server?.connections()]).toEqual(['issuer ci: fetch_failed: ADDRESS_NOT_ALLOWED', 0]);
  });
});

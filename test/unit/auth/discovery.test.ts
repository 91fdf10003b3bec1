// Discovery over real https on 127.0.0.1.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFetchKeys } from '../../../shared/auth/fetch-keys.ts';
import type { Issuer } from '../../../shared/domain/issuer.ts';
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
afterEach(() => server?.close());
afterAll(() => distrust());

function issuerAt(url: string): Issuer {
  const { jwksUri: _none, ...issuer } = anIssuer({ url, algorithms: ['ES256'] });
  return issuer;
}

/** An issuer that answers its discovery with what `document` makes of its own address. */
async function start(document: (origin: string) => unknown, path = ''): Promise<Issuer> {
  let origin = '';
  server = await startKeyServer(certificate, (request, response) => {
    if (request.url === `${path}/.well-known/openid-configuration`) response.end(JSON.stringify(document(origin)));
    else if (request.url === '/keys' || request.url === '/keys?p=b2c_1_sign_in') response.end(keySet);
    else response.writeHead(404).end();
  });
  origin = `https://127.0.0.1:${server.port}`;
  return issuerAt(`${origin}${path}`);
}

describe('discovery', () => {
  it('leads to the keys', async () => {
    const issuer = await start((origin) => ({ issuer: origin, jwks_uri: `${origin}/keys` }));
    expect((await fetchKeys(issuer, aCall())).map(({ jwk }) => jwk.kid)).toEqual(['ec']);
  });

  it('may lead to an address with a query, as that of Azure AD B2C does', async () => {
    const issuer = await start((origin) => ({ issuer: origin, jwks_uri: `${origin}/keys?p=b2c_1_sign_in` }));
    expect((await fetchKeys(issuer, aCall())).map(({ jwk }) => jwk.kid)).toEqual(['ec']);
  });

  it('may hold whatever else it likes, nulls and members of any form', async () => {
    const deep = JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`);
    const odd = { claims_supported: null, scopes_supported: 7, deep, id_token_signing_alg_values_supported: ['none'] };
    const issuer = await start((origin) => ({ ...odd, issuer: origin, jwks_uri: `${origin}/keys` }));
    expect((await fetchKeys(issuer, aCall())).map(({ jwk }) => jwk.kid)).toEqual(['ec']);
  });

  it('stands under the whole path of the issuer', async () => {
    const issuer = await start((origin) => ({ issuer: `${origin}/org/7`, jwks_uri: `${origin}/keys` }), '/org/7');
    expect((await fetchKeys(issuer, aCall())).map(({ jwk }) => jwk.kid)).toEqual(['ec']);
  });

  it.each([
    [
      'names another issuer',
      (origin: string) => ({ issuer: 'https://evil.example', jwks_uri: `${origin}/keys` }),
      'discovery_of_another_issuer',
    ],
    [
      'names the issuer with a slash more',
      (origin: string) => ({ issuer: `${origin}/`, jwks_uri: `${origin}/keys` }),
      'discovery_of_another_issuer',
    ],
    [
      'leads to another host',
      (origin: string) => ({ issuer: origin, jwks_uri: 'https://evil.example/keys' }),
      'keys_on_another_host',
    ],
    [
      'leads to another port',
      (origin: string) => ({ issuer: origin, jwks_uri: 'https://127.0.0.1:1/keys' }),
      'keys_on_another_host',
    ],
    [
      'leads out of https',
      (origin: string) => ({ issuer: origin, jwks_uri: origin.replace('https', 'http') }),
      'key_address_not_https',
    ],
    [
      'leads to what is no address',
      (origin: string) => ({ issuer: origin, jwks_uri: 'keys' }),
      'key_address_unreadable',
    ],
    [
      'leads to an address with a user',
      (origin: string) => ({ issuer: origin, jwks_uri: `${origin.replace('//', '//ada:pw@')}/keys` }),
      'key_address_with_user',
    ],
    ['has null for a key address', (origin: string) => ({ issuer: origin, jwks_uri: null }), 'discovery_unreadable'],
    ['has no key address', (origin: string) => ({ issuer: origin }), 'discovery_unreadable'],
    ['is a list', () => [], 'discovery_unreadable'],
    ['leads nowhere', (origin: string) => ({ issuer: origin, jwks_uri: `${origin}/gone` }), 'fetch_failed: STATUS_404'],
    [
      'leads to what is no key set',
      (origin: string) => ({ issuer: origin, jwks_uri: `${origin}/.well-known/openid-configuration` }),
      'key_set_unreadable',
    ],
  ])('that %s is keys_unavailable', async (_what, document, reason) => {
    const error = await thrownBy(fetchKeys(await start(document), aCall()));
    expect([error.code, error.reason]).toEqual(['keys_unavailable', `issuer ci: ${reason}`]);
  });
});

// Tokens and keys of an issuer that is not of our making: oidc-provider, running here over https.
import type { RequestListener } from 'node:http';
import { Provider } from 'oidc-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFetchKeys } from '../../../shared/auth/fetch-keys.ts';
import { createKeyStore } from '../../../shared/auth/key-store.ts';
import { createVerifyToken } from '../../../shared/auth/verify-token.ts';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { aCall, anIssuer } from '../../support/builders.ts';
import { aCertificate, type KeyServer, startKeyServer, trust } from '../../support/key-server.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { ecKey, rsaKey, type TestKey, thrownBy } from '../../support/tokens.ts';

const AUDIENCE = 'https://portunus.example.com';
const DISCOVERY = '/.well-known/openid-configuration';
const KEY_SET = '/jwks';
const BUILD = { repository_id: '1296269', ref: 'refs/heads/main' };

const rsa = rsaKey('rsa-1');
const ec = ecKey('ec-1');

/** What this issuer issues stands in the tokens themselves; it would warn of a memory of its own. */
const nothingStored = { upsert: async () => undefined, find: async () => undefined };

type SigningAlgorithm = 'RS256' | 'ES256';

function aProvider(issuer: string, keys: readonly TestKey[], alg: SigningAlgorithm): Provider {
  return new Provider(issuer, {
    jwks: { keys: keys.map(({ kid, privateKey }) => ({ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig' })) },
    cookies: { keys: ['not used here'] },
    adapter: () => nothingStored,
    clients: [
      {
        client_id: 'build-agent',
        client_secret: 'hunter2-hunter2-hunter2-hunter2!',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: alg,
      },
    ],
    clientDefaults: { id_token_signed_response_alg: alg },
    extraTokenClaims: () => BUILD,
    ttl: { ClientCredentials: 300 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, audience: string) => ({
          scope: 'login',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 300,
          jwt: { sign: { alg } },
        }),
      },
    },
  });
}

useNoTimeLimits();
let server: KeyServer;
let distrust: () => void;
let answer: RequestListener;
let url: string;
/** Paths that were asked for since the test began. */
let asked: string[];
/** The verifier's clock stands still until a test moves it. */
let now: number;

beforeEach(async () => {
  const certificate = await aCertificate();
  distrust = trust(certificate);
  asked = [];
  server = await startKeyServer(certificate, (request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  url = `https://127.0.0.1:${server.port}`;
  now = Date.now();
});

afterEach(async () => {
  await server.close();
  distrust();
});

/** Starts the issuer, or starts it anew in the place of the one before. */
function startIssuer(alg: SigningAlgorithm, keys: readonly TestKey[] = [rsa, ec], issuer = url): void {
  answer = aProvider(issuer, keys, alg).callback();
}

async function getToken(resource = AUDIENCE): Promise<string> {
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('build-agent:hunter2-hunter2-hunter2-hunter2!')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'login', resource }),
  });
  const body: unknown = await response.json();
  expect(body).toMatchObject({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 300 });
  return (body as { access_token: string }).access_token;
}

function keyFetches(): string[] {
  return asked.filter((path) => path !== '/token');
}

/** Verifies as the deployed function does; keys are found through discovery. */
function startVerifier(overrides: Partial<Issuer> = {}) {
  const { jwksUri: _jwksUri, ...discovered } = anIssuer({ url, audiences: [AUDIENCE], tokenTypes: ['at+jwt'] });
  const issuer: Issuer = { ...discovered, algorithms: ['RS256', 'ES256'], ...overrides };
  const verifyToken = createVerifyToken({
    findIssuer: async (iss) => (iss === issuer.url ? issuer : undefined),
    findKeys: createKeyStore(createFetchKeys({ allowPrivateIssuers: true, reportKeySet: () => undefined })),
  });
  return (token: string) => verifyToken(new Secret(token), aCall({ now: () => new Date(now) }));
}

describe('access tokens of a running issuer', () => {
  it.each(['RS256', 'ES256'] as const)('are accepted, signed with %s', async (alg) => {
    startIssuer(alg);
    const token = await getToken();
    const [header = ''] = token.split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ alg, typ: 'at+jwt' });

    const { issuer, subject, claims } = await startVerifier({ algorithms: [alg] })(token);
    expect(issuer.id).toBe('ci');
    expect(subject).toBe('build-agent');
    expect(claims).toMatchObject({
      iss: url,
      aud: 'https://portunus.example.com',
      client_id: 'build-agent',
      scope: 'login',
      repository_id: '1296269',
      ref: 'refs/heads/main',
    });
    expect(keyFetches()).toEqual([DISCOVERY, KEY_SET]);
  });

  it.each([
    ['types are left at their default', { tokenTypes: ['JWT'] }, 'type_not_allowed'],
    ['the algorithm is not allowed', { algorithms: ['ES256' as const] }, 'algorithm_not_allowed'],
    ['the issuer is another one', { url: 'https://other.example' }, 'issuer_unknown'],
    ['the issuer is at another port', { url: 'https://127.0.0.1' }, 'issuer_unknown'],
    ['the issuer is disabled', { enabled: false }, 'issuer_disabled'],
  ])('are refused before a key is fetched where %s', async (_where, overrides, reason) => {
    startIssuer('RS256');
    const error = await thrownBy(startVerifier(overrides)(await getToken()));
    expect(error.message).toBe(`token_rejected: ${reason}`);
    expect(keyFetches()).toEqual([]);
  });

  it('are refused for another audience', async () => {
    startIssuer('RS256');
    const error = await thrownBy(startVerifier()(await getToken('https://other.example')));
    expect(error.message).toBe('token_rejected: audience_not_ours');
  });

  it('are refused when they are expired', async () => {
    startIssuer('RS256');
    const token = await getToken();
    now += 310_000;
    expect((await thrownBy(startVerifier()(token))).message).toBe('token_rejected: expired');
  });

  it('are refused of another issuer that uses the name and the key id', async () => {
    startIssuer('RS256', [rsaKey('rsa-1')]);
    const forged = await getToken();
    startIssuer('RS256');
    const verify = startVerifier();
    expect((await thrownBy(verify(forged))).message).toBe('token_rejected: signature_invalid');
    expect((await verify(await getToken())).subject).toBe('build-agent');
  });

  it('are not verified with keys to which a document of another issuer leads', async () => {
    startIssuer('RS256');
    const token = await getToken();
    startIssuer('RS256', [rsa, ec], `https://localhost:${server.port}`);
    const error = await thrownBy(startVerifier()(token));
    expect(error.message).toBe('keys_unavailable: issuer ci: discovery_of_another_issuer');
    expect(keyFetches()).toEqual([DISCOVERY]);
  });
});

describe('keys of a running issuer', () => {
  it('are fetched once for many tokens', async () => {
    startIssuer('RS256');
    const verify = startVerifier();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => getToken()));
    expect(new Set(tokens).size).toBe(20);
    await Promise.all(tokens.slice(0, 10).map(verify));
    for (const token of tokens.slice(10)) await verify(token);
    expect(keyFetches()).toEqual([DISCOVERY, KEY_SET]);
  });

  it('are fetched anew for a new key, at once', async () => {
    startIssuer('RS256', [rsa]);
    const verify = startVerifier();
    const before = await getToken();
    await verify(before);

    startIssuer('RS256', [rsaKey('rsa-2')]);
    const after = await getToken();
    expect((await verify(after)).subject).toBe('build-agent');
    expect(keyFetches()).toEqual([DISCOVERY, KEY_SET, DISCOVERY, KEY_SET]);

    // The key that the issuer took back is looked for once more, and gone.
    expect((await thrownBy(verify(before))).message).toBe('token_rejected: kid_unknown');
    expect(keyFetches()).toEqual([DISCOVERY, KEY_SET, DISCOVERY, KEY_SET, DISCOVERY, KEY_SET]);
  });
});

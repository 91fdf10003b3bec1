import { describe, expect, it, vi } from 'vitest';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import type { Algorithm } from '../../../shared/domain/jwk.ts';
import {
  aHeader,
  anInlineIssuer,
  aToken,
  aVerifier,
  ecKey,
  edKey,
  NOW_SECONDS,
  publicJwk,
  rsaKey,
  type TestKey,
  tokenWithClaims,
  tokenWithHeader,
} from '../../support/tokens.ts';

const key = rsaKey('ci-1');

function verifierFor(overrides: Partial<Issuer> = {}) {
  return aVerifier([anInlineIssuer([publicJwk(key)], overrides)]);
}

describe('a good token', () => {
  it('is verified', async () => {
    const issuer = anInlineIssuer([publicJwk(key)]);
    expect(await aVerifier([issuer]).verify(aToken(key))).toEqual({
      issuer,
      subject: 'repo:acme/shop:ref:refs/heads/main',
      claims: {
        iss: 'https://ci.example',
        aud: 'https://portunus.example',
        sub: 'repo:acme/shop:ref:refs/heads/main',
        iat: 1_795_262_370,
        nbf: 1_795_262_370,
        exp: 1_795_262_670,
        repository_id: '1296269',
      },
      expiresAt: new Date('2026-11-21T12:04:30.000Z'),
    });
  });

  const keys: readonly [Algorithm, TestKey][] = [
    ['RS256', key],
    ['RS384', key],
    ['RS512', key],
    ['ES256', ecKey('p256')],
    ['ES384', ecKey('p384', 'P-384')],
    ['ES512', ecKey('p521', 'P-521')],
    ['PS256', key],
    ['PS384', key],
    ['PS512', key],
    ['EdDSA', edKey('ed')],
    ['Ed25519', edKey('ed')],
  ];

  it.each(keys)('may be signed by %s, where the key does not name it', async (alg, by) => {
    const issuer = anInlineIssuer([publicJwk(by)], { algorithms: [alg] });
    expect((await aVerifier([issuer]).verify(aToken(by, { header: aHeader(by, { alg }), alg }))).issuer).toBe(issuer);
  });

  it.each(keys)('may be signed by %s, where the key names it', async (alg, by) => {
    const issuer = anInlineIssuer([publicJwk(by, { alg, key_ops: ['verify'] })], { algorithms: [alg] });
    expect((await aVerifier([issuer]).verify(aToken(by, { header: aHeader(by, { alg }), alg }))).issuer).toBe(issuer);
  });

  it.each([undefined, 'JWT', 'jwt', 'Jwt', 'application/jwt', 'APPLICATION/JWT'])('may be of type %s', async (typ) => {
    expect((await verifierFor().verify(tokenWithHeader(key, { typ }))).issuer.id).toBe('ci');
  });

  it.each(['at+jwt', 'application/at+jwt', 'AT+JWT'])('may be of type %s where the issuer allows it', async (typ) => {
    const verifier = verifierFor({ tokenTypes: ['at+jwt'] });
    expect((await verifier.verify(tokenWithHeader(key, { typ }))).issuer.id).toBe('ci');
  });

  it('must name its type where JWT is not allowed', async () => {
    const refusal = await verifierFor({ tokenTypes: ['at+jwt'] }).refusal(tokenWithHeader(key, { typ: undefined }));
    expect(refusal).toEqual({ code: 'token_rejected', reason: 'type_not_allowed' });
  });

  it.each<[name: string, claims: Record<string, unknown>, issuer: Partial<Issuer>]>([
    ['aud as a list of one', { aud: ['https://portunus.example'] }, {}],
    ['no nbf', { nbf: undefined }, {}],
    ['nbf 60 s ahead', { nbf: NOW_SECONDS + 60 }, {}],
    ['iat 60 s ahead', { iat: NOW_SECONDS + 60 }, {}],
    ['exp a second ahead', { exp: NOW_SECONDS + 1 }, {}],
    ['the greatest age', { iat: NOW_SECONDS - 600 }, {}],
    ['the longest life', { iat: NOW_SECONDS, exp: NOW_SECONDS + 86_400 }, {}],
    ['strangers in aud', { aud: ['https://portunus.example', 'https://x.example'] }, { soleAudience: false }],
    ['client_id', { aud: undefined, client_id: 'portunus' }, { audienceClaim: 'client_id', audiences: ['portunus'] }],
  ])('may have %s', async (_name, claims, issuer) => {
    expect((await verifierFor(issuer).verify(tokenWithClaims(key, claims))).issuer.id).toBe('ci');
  });

  it('may be of 8192 bytes', async () => {
    const fill = (length: number) => tokenWithClaims(key, { fill: 'x'.repeat(length) });
    const token = fill(5_600 + Math.floor(((8192 - fill(5_600).length) * 3) / 4));
    expect(token).toHaveLength(8192);
    expect((await verifierFor().verify(token)).issuer.id).toBe('ci');
  });

  it('is judged by the clock of its call, not of the machine', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-01-01T00:00:00.000Z') });
    try {
      expect((await verifierFor().verify(aToken(key))).issuer.id).toBe('ci');
    } finally {
      vi.useRealTimers();
    }
  });
});

import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createVerifyToken } from '../../../shared/auth/verify-token.ts';
import { PortunusError } from '../../../shared/domain/errors.ts';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { aCall, anIssuer } from '../../support/builders.ts';
import {
  aHeader,
  anInlineIssuer,
  aToken,
  aVerifier,
  NOW_SECONDS,
  publicJwk,
  rsaKey,
  someClaims,
  thrownBy,
  tokenWithClaims,
  tokenWithHeader,
} from '../../support/tokens.ts';

const key = rsaKey('ci-1');

function verifierFor(overrides: Partial<Issuer> = {}) {
  return aVerifier([anInlineIssuer([publicJwk(key)], overrides)]);
}

describe('T14 no key is asked for', () => {
  it.each<[reason: string, token: string, issuer: Partial<Issuer>]>([
    ['issuer_unknown', tokenWithClaims(key, { iss: 'https://evil.example' }), {}],
    ['issuer_disabled', aToken(key), { enabled: false }],
    ['algorithm_not_allowed', tokenWithHeader(key, { alg: 'none' }), {}],
    ['type_not_allowed', tokenWithHeader(key, { typ: 'at+jwt' }), {}],
    ['forbidden_header', tokenWithHeader(key, { jku: 'https://evil.example' }), {}],
    ['kid_unreadable', tokenWithHeader(key, { kid: 7 }), {}],
    ['not_three_parts', 'x', {}],
  ])('for a token refused as %s', async (reason, token, overrides) => {
    const verifier = verifierFor(overrides);
    expect(await verifier.refusal(token)).toEqual({ code: 'token_rejected', reason });
    expect(verifier.keyLookUps()).toBe(0);
  });

  it('but one look-up is made for a good one', async () => {
    const verifier = verifierFor();
    await verifier.verify(aToken(key));
    expect(verifier.keyLookUps()).toBe(1);
  });
});

describe('the type of a token', () => {
  it.each(['JWT', 'at+jwt', 'application/at+jwt'])('may be any of those that the issuer lists: %s', async (typ) => {
    const verifier = verifierFor({ tokenTypes: ['at+jwt', 'JWT'] });
    expect((await verifier.verify(tokenWithHeader(key, { typ }))).issuer.id).toBe('ci');
  });

  it.each(['at+jwt', 'Japplication/WT', 'application/application/JWT'])('may be no other: %s', async (typ) => {
    expect(await verifierFor().refusal(tokenWithHeader(key, { typ }))).toEqual({
      code: 'token_rejected',
      reason: 'type_not_allowed',
    });
  });
});

describe('a token without kid', () => {
  const token = tokenWithHeader(key, { kid: undefined });
  const other = rsaKey('ci-2');
  const refusalBy = (...jwks: readonly ReturnType<typeof publicJwk>[]) =>
    aVerifier([anInlineIssuer(jwks, { algorithms: ['RS256', 'RS512'] })]).refusal(token);

  it.each([{}, { kid: null }])("is verified by its issuer's only key: %j", async (overrides) => {
    const jwk = publicJwk(key, overrides);
    const neighbours = [publicJwk(other, { use: 'enc' }), publicJwk(other, { alg: 'RS512' })];
    const issuer = anInlineIssuer([jwk, ...neighbours], { algorithms: ['RS256', 'RS512'] });
    expect((await aVerifier([issuer]).verify(token)).issuer.id).toBe('ci');
  });

  it('is refused where two keys may have signed it', async () => {
    const refusal = await refusalBy(publicJwk(key), publicJwk(other));
    expect(refusal).toEqual({ code: 'token_rejected', reason: 'kid_missing' });
  });

  it('is refused where the only key did not sign it', async () => {
    expect(await refusalBy(publicJwk(other))).toEqual({ code: 'token_rejected', reason: 'signature_invalid' });
  });
});

describe('several keys under one kid', () => {
  const others = Array.from({ length: 4 }, () => publicJwk(rsaKey('ci-1')));
  const verifierOf = (...jwks: readonly ReturnType<typeof publicJwk>[]) =>
    aVerifier([anInlineIssuer(jwks, { algorithms: ['RS256', 'RS512'] })]);

  it.each([0, 1, 2, 3])('are tried in turn, wherever the right one stands: %i', async (position) => {
    const jwks = others.slice(0, 3).toSpliced(position, 0, publicJwk(key));
    expect((await verifierOf(...jwks).verify(aToken(key))).issuer.id).toBe('ci');
  });

  it('verify nothing that none of them signed', async () => {
    expect((await verifierOf(...others).refusal(aToken(key))).reason).toBe('signature_invalid');
  });

  it('are four at most, and other kids of the set stay good', async () => {
    const another = rsaKey('ci-2');
    const verifier = verifierOf(...others, publicJwk(key), publicJwk(another));
    expect((await verifier.refusal(aToken(key))).reason).toBe('kid_of_too_many_keys');
    expect((await verifier.verify(aToken(another))).issuer.id).toBe('ci');
  });

  it('count for an algorithm by themselves', async () => {
    const verifier = verifierOf(...others.map((jwk) => ({ ...jwk, alg: 'RS512' })), publicJwk(key));
    expect((await verifier.verify(aToken(key))).issuer.id).toBe('ci');
  });
});

describe('a token whose claims are refused anyway', () => {
  it('has no key looked for: an expired one costs the issuer nothing', async () => {
    const verifier = verifierFor();
    await verifier.refusal(tokenWithClaims(key, { iat: NOW_SECONDS - 8_000, exp: NOW_SECONDS - 7_000 }));
    expect(verifier.keyLookUps()).toBe(0);
  });
});

describe('T12 two issuers', () => {
  const other = rsaKey('b-1');
  const first = anInlineIssuer([publicJwk(key)], { id: 'a', url: 'https://a.example' });
  const verifierOf = (second: Partial<Issuer>, jwk = publicJwk(other)) =>
    aVerifier([first, anInlineIssuer([jwk], { id: 'b', url: 'https://b.example', ...second })]);

  it("B21 a token of B with A's kid, signed by A's key", async () => {
    const token = tokenWithClaims(key, { iss: 'https://b.example' });
    expect(await verifierOf({}).refusal(token)).toEqual({ code: 'token_rejected', reason: 'kid_unknown' });
  });

  it("B21 a token of B with A's kid, signed by B's key", async () => {
    const token = aToken(other, {
      header: aHeader(other, { kid: 'ci-1' }),
      payload: someClaims({ iss: 'https://b.example' }),
    });
    expect(await verifierOf({}).refusal(token)).toEqual({ code: 'token_rejected', reason: 'kid_unknown' });
  });

  it("a token of B signed by A's key, where both use one kid", async () => {
    const token = tokenWithClaims(key, { iss: 'https://b.example' });
    expect(await verifierOf({}, publicJwk(other, { kid: 'ci-1' })).refusal(token)).toEqual({
      code: 'token_rejected',
      reason: 'signature_invalid',
    });
  });

  it("a token of B for A's audience", async () => {
    const token = aToken(other, { payload: someClaims({ iss: 'https://b.example' }) });
    expect(await verifierOf({ audiences: ['https://b-audience.example'] }).refusal(token)).toEqual({
      code: 'token_rejected',
      reason: 'audience_not_ours',
    });
  });

  it('a table that answers with another issuer than was asked for', async () => {
    const verify = createVerifyToken({
      findIssuer: () => Promise.resolve(anIssuer({ url: 'https://ci.example/' })),
      findKeys: () => Promise.resolve([{ jwk: publicJwk(key), key: key.publicKey, algorithms: ['RS256'] }]),
    });
    const error = await thrownBy(verify(new Secret(aToken(key)), aCall()));
    expect(error.reason).toBe('issuer_mismatch');
  });
});

describe('what is not the fault of the token', () => {
  it.each(['keys_unavailable', 'internal'] as const)('stays %s', async (code) => {
    const fault = new PortunusError(code, 'authentication');
    const verify = createVerifyToken({
      findIssuer: () => Promise.resolve(anIssuer()),
      findKeys: () => Promise.reject(fault),
    });
    expect(await thrownBy(verify(new Secret(aToken(key)), aCall()))).toBe(fault);
  });
});

describe('T22 an error', () => {
  const canary = 'CANARY-7f3a';
  const short = { exp: NOW_SECONDS - 7_000, iat: NOW_SECONDS - 8_000 };
  it.each<[name: string, token: string]>([
    ['of an unknown issuer', tokenWithClaims(key, { iss: `https://${canary}.example\r\n` })],
    ['of a strange algorithm', tokenWithHeader(key, { alg: canary })],
    ['of a strange type', tokenWithHeader(key, { typ: canary })],
    ['of an unknown kid', tokenWithHeader(key, { kid: canary })],
    ['of an unreadable kid', tokenWithHeader(key, { kid: [canary] })],
    ['of a kid with control characters', tokenWithHeader(key, { kid: `${canary}\r\n` })],
    ['of a header that is forbidden', tokenWithHeader(key, { jku: `https://${canary}.example` })],
    ['of a header that is no JSON', aToken(key, { header: `{"${canary}":` })],
    ['of a payload that is no JSON', aToken(key, { payload: `{"${canary}":` })],
    ['of a payload that is no object', aToken(key, { payload: `"${canary}"` })],
    ['of a member that stands twice', aToken(key, { payload: `{"${canary}":1,"${canary}":2}` })],
    ['of a foreign audience', tokenWithClaims(key, { aud: canary })],
    ['of an unreadable audience', tokenWithClaims(key, { aud: { [canary]: canary } })],
    ['of an unreadable subject', tokenWithClaims(key, { sub: `${canary}\n` })],
    ['of unreadable times', tokenWithClaims(key, { exp: canary, iat: canary, nbf: canary })],
    ['of an expired token', tokenWithClaims(key, { ...short, sub: canary })],
    ['of a bad signature', `${tokenWithClaims(key, { sub: canary }).slice(0, -8)}AAAAAAAA`],
  ])('%s holds nothing of it', async (_name, token) => {
    const error = await thrownBy(verifierFor().verify(token));
    const shown = inspect(
      { ...error, error, message: error.message, cause: error.cause },
      { depth: null, showHidden: true },
    );
    expect(error.code).toBe('token_rejected');
    expect(shown).not.toContain(canary);
    expect(token.split('.').some((part) => part.length > 8 && shown.includes(part))).toBe(false);
  });
});

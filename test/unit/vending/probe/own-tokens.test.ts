// The prober's tokens: a new one for each run, and an old one to show that it has expired.
import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../shared/domain/secret.ts';
import { signedByStranger, withChangedSignature } from '../../../../shared/vending/probe/forged-token.ts';
import { createOwnTokens } from '../../../../shared/vending/probe/own-tokens.ts';
import { aCall, NOW } from '../../../support/builders.ts';
import { aToken, ecKey, publicJwk } from '../../../support/tokens.ts';

function after(seconds: number) {
  return new Date(NOW.getTime() + seconds * 1000);
}

/** Tokens that live a minute, as STS gives them, numbered from 1. */
function someTokens() {
  let count = 0;
  const tokens = createOwnTokens(async ({ now }) => {
    count += 1;
    return { token: new Secret(`token-${count}`), expiresAt: new Date(now().getTime() + 60_000) };
  });
  return async (seconds: number) => {
    const { current, expired } = await tokens(aCall({ now: () => after(seconds) }));
    return [current.reveal(), expired?.reveal()];
  };
}

describe('a token that has expired', () => {
  it('is that of the run before, where runs are five minutes apart', async () => {
    const at = someTokens();
    expect(await at(0)).toEqual(['token-1', undefined]);
    expect(await at(300)).toEqual(['token-2', 'token-1']);
    expect(await at(600)).toEqual(['token-3', 'token-2']);
  });

  it('is an older one, where runs are one minute apart', async () => {
    const at = someTokens();
    await at(0);
    expect(await at(60)).toEqual(['token-2', undefined]);
    expect(await at(180)).toEqual(['token-3', 'token-1']);
  });

  it.each([
    [120, undefined],
    [121, 'token-1'],
  ])('has been so for a minute after %i seconds: %s, because clocks differ', async (seconds, expired) => {
    const at = someTokens();
    await at(0);
    expect(await at(seconds)).toEqual(['token-2', expired]);
  });
});

const KEY = ecKey('own', 'P-384');
const TOKEN = aToken(KEY, { header: { alg: 'ES384', typ: 'JWT', kid: 'own' }, payload: { sub: 'me' }, alg: 'ES384' });

describe('a forged token', () => {
  it('is the own one in all but the signature, which no longer verifies', () => {
    const isGood = (token: string) => {
      const [header, payload, signature = ''] = token.split('.');
      const key = createPublicKey({ key: publicJwk(KEY), format: 'jwk' });
      const bytes = Buffer.from(signature, 'base64url');
      return verify('sha384', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, bytes);
    };
    const forged = withChangedSignature(new Secret(TOKEN)).reveal();
    expect([isGood(TOKEN), isGood(forged)]).toEqual([true, false]);
    expect(forged.split('.').slice(0, 2)).toEqual(TOKEN.split('.').slice(0, 2));
    expect(forged).toHaveLength(TOKEN.length);
  });

  it('without an own one is well formed, of now, and of an issuer that can not exist', () => {
    const [header = '', payload = '', signature = ''] = signedByStranger('https://portunus.example', NOW)
      .reveal()
      .split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'probe' });
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual({
      iss: 'https://portunus-probe.invalid',
      sub: 'probe',
      aud: 'https://portunus.example',
      iat: 1_795_262_400,
      exp: 1_795_262_460,
    });
    expect(Buffer.from(signature, 'base64url')).toHaveLength(64);
  });
});

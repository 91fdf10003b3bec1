import { describe, expect, it } from 'vitest';
import { keysToTry, readVerificationKeys, type VerificationKey } from '../../../shared/auth/verification-keys.ts';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import { anIssuer } from '../../support/builders.ts';
import { ecKey, publicJwk, rsaKey, thrownBy } from '../../support/tokens.ts';

const rsa = rsaKey('rsa');
const rsaJwk = publicJwk(rsa);
function read(json: unknown, overrides: Partial<Issuer> = {}) {
  return readVerificationKeys(json, anIssuer(overrides));
}

describe('a published key set', () => {
  it('is read by the algorithms of its issuer', () => {
    const json = { keys: [rsaJwk, publicJwk(ecKey('ec'))] };
    expect(read(json)?.usable.map(({ jwk }) => jwk.kid)).toEqual(['rsa']);
    expect(read(json, { algorithms: ['ES256'] })?.usable.map(({ jwk }) => jwk.kid)).toEqual(['ec']);
  });

  it('does not include keys that cannot be trusted', () => {
    const written = { ...rsaJwk, x5c: ['MIIB'], x5u: 'https://evil.example', jku: 'https://evil.example' };
    const jwk = read({ keys: [written], more: null })?.usable[0]?.jwk;
    expect(Object.keys(jwk ?? {}).sort()).toEqual(['e', 'kid', 'kty', 'n', 'use']);
  });

  it('may hold more than 100 keys: what may be fetched is limited by its size', () => {
    const keys = Array.from({ length: 150 }, (_, index) => ({ ...rsaJwk, kid: String(index) }));
    expect(read({ keys })?.usable).toHaveLength(150);
  });

  it.each<[name: string, json: unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'keys'],
    ['a list', [rsaJwk]],
    ['an object without keys', {}],
    ['keys that are null', { keys: null }],
    ['keys that are no list', { keys: rsaJwk }],
  ])('is none at all: %s', (_name, json) => {
    expect(read(json)).toBeUndefined();
  });
});

describe('the keys that may have signed a token', () => {
  const key = (overrides: Partial<VerificationKey> = {}): VerificationKey => ({
    jwk: rsaJwk,
    key: rsa.publicKey,
    algorithms: ['RS256'],
    ...overrides,
  });
  const reasonOf = async (...args: Parameters<typeof keysToTry>) =>
    (await thrownBy(Promise.resolve().then(() => keysToTry(...args)))).reason;

  it('are those of its kid that fit its algorithm', () => {
    const [fits, other] = [key(), key({ algorithms: ['RS512'] })];
    expect(keysToTry([other, fits], 'rsa', 'RS256')).toEqual([fits]);
  });

  it('are four at most', async () => {
    expect(keysToTry([key(), key(), key(), key()], 'rsa', 'RS256')).toHaveLength(4);
    expect(await reasonOf([key(), key(), key(), key(), key()], 'rsa', 'RS256')).toBe('kid_of_too_many_keys');
  });

  it('are four at most of those that fit', () => {
    const others = Array.from({ length: 9 }, () => key({ algorithms: ['RS512'] }));
    expect(keysToTry([...others, key()], 'rsa', 'RS256')).toHaveLength(1);
  });

  it('are an empty list if the set has no key with its kid', async () => {
    expect(await reasonOf([], 'rsa', 'RS256')).toBe('kid_unknown');
  });

  it('are an empty list if no key fits', async () => {
    expect(await reasonOf([key()], 'rsa', 'PS256')).toBe('algorithm_not_of_key');
  });

  it('is the only one that fits where the token has no kid', () => {
    expect(keysToTry([key({ algorithms: ['RS512'] }), key()], undefined, 'RS256')).toHaveLength(1);
  });

  it('are an empty list if the token has no kid and several keys fit', async () => {
    expect(await reasonOf([key(), key()], undefined, 'RS256')).toBe('kid_missing');
  });
});

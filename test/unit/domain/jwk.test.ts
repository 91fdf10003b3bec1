import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ALGORITHMS, Jwks } from '../../../shared/domain/jwk.ts';

const RSA = { kty: 'RSA', kid: 'one', alg: 'RS256', use: 'sig', n: 'sXch', e: 'AQAB' };
const EC = { kty: 'EC', kid: 'two', crv: 'P-256', x: 'f83O', y: 'x_FE' };

function accepts(keys: unknown): boolean {
  return v.is(Jwks, { keys });
}

describe('a key set', () => {
  it('is read without what a key brings along, such as certificates', () => {
    const keys = [{ ...RSA, x5c: ['MIIC'], x5u: 'https://evil.example', extra: 1 }, EC];
    expect(v.parse(Jwks, { keys, extra: 1 })).toEqual({ keys: [RSA, EC] });
  });

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])('is refused with the private member %s', (member) => {
    expect(accepts([{ ...RSA, [member]: 'AQAB' }])).toBe(false);
  });

  it.each(['', null, 0, false])('is refused with a private member that is %j', (value) => {
    expect(accepts([{ ...RSA, d: value }])).toBe(false);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a number for kid', { kid: 1 }],
    ['a list for kid', { kid: ['one'] }],
    ['a number for kty', { kty: 1 }],
    ['a modulus that is not base64url', { n: 'a+b/' }],
    ['a padded modulus', { n: 'AQ==' }],
    ['an empty exponent', { e: '' }],
    ['a list for use', { use: ['sig'] }],
    ['a text for key_ops', { key_ops: 'verify' }],
  ])('is refused with a key that has %s', (_what, overrides) => {
    expect(accepts([{ ...RSA, ...overrides }])).toBe(false);
  });

  it('is refused with a key that has no kty', () => {
    const { kty: _left, ...rest } = RSA;
    expect(accepts([rest])).toBe(false);
  });

  it('takes keys without a kid, which tokens without one mean', () => {
    const { kid: _left, ...rest } = RSA;
    expect(accepts([rest, rest])).toBe(true);
  });

  it.each(['', ' ', 'did:web:ci.example#key-1', 'a|b!c%d{e}', 'ключ'])('takes any text for a kid: %j', (kid) => {
    expect(accepts([{ ...RSA, kid }])).toBe(true);
  });

  it.each<[string, unknown]>([
    ['no keys', []],
    ['null', null],
    ['a map', { one: RSA }],
    ['a text among the keys', [RSA, 'x']],
    ['null among the keys', [RSA, null]],
    ['the same kid twice', [RSA, { ...EC, kid: 'one' }]],
    ['the same key twice', [RSA, RSA]],
  ])('is refused with %s', (_what, keys) => {
    expect(accepts(keys)).toBe(false);
  });

  it('takes kids that differ in case', () => {
    expect(accepts([RSA, { ...RSA, kid: 'ONE' }])).toBe(true);
  });

  it.each([
    ['100 keys', Array.from({ length: 100 }, (_, n) => ({ ...RSA, kid: `k${n}` })), true],
    ['101 keys', Array.from({ length: 101 }, (_, n) => ({ ...RSA, kid: `k${n}` })), false],
    ['a kid of 1024 characters', [{ ...RSA, kid: 'k'.repeat(1024) }], true],
    ['a kid of 1025 characters', [{ ...RSA, kid: 'k'.repeat(1025) }], false],
  ])('has a limit: %s', (_what, keys, expected) => {
    expect(accepts(keys)).toBe(expected);
  });
});

describe('the algorithms', () => {
  // RFC 7518 section 3.1, RFC 8037 section 3.1 and RFC 9864 section 2.2; RFC 7518 section 3.4 fixes the curve of each.
  it('are asymmetric ones only, each with its own keys', () => {
    expect(ALGORITHMS).toEqual({
      RS256: { kty: 'RSA' },
      RS384: { kty: 'RSA' },
      RS512: { kty: 'RSA' },
      PS256: { kty: 'RSA' },
      PS384: { kty: 'RSA' },
      PS512: { kty: 'RSA' },
      ES256: { kty: 'EC', crv: 'P-256' },
      ES384: { kty: 'EC', crv: 'P-384' },
      ES512: { kty: 'EC', crv: 'P-521' },
      EdDSA: { kty: 'OKP', crv: 'Ed25519' },
      Ed25519: { kty: 'OKP', crv: 'Ed25519' },
    });
  });
});

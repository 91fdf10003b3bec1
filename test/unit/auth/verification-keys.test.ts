import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fitsAlgorithm, readVerificationKeys, toVerificationKeys } from '../../../shared/auth/verification-keys.ts';
import type { Algorithm, Jwk } from '../../../shared/domain/jwk.ts';
import { ecKey, edKey, publicJwk, rsaKey } from '../../support/tokens.ts';

const rsa = rsaKey('rsa');
const p256 = ecKey('p256');
const goodJwk = publicJwk(p256);
const rsaJwk = publicJwk(rsa);

const kidsOf = (...keys: readonly unknown[]): readonly string[] | undefined => {
  const read = readVerificationKeys({ keys });
  return read === undefined ? undefined : [...read.keys()];
};

describe('a key set', () => {
  it('is read by kid', () => {
    expect(kidsOf(rsaJwk, goodJwk, publicJwk(edKey('ed')))).toEqual(['rsa', 'p256', 'ed']);
  });

  it('may hold keys that name no use, or verify among their operations', () => {
    const { use: _left, ...useless } = rsaJwk;
    expect(kidsOf(useless, { ...goodJwk, key_ops: ['sign', 'verify'] })).toEqual(['rsa', 'p256']);
  });

  it('yields the key itself', () => {
    const key = readVerificationKeys({ keys: [rsaJwk] })?.get('rsa');
    expect(key?.keyObject.equals(rsa.publicKey)).toBe(true);
  });

  it('loses what no one may believe', () => {
    const written = { ...rsaJwk, x5c: ['MIIB'], x5u: 'https://evil.example', jku: 'https://evil.example' };
    const key = readVerificationKeys({ keys: [written], more: 1 })?.get('rsa');
    expect(Object.keys(key?.jwk ?? {}).sort()).toEqual(['e', 'kid', 'kty', 'n', 'use']);
  });

  it('may hold 100 keys', () => {
    const keys = Array.from({ length: 100 }, (_, index) => ({ ...goodJwk, kid: String(index) }));
    expect(kidsOf(...keys)).toHaveLength(100);
  });

  it.each<[name: string, json: unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'keys'],
    ['a list', [goodJwk]],
    ['an object without keys', {}],
    ['keys that are no list', { keys: goodJwk }],
    ['no key', { keys: [] }],
    ['null for a key', { keys: [goodJwk, null] }],
    ['101 keys', { keys: Array.from({ length: 101 }, (_, index) => ({ ...goodJwk, kid: String(index) })) }],
    ['one kid for two keys', { keys: [goodJwk, { ...rsaJwk, kid: 'p256' }] }],
    ['a kid that is a number', { keys: [goodJwk, { ...rsaJwk, kid: 1 }] }],
    ['a key without kty', { keys: [goodJwk, { ...rsaJwk, kty: undefined }] }],
    ['a modulus with padding', { keys: [goodJwk, { ...rsaJwk, n: `${rsaJwk.n}==` }] }],
    ['a whole private key', { keys: [goodJwk, { ...rsa.privateKey.export({ format: 'jwk' }), kid: 'rsa' }] }],
    ['a secret key', { keys: [goodJwk, { kty: 'oct', kid: 'oct', k: 'c2VjcmV0' }] }],
  ])('T3 is refused as a whole: %s', (_name, json) => {
    expect(readVerificationKeys(json)).toBeUndefined();
  });

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])(
    'T3 is refused as a whole for the private member %s',
    (name) => {
      expect(kidsOf(goodJwk, { ...rsaJwk, [name]: 'AQAB' })).toBeUndefined();
    },
  );
});

/** A modulus with the mark of ROCA (CVE-2017-15361): modulo each small prime it is a power of 65537. */
const rocaModulus = (): string => {
  const primes = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n, 67n, 71n, 73n];
  const more = [79n, 83n, 89n, 97n, 101n, 103n, 107n, 109n, 113n, 127n, 131n, 137n, 139n, 149n, 151n, 157n, 163n, 167n];
  const product = [...primes, ...more].reduce((all, prime) => all * prime, 1n);
  const modulus = (((1n << 2048n) - 1n) / product) * product - product + 65_537n;
  return Buffer.from(modulus.toString(16), 'hex').toString('base64url');
};

const modulusOf = (bits: number): string => publicJwk(rsaKey('x', bits)).n ?? '';
const padded = (n: string): string =>
  Buffer.concat([Buffer.alloc(128), Buffer.from(n, 'base64url')]).toString('base64url');
const x25519 = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });

describe('T3 a key is left out, and the others stay', () => {
  it.each<[name: string, jwk: unknown]>([
    ['for encryption', { ...rsaJwk, use: 'enc' }],
    ['for another use', { ...rsaJwk, use: 'Sig' }],
    ['with operations that do not include verify', { ...rsaJwk, key_ops: ['encrypt'] }],
    ['with no operation', { ...rsaJwk, key_ops: [] }],
    ['RSA of 1024 bits', { ...rsaJwk, n: modulusOf(1024) }],
    ['RSA of 2047 bits', { ...rsaJwk, n: modulusOf(2047) }],
    ['RSA of 1024 bits behind zeros', { ...rsaJwk, n: padded(modulusOf(1024)) }],
    ['RSA with the mark of ROCA', { ...rsaJwk, n: rocaModulus() }],
    ['RSA with the exponent 0', { ...rsaJwk, e: 'AA' }],
    ['RSA with the exponent 1', { ...rsaJwk, e: 'AQ' }],
    ['RSA with the exponent 2', { ...rsaJwk, e: 'Ag' }],
    ['RSA with the exponent 65536', { ...rsaJwk, e: 'AQAA' }],
    ['RSA without an exponent', { kty: 'RSA', kid: 'rsa', n: rsaJwk.n }],
    ['RSA without a modulus', { kty: 'RSA', kid: 'rsa', e: 'AQAB' }],
    ['a point off its curve', { ...goodJwk, kid: 'off', x: goodJwk.y, y: goodJwk.x }],
    ['a point of another curve', { ...goodJwk, kid: 'p384', crv: 'P-384' }],
    ['the point 0', { ...goodJwk, kid: 'zero', x: 'A'.repeat(43), y: 'A'.repeat(43) }],
    ['half a point', { kty: 'EC', crv: 'P-256', kid: 'half', x: goodJwk.x }],
    ['a curve nobody knows', { ...goodJwk, kid: 'curve', crv: 'P-255' }],
    ['Ed25519 of 31 bytes', { kty: 'OKP', crv: 'Ed25519', kid: 'short', x: 'A'.repeat(42) }],
    ['a type nobody knows', { kty: 'AKP', kid: 'akp', alg: 'ML-DSA-44' }],
    ['a type in lower case', { ...rsaJwk, kty: 'rsa' }],
    ['the type of a secret without one', { kty: 'oct', kid: 'oct' }],
  ])('%s', (_name, jwk) => {
    expect(kidsOf(goodJwk, jwk)).toEqual(['p256']);
  });

  it('and a set of nothing else is none', () => {
    expect(kidsOf({ ...rsaJwk, use: 'enc' })).toBeUndefined();
  });

  it('also in a set that was parsed before', () => {
    expect(toVerificationKeys({ keys: [publicJwk(rsa, { use: 'enc' })] })).toBeUndefined();
  });
});

const ALL: readonly Algorithm[] = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

describe('B8 the algorithms of a key', () => {
  it.each<[name: string, jwk: Jwk, fitting: readonly Algorithm[]]>([
    ['RSA', rsaJwk, ['RS256', 'RS384', 'RS512']],
    ['RSA that names RS384', { ...rsaJwk, alg: 'RS384' }, ['RS384']],
    ['RSA that names PS256', { ...rsaJwk, alg: 'PS256' }, []],
    ['RSA that names an algorithm of EC', { ...rsaJwk, alg: 'ES256' }, []],
    ['RSA that names HS256', { ...rsaJwk, alg: 'HS256' }, []],
    ['RSA with a curve, which means nothing there', { ...rsaJwk, crv: 'P-256' }, ['RS256', 'RS384', 'RS512']],
    ['P-256', goodJwk, ['ES256']],
    ['P-384', publicJwk(ecKey('p384', 'P-384')), ['ES384']],
    ['P-521', publicJwk(ecKey('p521', 'P-521')), ['ES512']],
    ['P-256 that names ES384', { ...goodJwk, alg: 'ES384' }, []],
    ['secp256k1', publicJwk(ecKey('k1', 'secp256k1')), []],
    ['Ed25519', publicJwk(edKey('ed')), ['EdDSA']],
    ['X25519', { kty: 'OKP', kid: 'x', crv: 'X25519', x: x25519.x ?? '' }, []],
  ])('%s', (_name, jwk, fitting) => {
    expect(ALL.filter((alg) => fitsAlgorithm({ jwk, keyObject: rsa.publicKey }, alg))).toEqual(fitting);
  });
});

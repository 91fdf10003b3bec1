import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../../../shared/domain/jwk.ts';
import { readKeySet } from '../../../shared/domain/key-set.ts';
import { ecKey, edKey, publicJwk, rsaKey } from '../../support/tokens.ts';

const rsa = rsaKey('rsa');
const goodJwk = publicJwk(ecKey('p256'));
const rsaJwk = publicJwk(rsa);
const BOTH: readonly Algorithm[] = ['RS256', 'ES256'];

function read(keys: readonly unknown[], algorithms = BOTH) {
  return readKeySet(keys, algorithms, createPublicKey);
}
function kidsOf(...keys: readonly unknown[]) {
  return read(keys).usable.map(({ jwk }) => jwk.kid);
}

describe('a key set', () => {
  it('is read entry by entry, in its order', () => {
    expect(kidsOf(rsaJwk, goodJwk)).toEqual(['rsa', 'p256']);
    expect(read([rsaJwk, goodJwk]).leftOut).toEqual([]);
  });

  it('yields the keys themselves', () => {
    expect(read([rsaJwk]).usable[0]?.key.equals(rsa.publicKey)).toBe(true);
  });

  it('may hold keys that name no use, or verify among their operations', () => {
    const { use: _left, ...useless } = rsaJwk;
    expect(kidsOf(useless, { ...goodJwk, key_ops: ['sign', 'verify'] })).toEqual(['rsa', 'p256']);
  });

  it.each(['use', 'alg', 'key_ops', 'crv', 'x', 'd', 'k', 'x5c'])(
    'takes %s for absent where it is null and need not be there',
    (name) => {
      expect(kidsOf({ ...rsaJwk, [name]: null })).toEqual(['rsa']);
    },
  );

  it('may hold keys without a kid, or with one that is null', () => {
    const { kid: _left, ...nameless } = rsaJwk;
    expect(kidsOf(nameless, { ...rsaJwk, kid: null })).toEqual([undefined, undefined]);
  });

  it('may hold several keys with one kid', () => {
    expect(kidsOf(rsaJwk, rsaJwk, { ...goodJwk, kid: 'rsa' })).toEqual(['rsa', 'rsa', 'rsa']);
  });

  it.each(['', ' ', 'did:web:ci.example#key-1', '{"a":1}', 'ключ', '\u0000\n', 'k'.repeat(1024)])(
    'may hold any text for a kid: %j',
    (kid) => {
      expect(kidsOf({ ...rsaJwk, kid })).toEqual([kid]);
    },
  );

  it('may hold members that nobody knows, of any form', () => {
    expect(kidsOf({ ...rsaJwk, x5c: ['MIIB'], x5u: 7, ext: true, deep: [[[{}]]] })).toEqual(['rsa']);
  });
});

/** A modulus with the mark of ROCA (CVE-2017-15361): modulo each small prime it is a power of 65537. */
function rocaModulus(): string {
  const primes = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n, 67n, 71n, 73n];
  const more = [79n, 83n, 89n, 97n, 101n, 103n, 107n, 109n, 113n, 127n, 131n, 137n, 139n, 149n, 151n, 157n, 163n, 167n];
  const product = [...primes, ...more].reduce((all, prime) => all * prime, 1n);
  const modulus = (((1n << 2048n) - 1n) / product) * product - product + 65_537n;
  return Buffer.from(modulus.toString(16), 'hex').toString('base64url');
}

function modulusOf(bits: number): string {
  return publicJwk(rsaKey('x', bits)).n ?? '';
}
function oddModulus(bytes: number): string {
  return Buffer.alloc(bytes, 0xff).toString('base64url');
}
function padded(n: string): string {
  return Buffer.concat([Buffer.alloc(128), Buffer.from(n, 'base64url')]).toString('base64url');
}
const x25519 = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });
const ed448 = generateKeyPairSync('ed448').publicKey.export({ format: 'jwk' });

const NO_OBJECT = 'is not an object';
const NOT_ITS_TYPE = 'is no key of its type: a member is missing, too short, or no point of its curve';
const WEAK = 'is a weak RSA key';
const CURVE = 'has a crv that is not supported';
const TYPE = 'has a kty that is not supported';

const UNUSABLE: readonly (readonly [what: string, entry: unknown, why: string])[] = [
  ['null', null, NO_OBJECT],
  ['a number', 7, NO_OBJECT],
  ['a text', 'key', NO_OBJECT],
  ['true', true, NO_OBJECT],
  ['a list', [goodJwk], NO_OBJECT],
  ['an empty object', {}, 'has a fault: kty is required'],
  ['no kty', { ...rsaJwk, kty: undefined }, 'has a fault: kty is required'],
  ['null for kty', { ...rsaJwk, kty: null }, 'has a fault: kty is required'],
  ['a number for kty', { ...rsaJwk, kty: 1 }, 'has a fault: kty must be text, in quotes'],
  ['a number for kid', { ...rsaJwk, kid: 1 }, 'has a fault: kid must be text, in quotes'],
  ['a list for kid', { ...rsaJwk, kid: ['rsa'] }, 'has a fault: kid must be text'],
  ['a kid too long', { ...rsaJwk, kid: 'k'.repeat(1025) }, 'has a fault: kid must be at most 1024 characters'],
  ['a number for alg', { ...rsaJwk, alg: 256 }, 'has a fault: alg must be text, in quotes'],
  ['a list for use', { ...rsaJwk, use: ['sig'] }, 'has a fault: use must be text'],
  ['a text for key_ops', { ...rsaJwk, key_ops: 'verify' }, 'has a fault: key_ops must be a list'],
  ['a number among key_ops', { ...rsaJwk, key_ops: ['verify', 1] }, 'has a fault: key_ops[1] must be text, in quotes'],
  ['a modulus with padding', { ...rsaJwk, n: `${rsaJwk.n}==` }, 'has a fault: n must be base64url'],
  ['a modulus that is a number', { ...rsaJwk, n: 7 }, 'has a fault: n must be text, in quotes'],
  ['encryption', { ...rsaJwk, use: 'enc' }, 'is not for signatures, by its use'],
  ['another use', { ...rsaJwk, use: 'Sig' }, 'is not for signatures, by its use'],
  ['other operations', { ...rsaJwk, key_ops: ['encrypt'] }, 'is not for verifying, by its key_ops'],
  ['no operation', { ...rsaJwk, key_ops: [] }, 'is not for verifying, by its key_ops'],
  ['an algorithm of encryption', { ...rsaJwk, alg: 'RSA-OAEP-256' }, 'is for an alg that is not supported'],
  ['HS256', { ...rsaJwk, alg: 'HS256' }, 'is for an alg that is not supported'],
  ['a prototype name for alg', { ...rsaJwk, alg: 'constructor' }, 'is for an alg that is not supported'],
  ['an algorithm of the other type', { ...rsaJwk, alg: 'ES256' }, "fits none of the issuer's algorithms"],
  ['an algorithm that the issuer may not use', { ...rsaJwk, alg: 'RS512' }, "fits none of the issuer's algorithms"],
  ['a curve that the issuer may not use', publicJwk(ecKey('e', 'P-384')), "fits none of the issuer's algorithms"],
  ['RSA of 1024 bits', { ...rsaJwk, n: modulusOf(1024) }, WEAK],
  ['RSA of 2047 bits', { ...rsaJwk, n: modulusOf(2047) }, WEAK],
  ['RSA of 1024 bits behind zeros', { ...rsaJwk, n: padded(modulusOf(1024)) }, WEAK],
  ['RSA of 16392 bits', { ...rsaJwk, n: oddModulus(2049) }, WEAK],
  ['RSA with the mark of ROCA', { ...rsaJwk, n: rocaModulus() }, WEAK],
  ['RSA with the exponent 0', { ...rsaJwk, e: 'AA' }, WEAK],
  ['RSA with the exponent 1', { ...rsaJwk, e: 'AQ' }, WEAK],
  ['RSA with the exponent 2', { ...rsaJwk, e: 'Ag' }, WEAK],
  ['RSA with the exponent 65536', { ...rsaJwk, e: 'AQAA' }, WEAK],
  ['RSA without an exponent', { kty: 'RSA', kid: 'rsa', n: rsaJwk.n }, NOT_ITS_TYPE],
  ['RSA without a modulus', { kty: 'RSA', kid: 'rsa', e: 'AQAB' }, NOT_ITS_TYPE],
  ['a point off its curve', { ...goodJwk, kid: 'off', x: goodJwk.y, y: goodJwk.x }, NOT_ITS_TYPE],
  ['the point 0', { ...goodJwk, kid: 'zero', x: 'A'.repeat(43), y: 'A'.repeat(43) }, NOT_ITS_TYPE],
  ['half a point', { kty: 'EC', crv: 'P-256', kid: 'half', x: goodJwk.x }, NOT_ITS_TYPE],
  ['a curve nobody knows', { ...goodJwk, kid: 'curve', crv: 'P-255' }, CURVE],
  ['no curve', { ...goodJwk, crv: null }, CURVE],
  ['secp256k1', publicJwk(ecKey('k1', 'secp256k1')), CURVE],
  ['X25519', { ...x25519, kid: 'x' }, CURVE],
  ['Ed448', { ...ed448, kid: 'ed448' }, CURVE],
  ["another type's curve", { ...goodJwk, crv: 'Ed25519' }, CURVE],
  ['post-quantum', { kty: 'AKP', alg: 'ML-DSA-44', pub: 'C41A2hpHYT3z' }, TYPE],
  ['a type in lower case', { ...rsaJwk, kty: 'rsa' }, TYPE],
  ['the type of a secret without one', { kty: 'oct', kid: 'oct' }, TYPE],
];

describe('T3 an entry of a key set is left out, and the others stay', () => {
  it.each(UNUSABLE)('for %s', (_what, entry, why) => {
    const { usable, leftOut } = read([goodJwk, entry, rsaJwk]);
    expect(usable.map(({ jwk }) => jwk.kid)).toEqual(['p256', 'rsa']);
    expect(leftOut).toEqual([{ position: 1, why, secret: false }]);
  });

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])('for the private member %s, as a secret', (name) => {
    const { usable, leftOut } = read([goodJwk, { ...rsaJwk, [name]: 'AQAB' }]);
    const why = 'is a private or symmetric key, which must not be published';
    expect(usable.map(({ jwk }) => jwk.kid)).toEqual(['p256']);
    expect(leftOut).toEqual([{ position: 1, why, secret: true }]);
  });

  it('for Ed25519 of 31 bytes', () => {
    const short = { kty: 'OKP', crv: 'Ed25519', kid: 'short', x: 'A'.repeat(42) };
    expect(read([short], ['EdDSA']).leftOut).toEqual([{ position: 0, why: NOT_ITS_TYPE, secret: false }]);
  });

  it('and nothing of a key stands in the reason', () => {
    const canary = 'CANARY-7f3a';
    const entries = ['kty', 'kid', 'use', 'alg', 'crv', 'n', 'e', 'key_ops', 'd'].flatMap((name) =>
      [canary, { [canary]: canary }, [canary]].map((value) => ({ ...rsaJwk, [name]: value })),
    );
    expect(JSON.stringify(read([...entries, canary]).leftOut)).not.toContain(canary);
  });
});

describe('RSA keys at the edges', () => {
  it.each([
    ['2048 bits', rsaJwk.n],
    ['16384 bits', oddModulus(2048)],
  ])('of %s are usable', (_what, n) => {
    expect(kidsOf({ ...rsaJwk, n })).toEqual(['rsa']);
  });

  it('with the exponent 3 are usable', () => {
    expect(kidsOf({ ...rsaJwk, e: 'Aw' })).toEqual(['rsa']);
  });
});

describe('B8 the algorithms of a key', () => {
  const ALL: readonly Algorithm[] = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

  it.each<[name: string, jwk: unknown, fitting: readonly Algorithm[]]>([
    ['RSA', rsaJwk, ['RS256', 'RS384', 'RS512']],
    ['RSA that names RS384', { ...rsaJwk, alg: 'RS384' }, ['RS384']],
    ['RSA with a curve, which means nothing there', { ...rsaJwk, crv: 'P-256' }, ['RS256', 'RS384', 'RS512']],
    ['P-256', goodJwk, ['ES256']],
    ['P-384', publicJwk(ecKey('p384', 'P-384')), ['ES384']],
    ['P-521', publicJwk(ecKey('p521', 'P-521')), ['ES512']],
    ['Ed25519', publicJwk(edKey('ed')), ['EdDSA']],
  ])('%s', (_name, jwk, fitting) => {
    expect(read([jwk], ALL).usable.map(({ algorithms }) => algorithms)).toEqual([fitting]);
  });

  it('are those of the issuer alone', () => {
    expect(read([rsaJwk], ['RS384', 'ES256']).usable[0]?.algorithms).toEqual(['RS384']);
  });
});

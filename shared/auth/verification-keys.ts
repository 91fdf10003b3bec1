import { createPublicKey, type KeyObject } from 'node:crypto';
import { ALGORITHMS, type Algorithm, type Jwk, Jwks } from '../domain/jwk.ts';
import { parseWith } from '../domain/parse.ts';

/** A public key that may verify tokens, with the one algorithm family that fits it. */
export interface VerificationKey {
  readonly jwk: Jwk;
  readonly keyObject: KeyObject;
}

/** By `kid`. Keys that are not for signatures, or too weak, are left out. */
export type VerificationKeys = ReadonlyMap<string, VerificationKey>;

/** Reads a key set from its JSON; `undefined` when it is no key set or holds no key that may verify. */
export const readVerificationKeys = (json: unknown): VerificationKeys | undefined => {
  const parsed = parseWith(Jwks, json, 'jwks');
  return parsed.ok ? toVerificationKeys(parsed.value) : undefined;
};

/** The keys of a set that was parsed before. */
export const toVerificationKeys = ({ keys }: Jwks): VerificationKeys | undefined => {
  const usable = new Map(keys.flatMap((jwk) => usableKey(jwk)));
  return usable.size === 0 ? undefined : usable;
};

const usableKey = (jwk: Jwk): [string, VerificationKey][] => {
  if (jwk.use !== undefined && jwk.use !== 'sig') return [];
  if (jwk.key_ops !== undefined && !jwk.key_ops.includes('verify')) return [];
  try {
    const keyObject = createPublicKey({ key: jwk, format: 'jwk' });
    return jwk.kid !== undefined && isStrong(jwk, keyObject) ? [[jwk.kid, { jwk, keyObject }]] : [];
  } catch {
    // A point off its curve, a modulus that is none: such a key verifies nothing.
    return [];
  }
};

const MIN_RSA_BITS = 2048;

const isStrong = (jwk: Jwk, key: KeyObject): boolean => {
  if (jwk.kty !== 'RSA') return true;
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  const odd = publicExponent >= 3n && publicExponent % 2n === 1n;
  return modulusLength >= MIN_RSA_BITS && odd && !hasMarkOfRoca(jwk.n ?? '');
};

/** The odd primes below 168: what the keys of CVE-2017-15361 ("ROCA") give away about themselves. */
const ROCA_PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
  127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/** Whether the modulus is a power of 65537 modulo every one of the primes: chance alone does that to none in 2^27. */
const hasMarkOfRoca = (modulus: string): boolean => {
  const n = BigInt(`0x${Buffer.from(modulus, 'base64url').toString('hex')}`);
  return ROCA_PRIMES.every((prime) => isPowerOf65537(Number(n % BigInt(prime)), prime));
};

const isPowerOf65537 = (residue: number, prime: number): boolean => {
  let power = 1;
  for (let exponent = 0; exponent < prime; exponent += 1) {
    if (power === residue) return true;
    power = (power * 65_537) % prime;
  }
  return false;
};

/** Whether a key may verify this algorithm. The library lets any pair pass where the key names no `alg`. */
export const fitsAlgorithm = ({ jwk }: VerificationKey, algorithm: Algorithm): boolean => {
  const { kty, crv } = ALGORITHMS[algorithm];
  return jwk.kty === kty && (crv === undefined || jwk.crv === crv) && (jwk.alg === undefined || jwk.alg === algorithm);
};

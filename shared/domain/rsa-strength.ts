import type { Jwk } from './jwk.ts';

/** What NIST SP 800-131A asks for at least, and what OpenSSL verifies with at most. */
const MIN_BITS = 2048;
const MAX_BITS = 16_384;

/** The odd primes below 168: what the keys of CVE-2017-15361 ("ROCA") give away about themselves. */
const ROCA_PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
  127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/** Whether an RSA key verifies what others could have signed: too short, an exponent that hides nothing, or ROCA. */
export function isWeakRsa({ n = '', e = '' }: Jwk): boolean {
  const [modulus, exponent] = [toInteger(n), toInteger(e)];
  const bits = modulus.toString(2).length;
  if (bits < MIN_BITS || bits > MAX_BITS) return true;
  return exponent < 3n || exponent % 2n === 0n || hasMarkOfRoca(modulus);
}

function toInteger(base64Url: string): bigint {
  return BigInt(`0x0${Buffer.from(base64Url, 'base64url').toString('hex')}`);
}

/** Whether the modulus is a power of 65537 modulo every one of the primes: chance alone does that to none in 2^27. */
function hasMarkOfRoca(modulus: bigint): boolean {
  return ROCA_PRIMES.every((prime) => isPowerOf65537(Number(modulus % BigInt(prime)), prime));
}

function isPowerOf65537(residue: number, prime: number): boolean {
  let power = 1;
  for (let exponent = 0; exponent < prime; exponent += 1) {
    if (power === residue) return true;
    power = (power * 65_537) % prime;
  }
  return false;
}

import * as v from 'valibot';

/** The JWS algorithms that an issuer may be allowed (RFC 7518, RFC 8037, RFC 9864), with the key type of each. */
export const ALGORITHMS = {
  RS256: { kty: 'RSA', crv: undefined },
  RS384: { kty: 'RSA', crv: undefined },
  RS512: { kty: 'RSA', crv: undefined },
  PS256: { kty: 'RSA', crv: undefined },
  PS384: { kty: 'RSA', crv: undefined },
  PS512: { kty: 'RSA', crv: undefined },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
} as const;

export type Algorithm = keyof typeof ALGORITHMS;

/** RFC 7515 section 4.1.4 allows any text as a key id. Only its length is limited here. */
export const MAX_KEY_ID_LENGTH = 1024;

/** Members with private or symmetric key material (RFC 7518 section 6; `priv` is used by post-quantum keys). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** Whether a key contains private or symmetric key material. */
export function holdsSecret(jwk: object): boolean {
  return PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member));
}

const Base64Url = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/, 'must be base64url'));

/** One public key (RFC 7517). Unknown members, such as `x5c`, are dropped, so that no later code can trust them. */
export const Jwk = v.pipe(
  v.looseObject({}),
  v.check((jwk) => !holdsSecret(jwk), 'must be a public key'),
  v.object({
    kty: v.string(),
    kid: v.exactOptional(
      v.pipe(v.string(), v.maxLength(MAX_KEY_ID_LENGTH, `must be at most ${MAX_KEY_ID_LENGTH} characters`)),
    ),
    use: v.exactOptional(v.string()),
    alg: v.exactOptional(v.string()),
    crv: v.exactOptional(v.string()),
    n: v.exactOptional(Base64Url),
    e: v.exactOptional(Base64Url),
    x: v.exactOptional(Base64Url),
    y: v.exactOptional(Base64Url),
    key_ops: v.exactOptional(v.array(v.string())),
  }),
);

export type Jwk = v.InferOutput<typeof Jwk>;

/**
 * A key set as an operator writes it: at most 100 public keys with distinct `kid`s. Published key sets are read more
 * leniently (key-set.ts).
 */
export const Jwks = v.pipe(
  v.object({
    keys: v.pipe(
      v.array(Jwk),
      v.nonEmpty('must not be empty'),
      v.maxLength(100, 'must have at most 100 keys'),
      v.check((keys) => hasDistinctKids(keys), 'must not name a kid twice'),
    ),
  }),
);

function hasDistinctKids(keys: readonly Jwk[]): boolean {
  const kids = keys.flatMap(({ kid }) => kid ?? []);
  return new Set(kids).size === kids.length;
}

export type Jwks = v.InferOutput<typeof Jwks>;

/** The minimum of NIST SP 800-131A. The maximum is what OpenSSL verifies with. */
const MIN_BITS = 2048;
const MAX_BITS = 16_384;

/** The odd primes below 168, with which keys of CVE-2017-15361 ("ROCA") can be detected. */
const ROCA_PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
  127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/**
 * Whether others could forge signatures of an RSA key, because it is too short, has an unsafe exponent, or is a ROCA
 * key.
 */
export function isWeakRsa({ n = '', e = '' }: Jwk): boolean {
  const [modulus, exponent] = [toInteger(n), toInteger(e)];
  const bits = modulus.toString(2).length;
  if (bits < MIN_BITS || bits > MAX_BITS) return true;
  return exponent < 3n || exponent % 2n === 0n || hasMarkOfRoca(modulus);
}

function toInteger(base64Url: string): bigint {
  return BigInt(`0x0${Buffer.from(base64Url, 'base64url').toString('hex')}`);
}

/**
 * Whether the modulus is a power of 65537 modulo each of the primes, as in every ROCA key. Fewer than one random
 * modulus in 2^27 has this property.
 */
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

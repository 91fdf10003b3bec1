import * as v from 'valibot';

/** JWS algorithms that an issuer may be allowed (RFC 7518, RFC 8037), each with the keys that fit it. */
export const ALGORITHMS = {
  RS256: { kty: 'RSA', crv: undefined },
  RS384: { kty: 'RSA', crv: undefined },
  RS512: { kty: 'RSA', crv: undefined },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
} as const;

export type Algorithm = keyof typeof ALGORITHMS;

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const Base64Url = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/, 'must be base64url'));

/** One public key (RFC 7517). Members that we don't read, such as `x5c`, are dropped: nothing can believe them. */
const Jwk = v.pipe(
  v.looseObject({}),
  v.check((jwk) => !PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member)), 'must be a public key'),
  v.object({
    kty: v.string(),
    kid: v.pipe(v.string(), v.nonEmpty('must not be empty'), v.maxLength(256, 'must be at most 256 characters')),
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

/** A key set: at most 100 public keys, each with a `kid` of its own. */
export const Jwks = v.pipe(
  v.object({
    keys: v.pipe(
      v.array(Jwk),
      v.nonEmpty('must not be empty'),
      v.maxLength(100, 'must have at most 100 keys'),
      v.check((keys) => new Set(keys.map((jwk) => jwk.kid)).size === keys.length, 'must not name a kid twice'),
    ),
  }),
);

export type Jwks = v.InferOutput<typeof Jwks>;

import { constants, createPublicKey, type KeyObject, type SignKeyObjectInput, verify } from 'node:crypto';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import { tokenRejected } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Algorithm } from '../domain/jwk.ts';
import { type KeySet, readKeySet, type UsableKey } from '../domain/key-set.ts';
import { isJsonObject } from '../domain/strict-json.ts';
import type { UnverifiedToken } from './compact-jws.ts';

/** A public key that may verify an issuer's tokens. */
export type VerificationKey = UsableKey<KeyObject>;

/** Reads a published key set and ignores unknown members. Returns `undefined` if it is not a key set. */
export function readVerificationKeys(json: unknown, { algorithms }: Issuer): KeySet<KeyObject> | undefined {
  return isJsonObject(json) && Array.isArray(json.keys)
    ? readKeySet(json.keys, algorithms, createPublicKey)
    : undefined;
}

/** How many keys are tried for one token. Each costs a verification, and the sender chooses the `kid`. */
const MAX_TRIED = 4;

/**
 * The keys that may have signed a token. Several keys may share a `kid` (RFC 7517 section 4.5). A token without a `kid`
 * is refused if several keys fit (OpenID Connect Core 1.0 section 10.1). Throws `token_rejected`.
 */
export function keysToTry(
  keys: readonly VerificationKey[],
  keyId: string | undefined,
  algorithm: Algorithm,
): readonly VerificationKey[] {
  if (keys.length === 0) throw tokenRejected('kid_unknown');
  const fitting = keys.filter(({ algorithms }) => algorithms.includes(algorithm));
  if (fitting.length === 0) throw tokenRejected('algorithm_not_of_key');
  if (keyId === undefined && fitting.length > 1) throw tokenRejected('kid_missing');
  if (fitting.length > MAX_TRIED) throw tokenRejected('kid_of_too_many_keys');
  return fitting;
}

/** RSASSA-PSS with a salt as long as the hash (RFC 7518 section 3.5). */
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

type Scheme = readonly [hash: string | null, options: Omit<SignKeyObjectInput, 'key'>];

/**
 * Algorithms that the library does not support: RSASSA-PSS, and EdDSA by its name in RFC 9864, which includes its hash.
 */
const BEYOND_LIBRARY: Partial<Readonly<Record<Algorithm, Scheme>>> = {
  PS256: ['sha256', PSS],
  PS384: ['sha384', PSS],
  PS512: ['sha512', PSS],
  Ed25519: [null, {}],
};

/** Whether the key signed the token. The key must fit the algorithm. */
export function isSignedBy(
  { compact }: UnverifiedToken,
  key: VerificationKey,
  algorithm: Algorithm,
  issuer: Issuer,
): boolean {
  const scheme = BEYOND_LIBRARY[algorithm];
  try {
    return scheme === undefined ? verifiesInLibrary(compact, key, issuer) : verifies(compact, key, scheme);
  } catch {
    // Any error means a bad signature: OpenSSL throws for some of them, such as one longer than its key.
    return false;
  }
}

/**
 * Throws for a bad signature. The library's checks of times are off, because we check them by the clock of the call.
 */
function verifiesInLibrary(compact: string, { jwk, key }: VerificationKey, { url }: Issuer): true {
  const options = { issuer: url, audience: null, graceSeconds: Number.POSITIVE_INFINITY };
  verifyJwtSync(compact, jwk, options, () => key);
  return true;
}

function verifies(compact: string, { key }: VerificationKey, [hash, options]: Scheme): boolean {
  const end = compact.lastIndexOf('.');
  const signature = Buffer.from(compact.slice(end + 1), 'base64url');
  return verify(hash, Buffer.from(compact.slice(0, end)), { key, ...options }, signature);
}

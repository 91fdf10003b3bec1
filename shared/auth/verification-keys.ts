import { constants, createPublicKey, type KeyObject, type SignKeyObjectInput, verify } from 'node:crypto';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import { tokenRejected } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Algorithm } from '../domain/jwk.ts';
import { type KeySet, readKeySet, type UsableKey } from '../domain/key-set.ts';
import { isJsonObject } from '../domain/strict-json.ts';
import type { UnverifiedToken } from './compact-jws.ts';

/** A public key that may verify tokens of an issuer. */
export type VerificationKey = UsableKey<KeyObject>;

/** Reads a published key set; `undefined` where it is none at all. Members that are unknown are ignored. */
export function readVerificationKeys(json: unknown, { algorithms }: Issuer): KeySet<KeyObject> | undefined {
  return isJsonObject(json) && Array.isArray(json.keys)
    ? readKeySet(json.keys, algorithms, createPublicKey)
    : undefined;
}

/** Each of them costs a verification, and who sends a token chooses its `kid`. */
const MAX_TRIED = 4;

/**
 * Which of the keys under a token's `kid` may have signed it: `kid`s need not be distinct (RFC 7517 section 4.5). A
 * token without `kid` means the issuer's only key, and is refused where there are several (OpenID Connect Core 1.0
 * section 10.1).
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

/** Algorithms that the library does not know: RSASSA-PSS, and EdDSA by its name in RFC 9864, which brings its own hash. */
const BEYOND_LIBRARY: Partial<Readonly<Record<Algorithm, Scheme>>> = {
  PS256: ['sha256', PSS],
  PS384: ['sha384', PSS],
  PS512: ['sha512', PSS],
  Ed25519: [null, {}],
};

/** Whether the key signed the token by this algorithm, one that the key fits. */
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
    // Whatever is thrown, the signature is bad: OpenSSL refuses some by an error, such as one that is longer than its key.
    return false;
  }
}

/** Throws where the signature is bad. Claims and times have been checked by us, the latter by the clock of the call. */
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

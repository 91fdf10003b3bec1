import { constants, type SignKeyObjectInput, verify } from 'node:crypto';
import type { Algorithm } from '../domain/jwk.ts';
import type { UnverifiedToken } from './compact-jws.ts';
import type { VerificationKey } from './verification-keys.ts';

/** RSASSA-PSS with a salt as long as the hash (RFC 7518 section 3.5). */
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
/** RSASSA-PKCS1-v1_5 (RFC 7518 section 3.3). */
const PKCS1 = { padding: constants.RSA_PKCS1_PADDING };
/** R and S one behind the other, and not as DER (RFC 7518 section 3.4). */
const RAW_ECDSA = { dsaEncoding: 'ieee-p1363' } as const;

type Scheme = readonly [hash: string | null, options: Omit<SignKeyObjectInput, 'key'>];

/** How each algorithm signs. EdDSA brings its own hash (RFC 8037). */
const SCHEMES: Readonly<Record<Algorithm, Scheme>> = {
  RS256: ['sha256', PKCS1],
  RS384: ['sha384', PKCS1],
  RS512: ['sha512', PKCS1],
  PS256: ['sha256', PSS],
  PS384: ['sha384', PSS],
  PS512: ['sha512', PSS],
  ES256: ['sha256', RAW_ECDSA],
  ES384: ['sha384', RAW_ECDSA],
  ES512: ['sha512', RAW_ECDSA],
  EdDSA: [null, {}],
  Ed25519: [null, {}],
};

/** Whether the key signed the token by this algorithm, one that the key fits. */
export function isSignedBy(
  { signingInput, signature }: UnverifiedToken,
  { key }: VerificationKey,
  algorithm: Algorithm,
): boolean {
  const [hash, options] = SCHEMES[algorithm];
  try {
    return verify(hash, Buffer.from(signingInput), { key, ...options }, signature);
  } catch {
    // OpenSSL refuses some signatures by an error, such as one that is longer than its key.
    return false;
  }
}

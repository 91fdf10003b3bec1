import { JwtInvalidIssuerError, JwtInvalidSignatureError, JwtParseError } from 'aws-jwt-verify/error';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import type { Call } from '../domain/call.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Algorithm } from '../domain/jwk.ts';
import type { FindIssuer, VerifyToken } from '../vending/ports.ts';
import { checkClaims } from './check-claims.ts';
import { readCompactJws, type UnverifiedToken } from './compact-jws.ts';
import type { FindVerificationKey } from './key-store.ts';
import { rejected } from './rejected.ts';
import { fitsAlgorithm, type VerificationKey } from './verification-keys.ts';

/**
 * Verifies bearer tokens of configured issuers. Nobody is contacted on a token's word: `iss` only chooses among the
 * configured, by exact text. The library checks the signature; the layers before and after it close what it leaves
 * open (see docs/architecture.md, "Why two layers").
 */
export const createVerifyToken =
  (ports: { readonly findIssuer: FindIssuer; readonly findKey: FindVerificationKey }): VerifyToken =>
  async (secret, call) => {
    const token = secret.reveal();
    const { unverified, issuer, algorithm } = await readFor(ports.findIssuer, token, call);
    const key = await ports.findKey(issuer, unverified.keyId, call);
    if (key === undefined) throw rejected('kid_unknown');
    if (!fitsAlgorithm(key, algorithm)) throw rejected('algorithm_not_of_key');
    verifySignature(token, key, issuer);
    // The signature covers the very text that was parsed strictly above.
    const claims = unverified.unverifiedClaims;
    return { issuer, claims, ...checkClaims(claims, issuer, call.now()) };
  };

/**
 * The same for somebody who can't have the issuer's keys: everything but the signature. It explains a refusal; nobody
 * may be let in by it.
 */
export const createCheckUnsigned =
  (findIssuer: FindIssuer): VerifyToken =>
  async (secret, call) => {
    const { unverified, issuer } = await readFor(findIssuer, secret.reveal(), call);
    const claims = unverified.unverifiedClaims;
    return { issuer, claims, ...checkClaims(claims, issuer, call.now()) };
  };

/** What is looked at before a key is: the form, the issuer, the header. */
const readFor = async (findIssuer: FindIssuer, token: string, call: Call) => {
  const unverified = readCompactJws(token);
  const issuer = await findIssuer(unverified.unverifiedIssuer, call);
  if (issuer === undefined) throw rejected('issuer_unknown');
  if (!issuer.enabled) throw rejected('issuer_disabled');
  const algorithm = allowedAlgorithm(unverified, issuer);
  checkType(unverified, issuer);
  return { unverified, issuer, algorithm };
};

const allowedAlgorithm = ({ algorithm }: UnverifiedToken, { algorithms }: Issuer): Algorithm => {
  const allowed = algorithms.find((known) => known === algorithm);
  if (allowed === undefined) throw rejected('algorithm_not_allowed');
  return allowed;
};

/** RFC 7515 section 4.1.9: compared without case, `application/` may be left out. Absent counts as JWT. */
const checkType = ({ type = 'JWT' }: UnverifiedToken, { tokenTypes }: Issuer): void => {
  const plain = (text: string) => text.toLowerCase().replace(/^application\//, '');
  if (!tokenTypes.some((allowed) => plain(allowed) === plain(type))) throw rejected('type_not_allowed');
};

/** By class and not by its name, which the build shortens. */
const VERIFIER_REASONS = [
  [JwtInvalidSignatureError, 'signature_invalid'],
  [JwtInvalidIssuerError, 'issuer_mismatch'],
  [JwtParseError, 'claims_unreadable'],
] as const;

const verifySignature = (token: string, { jwk, keyObject }: VerificationKey, issuer: Issuer): void => {
  try {
    // Audience and times are checked by us in full, and times by the clock of the call rather than the machine's.
    const options = { issuer: issuer.url, audience: null, graceSeconds: Number.POSITIVE_INFINITY };
    verifyJwtSync(token, jwk, options, () => keyObject);
  } catch (error) {
    // Whatever it throws, a RangeError or a plain Error among them, the token is bad. Its words may quote the token.
    throw rejected(VERIFIER_REASONS.find(([type]) => error instanceof type)?.[1] ?? 'verifier_refused');
  }
};

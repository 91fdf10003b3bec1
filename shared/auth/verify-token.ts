import { type Call, UNKNOWN_ISSUER } from '../domain/call.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Algorithm } from '../domain/jwk.ts';
import type { FindIssuer, VerifyToken } from '../vending/issuing/ports.ts';
import { checkClaims } from './check-claims.ts';
import { readCompactJws, type UnverifiedToken } from './compact-jws.ts';
import type { FindVerificationKeys } from './key-store.ts';
import { rejected } from './rejected.ts';
import { keysToTry } from './verification-keys.ts';
import { isSignedBy } from './verify-signature.ts';

/**
 * Verifies bearer tokens of configured issuers. Nobody is contacted on a token's word: `iss` only chooses among the
 * configured, by exact text, and a token whose claims would be refused anyway has no key fetched for it.
 */
export function createVerifyToken(ports: {
  readonly findIssuer: FindIssuer;
  readonly findKeys: FindVerificationKeys;
}): VerifyToken {
  return async (secret, call) => {
    const { unverified, algorithm, token } = await readFor(ports.findIssuer, secret.reveal(), call);
    const found = await ports.findKeys(token.issuer, unverified.keyId, call);
    const keys = keysToTry(found, unverified.keyId, algorithm);
    if (!keys.some((key) => isSignedBy(unverified, key, algorithm, token.issuer))) throw rejected('signature_invalid');
    return token;
  };
}

/**
 * The same for somebody who can't have the issuer's keys: everything but the signature. It explains a refusal; nobody
 * may be let in by it.
 */
export function createCheckUnsigned(findIssuer: FindIssuer): VerifyToken {
  return async (secret, call) => (await readFor(findIssuer, secret.reveal(), call)).token;
}

/** What is looked at before a key is: the form, the issuer, the header, the claims that every token has. */
async function readFor(findIssuer: FindIssuer, text: string, call: Call) {
  const unverified = readCompactJws(text);
  const issuer = await findIssuer(unverified.unverifiedIssuer, call);
  call.note?.({ issuer: issuer?.id ?? UNKNOWN_ISSUER });
  if (issuer === undefined) throw rejected('issuer_unknown');
  if (issuer.url !== unverified.unverifiedIssuer) throw rejected('issuer_mismatch');
  if (!issuer.enabled) throw rejected('issuer_disabled');
  const algorithm = allowedAlgorithm(unverified, issuer);
  checkType(unverified, issuer);
  // The signature covers the very text that was parsed strictly.
  const claims = unverified.unverifiedClaims;
  return { unverified, algorithm, token: { issuer, claims, ...checkClaims(claims, issuer, call.now()) } };
}

function allowedAlgorithm({ algorithm }: UnverifiedToken, { algorithms }: Issuer): Algorithm {
  const allowed = algorithms.find((known) => known === algorithm);
  if (allowed === undefined) throw rejected('algorithm_not_allowed');
  return allowed;
}

/** RFC 7515 section 4.1.9: compared without case, `application/` may be left out. Absent counts as JWT. */
function checkType({ type = 'JWT' }: UnverifiedToken, { tokenTypes }: Issuer): void {
  const plain = (text: string) => text.toLowerCase().replace(/^application\//, '');
  if (!tokenTypes.some((allowed) => plain(allowed) === plain(type))) throw rejected('type_not_allowed');
}

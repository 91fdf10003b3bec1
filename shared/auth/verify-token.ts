import { type Call, UNKNOWN_ISSUER } from '../domain/call.ts';
import { type Claims, claimAt } from '../domain/claims.ts';
import { tokenRejected } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Algorithm } from '../domain/jwk.ts';
import type { FindIssuer, VerifyToken } from '../vending/issuing/ports.ts';
import { readCompactJws, type UnverifiedToken } from './compact-jws.ts';
import type { FindVerificationKeys } from './key-store.ts';
import { isSignedBy, keysToTry } from './verification-keys.ts';

/**
 * Verifies bearer tokens of configured issuers. A token can not make us contact a host: `iss` only selects a configured
 * issuer by exact match, and keys are fetched only after the claims have passed. Throws `token_rejected` or
 * `keys_unavailable`.
 */
export function createVerifyToken(ports: {
  readonly findIssuer: FindIssuer;
  readonly findKeys: FindVerificationKeys;
}): VerifyToken {
  return async (secret, call) => {
    const { unverified, algorithm, token } = await readFor(ports.findIssuer, secret.reveal(), call);
    const found = await ports.findKeys(token.issuer, unverified.keyId, call);
    const keys = keysToTry(found, unverified.keyId, algorithm);
    if (!keys.some((key) => isSignedBy(unverified, key, algorithm, token.issuer)))
      throw tokenRejected('signature_invalid');
    return token;
  };
}

/**
 * Checks everything but the signature, for a reader who can not get the issuer's keys. The result may only explain a
 * refusal; it must never let a caller in.
 */
export function createCheckUnsigned(findIssuer: FindIssuer): VerifyToken {
  return async (secret, call) => (await readFor(findIssuer, secret.reveal(), call)).token;
}

/** Checks what needs no key: the form, the issuer, the header and the standard claims. */
async function readFor(findIssuer: FindIssuer, text: string, call: Call) {
  const unverified = readCompactJws(text);
  const issuer = await findIssuer(unverified.unverifiedIssuer, call);
  call.note?.({ issuer: issuer?.id ?? UNKNOWN_ISSUER });
  if (issuer === undefined) throw tokenRejected('issuer_unknown');
  if (issuer.url !== unverified.unverifiedIssuer) throw tokenRejected('issuer_mismatch');
  if (!issuer.enabled) throw tokenRejected('issuer_disabled');
  const algorithm = allowedAlgorithm(unverified, issuer);
  checkType(unverified, issuer);
  // The signature covers exactly the text that was parsed.
  const claims = unverified.unverifiedClaims;
  return { unverified, algorithm, token: { issuer, claims, ...checkClaims(claims, issuer, call.now()) } };
}

function allowedAlgorithm({ algorithm }: UnverifiedToken, { algorithms }: Issuer): Algorithm {
  const allowed = algorithms.find((known) => known === algorithm);
  if (allowed === undefined) throw tokenRejected('algorithm_not_allowed');
  return allowed;
}

/** RFC 7515 section 4.1.9: compared without case, `application/` may be left out. Absent counts as JWT. */
function checkType({ type = 'JWT' }: UnverifiedToken, { tokenTypes }: Issuer): void {
  const plain = (text: string) => text.toLowerCase().replace(/^application\//, '');
  if (!tokenTypes.some((allowed) => plain(allowed) === plain(type))) throw tokenRejected('type_not_allowed');
}

/** How far `iat` and `nbf` may be in the future, for clocks that differ. `exp` has no leeway. */
const LEEWAY_SECONDS = 60;

const MAX_SUBJECT_LENGTH = 1024;

export interface CheckedClaims {
  readonly subject: string;
  readonly expiresAt: Date;
}

/**
 * Checks the standard claims: `exp`, `iat` and `sub` are present, the token's age and lifetime are within the issuer's
 * limits, and its audience includes us. Throws `token_rejected`.
 */
export function checkClaims(claims: Claims, issuer: Issuer, now: Date): CheckedClaims {
  const nowSeconds = now.getTime() / 1000;
  const exp = numericDate(claims, 'exp');
  const iat = numericDate(claims, 'iat');
  if (exp === undefined) throw tokenRejected('exp_missing');
  if (iat === undefined) throw tokenRejected('iat_missing');
  if (exp <= nowSeconds) throw tokenRejected('expired');
  if (iat > nowSeconds + LEEWAY_SECONDS) throw tokenRejected('issued_in_the_future');
  if (exp <= iat) throw tokenRejected('expires_before_it_is_issued');
  if (exp - iat > issuer.maxTokenLifeSeconds) throw tokenRejected('life_too_long');
  if (nowSeconds - iat > issuer.maxTokenAgeSeconds) throw tokenRejected('too_old');
  const nbf = numericDate(claims, 'nbf');
  if (nbf !== undefined && nbf > nowSeconds + LEEWAY_SECONDS) throw tokenRejected('not_yet_valid');
  checkAudience(claimAt(claims, [issuer.audienceClaim]), issuer);
  return { subject: readSubject(claimAt(claims, ['sub'])), expiresAt: new Date(exp * 1000) };
}

function numericDate(claims: Claims, name: 'exp' | 'iat' | 'nbf'): number | undefined {
  const value = claimAt(claims, [name]);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw tokenRejected(`${name}_unreadable`);
  return value;
}

function checkAudience(value: unknown, { audiences, soleAudience }: Issuer): void {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!listed.every((audience) => typeof audience === 'string')) throw tokenRejected('audience_unreadable');
  if (!listed.some((audience) => audiences.includes(audience))) throw tokenRejected('audience_not_ours');
  // Any other audience of the token could replay it here.
  if (soleAudience && listed.length !== 1) throw tokenRejected('audience_not_sole');
}

function readSubject(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw tokenRejected('sub_missing');
  // Half of a surrogate pair can't be stored, so that no stop could name the caller.
  if (!value.isWellFormed()) throw tokenRejected('sub_unreadable');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for; a log line is one line.
  if (value.length > MAX_SUBJECT_LENGTH || /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(value)) {
    throw tokenRejected('sub_unreadable');
  }
  return value;
}

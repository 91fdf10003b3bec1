import { type Claims, claimAt } from '../domain/claims.ts';
import type { Issuer } from '../domain/issuer.ts';
import { rejected } from './rejected.ts';

/** For clocks that differ: how far `iat` and `nbf` may lie ahead. An expired token is expired. */
const LEEWAY_SECONDS = 60;

const MAX_SUBJECT_LENGTH = 1024;

export interface CheckedClaims {
  readonly subject: string;
  readonly expiresAt: Date;
}

/**
 * What must hold of the claims beyond a good signature: `exp`, `iat` and `sub` are there, the token is neither too
 * old nor too long-lived for its issuer, and it is meant for us. Throws `token_rejected`.
 */
export function checkClaims(claims: Claims, issuer: Issuer, now: Date): CheckedClaims {
  const nowSeconds = now.getTime() / 1000;
  const exp = numericDate(claims, 'exp');
  const iat = numericDate(claims, 'iat');
  if (exp === undefined) throw rejected('exp_missing');
  if (iat === undefined) throw rejected('iat_missing');
  if (exp <= nowSeconds) throw rejected('expired');
  if (iat > nowSeconds + LEEWAY_SECONDS) throw rejected('issued_in_the_future');
  if (exp <= iat) throw rejected('expires_before_it_is_issued');
  if (exp - iat > issuer.maxTokenLifeSeconds) throw rejected('life_too_long');
  if (nowSeconds - iat > issuer.maxTokenAgeSeconds) throw rejected('too_old');
  const nbf = numericDate(claims, 'nbf');
  if (nbf !== undefined && nbf > nowSeconds + LEEWAY_SECONDS) throw rejected('not_yet_valid');
  checkAudience(claimAt(claims, [issuer.audienceClaim]), issuer);
  return { subject: readSubject(claimAt(claims, ['sub'])), expiresAt: new Date(exp * 1000) };
}

function numericDate(claims: Claims, name: 'exp' | 'iat' | 'nbf'): number | undefined {
  const value = claimAt(claims, [name]);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw rejected(`${name}_unreadable`);
  return value;
}

function checkAudience(value: unknown, { audiences, soleAudience }: Issuer): void {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!listed.every((audience) => typeof audience === 'string')) throw rejected('audience_unreadable');
  if (!listed.some((audience) => audiences.includes(audience))) throw rejected('audience_not_ours');
  // A token for several parties can be replayed here by each of them.
  if (soleAudience && listed.length !== 1) throw rejected('audience_not_sole');
}

function readSubject(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw rejected('sub_missing');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for; a log line is one line.
  if (value.length > MAX_SUBJECT_LENGTH || /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(value)) {
    throw rejected('sub_unreadable');
  }
  return value;
}

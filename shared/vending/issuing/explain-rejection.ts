import { type Claims, claimAt } from '../../domain/claims.ts';
import type { Condition } from '../../domain/explanation.ts';
import type { Issuer } from '../../domain/issuer.ts';
import type { ReasonOf } from '../../domain/refusal-reasons.ts';
import type { Secret } from '../../domain/secret.ts';
import { isJsonObject } from '../../domain/strict-json.ts';

interface Judged {
  readonly header: Claims;
  readonly claims: Claims;
  /** The issuer whose URL is the token's `iss`, if one is defined. */
  readonly issuer: Issuer | undefined;
  readonly issuers: readonly Issuer[];
  readonly now: Date;
}

type Detail = Pick<Condition, 'condition' | 'expected' | 'actual'>;

/**
 * Explains why a token was rejected: the verifier's reason, and the token's value beside the expected one. The token is
 * parsed without verification, so the result is only for display and must not decide anything.
 */
export function explainRejection(
  reason: string,
  token: Secret,
  { issuers, now }: { readonly issuers: readonly Issuer[]; readonly now: Date },
): readonly Condition[] {
  const refused: Condition = { condition: 'token', held: false, actual: reason };
  const [header, claims] = token.reveal().split('.').map(partOf);
  if (header === undefined || claims === undefined) return [refused];
  const issuer = issuers.find(({ url }) => url === claims.iss);
  const detail = isDetailed(reason) ? DETAILS[reason]?.({ header, claims, issuer, issuers, now }) : undefined;
  return detail === undefined ? [refused] : [refused, { held: false, ...detail }];
}

function partOf(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Details for the reasons that have a value in the token to show. The other reasons need none. */
const DETAILS: Readonly<Partial<Record<ReasonOf<'token_rejected'>, (judged: Judged) => Detail>>> = {
  issuer_unknown: ({ claims, issuers }) => ({
    condition: 'token.iss',
    expected: issuers.map(({ url }) => url),
    actual: claims.iss,
  }),
  issuer_disabled: ({ issuer }) => ({ condition: 'issuer.enabled', expected: true, actual: issuer?.enabled }),
  algorithm_not_allowed: ({ header, issuer }) => ({
    condition: 'token header alg',
    expected: issuer?.algorithms,
    actual: header.alg,
  }),
  type_not_allowed: ({ header, issuer }) => ({
    condition: 'token header typ',
    expected: issuer?.tokenTypes,
    actual: header.typ,
  }),
  kid_unknown: ({ header }) => ({
    condition: 'token header kid',
    expected: "a key of the issuer's key set",
    actual: header.kid,
  }),
  expired: ({ claims, now }) => time('exp', claims, `after ${timeText(now)}`),
  issued_in_the_future: ({ claims, now }) => time('iat', claims, `${timeText(now)} at most`),
  not_yet_valid: ({ claims, now }) => time('nbf', claims, `${timeText(now)} at most`),
  expires_before_it_is_issued: ({ claims }) => time('exp', claims, `after iat, ${secondsText(claims.iat)}`),
  too_old: ({ claims, issuer, now }) =>
    time('iat', claims, `${issuer?.maxTokenAgeSeconds} s (maxTokenAgeSeconds) before ${timeText(now)} at most`),
  life_too_long: ({ claims, issuer }) =>
    time('exp', claims, `${issuer?.maxTokenLifeSeconds} s (maxTokenLifeSeconds) after iat at most`),
  audience_not_ours: audience,
  audience_not_sole: audience,
  audience_unreadable: audience,
};

function isDetailed(reason: string): reason is keyof typeof DETAILS {
  return Object.hasOwn(DETAILS, reason);
}

function audience({ claims, issuer }: Judged): Detail {
  const name = issuer?.audienceClaim ?? 'aud';
  return { condition: `token.${name}`, expected: issuer?.audiences, actual: claimAt(claims, [name]) };
}

function time(claim: 'exp' | 'iat' | 'nbf', claims: Claims, expected: string): Detail {
  return { condition: `token.${claim}`, expected, actual: secondsText(claims[claim]) };
}

function timeText(time: Date): string {
  return time.toISOString();
}

/** Returns seconds since 1970 as a time. Returns any other value as it is. */
function secondsText(value: unknown): unknown {
  const time = new Date(typeof value === 'number' ? value * 1000 : Number.NaN);
  return Number.isNaN(time.getTime()) ? value : timeText(time);
}

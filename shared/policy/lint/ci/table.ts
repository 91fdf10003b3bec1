// The CIs that the linter knows, and how it recognizes them.

import type { ClaimCondition } from '../../../domain/claims.ts';
import { CI_NAMES, type CiName, type Issuer } from '../../../domain/issuer.ts';
import { claimName } from '../conditions.ts';
import { aws } from './aws.ts';
import { azureDevops } from './azure-devops.ts';
import { bitbucket } from './bitbucket.ts';
import { buildkite } from './buildkite.ts';
import type { Ci, ClaimKinds } from './ci.ts';
import { circleci } from './circleci.ts';
import { forgejo } from './forgejo.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { google } from './google.ts';
import { codefresh, depot, modal, ona, scalr } from './hosted.ts';
import { jenkins } from './jenkins.ts';
import { kubernetes } from './kubernetes.ts';
import { terraform } from './terraform.ts';
import { vercel, vercelTeam } from './vercel.ts';

/** All CIs. The keys include every name that an issuer's `ci` accepts. */
const TABLE = {
  github,
  forgejo,
  gitlab,
  bitbucket,
  buildkite,
  circleci,
  azureDevops,
  terraform,
  jenkins,
  kubernetes,
  aws,
  google,
  vercel,
  vercelTeam,
  depot,
  codefresh,
  modal,
  ona,
  scalr,
} as const satisfies Record<Exclude<CiName, 'other'>, Ci> & Record<string, Ci>;

export const CIS: readonly Ci[] = Object.values(TABLE);

/** The claims of one kind, of all CIs together. */
export function claimsOfKind(kind: keyof ClaimKinds): ReadonlySet<string> {
  return new Set(CIS.flatMap(({ claims }) => claims[kind] ?? []));
}

/** The CI that signs at a URL, or `undefined` if the URL does not identify one. */
export function ciAt(url: string): Ci | undefined {
  return CIS.find((ci) => ci.url.test(url));
}

/** Whether only the path of a URL identifies its CI. On a self-hosted address, other software may use the same path. */
function isKnownByPath(url: string): boolean {
  return ciAt(url.replace(/^https:\/\/[^/]+/, 'https://any.invalid')) !== undefined;
}

/** The CI that a URL's host identifies, regardless of the issuer's definition. */
function ciOfHost(url: string): Ci | undefined {
  return isKnownByPath(url) ? undefined : ciAt(url);
}

/** The CI of an issuer: by its host, or else by its definition, or else by the path of its URL. */
export function ciOf({ url, ci }: Pick<Issuer, 'url' | 'ci'>): Ci | undefined {
  const known = ciOfHost(url);
  if (known !== undefined || ci === undefined) return known ?? ciAt(url);
  return ci === 'other' ? undefined : TABLE[ci];
}

/** Whether the definition names another CI than the URL's host. */
export function contradictsItsUrl({ url, ci }: Pick<Issuer, 'url' | 'ci'>): boolean {
  const known = ciOfHost(url);
  return known !== undefined && ci !== undefined && (ci === 'other' || TABLE[ci] !== known);
}

/** Claims of any token, which do not identify a CI. */
const COMMON = new Set(['iss', 'aud', 'sub', 'azp', 'exp', 'iat', 'nbf', 'jti', 'environment']);

/**
 * Guesses a self-hosted CI from conditions: the one that has every claim in them. Other issuers may have claims of the
 * same names, so a finding that follows from a guess must not refuse anything.
 */
export function guessCi({ ci }: Pick<Issuer, 'ci'>, conditions: readonly ClaimCondition[]): Ci | undefined {
  if (ci !== undefined) return undefined;
  const own = CI_NAMES.flatMap((name) => (name === 'other' ? [] : TABLE[name]));
  const alike = own.filter((one) => hasClaimOf(one, conditions));
  const whole = alike.filter((one) => conditions.every((condition) => hasClaim(one, condition)));
  return whole.length === 1 ? whole[0] : undefined;
}

function hasClaimOf({ isCiByClaims }: Ci, conditions: readonly ClaimCondition[]): boolean {
  return isCiByClaims !== undefined && conditions.some(isCiByClaims);
}

function hasClaim({ claimForms = {}, isCiByClaims }: Ci, condition: ClaimCondition): boolean {
  const claim = claimName(condition.claim);
  return COMMON.has(claim) || isCiByClaims?.(condition) === true || Object.hasOwn(claimForms, claim);
}

/** The CI whose claims the conditions use. Other issuers may have such claims too. */
export function ciByClaims(conditions: readonly ClaimCondition[]): Ci | undefined {
  return CIS.find((ci) => hasClaimOf(ci, conditions));
}

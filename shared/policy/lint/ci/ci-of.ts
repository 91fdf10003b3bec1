import type { CiName } from '../../../domain/ci-name.ts';
import type { ClaimCondition } from '../../../domain/claims.ts';
import type { Issuer } from '../../../domain/issuer.ts';
import { CLAIM_FORMS } from '../claim-forms.ts';
import { claimName } from '../conditions.ts';
import { BUILDERS } from './builders.ts';
import type { Ci } from './ci.ts';
import { CLOUDS } from './clouds.ts';
import { FORGES } from './forges.ts';
import { HOSTS } from './hosts.ts';

export const CIS: readonly Ci[] = [...FORGES, ...BUILDERS, ...CLOUDS, ...HOSTS];

const NAMED: Readonly<Record<Exclude<CiName, 'other'>, string>> = {
  forgejo: 'Forgejo',
  github: 'GitHub',
  gitlab: 'GitLab',
  jenkins: 'Jenkins',
  kubernetes: 'Kubernetes',
  terraform: 'HCP Terraform',
};

function ofName(name: string): Ci | undefined {
  return CIS.find((ci) => ci.name === name);
}

/** The CI that signs at a URL, if the URL tells. */
export function ciAt(url: string): Ci | undefined {
  return CIS.find((ci) => ci.url.test(url));
}

/** Whether no more than the path of a URL tells its CI: on a host of one's own something else may lie there. */
function tellsByPath(url: string): boolean {
  return ciAt(url.replace(/^https:\/\/[^/]+/, 'https://any.invalid')) !== undefined;
}

/** The CI that a URL names whatever its issuer's definition says. */
function ciOfHost(url: string): Ci | undefined {
  return tellsByPath(url) ? undefined : ciAt(url);
}

/** The CI behind an issuer, for certain: by its host, as its definition says, or by the path of its URL. */
export function ciOf({ url, ci }: Pick<Issuer, 'url' | 'ci'>): Ci | undefined {
  const known = ciOfHost(url);
  if (known !== undefined || ci === undefined) return known ?? ciAt(url);
  return ci === 'other' ? undefined : ofName(NAMED[ci]);
}

/** Whether a definition says another CI than its URL does. */
export function contradictsItsUrl({ url, ci }: Pick<Issuer, 'url' | 'ci'>): boolean {
  const known = ciOfHost(url);
  return known !== undefined && ci !== undefined && (ci === 'other' || NAMED[ci] !== known.name);
}

/** Claims of any token, which tell no CI from another. */
const COMMON = new Set(['iss', 'aud', 'sub', 'azp', 'exp', 'iat', 'nbf', 'jti', 'environment']);

/**
 * The CI that conditions look like: one of those that run at addresses of one's own, which has every claim that is asked
 * for. A guess, for others have claims of these names: nothing that follows from it may refuse anything.
 */
export function guessCi({ ci }: Pick<Issuer, 'ci'>, conditions: readonly ClaimCondition[]): Ci | undefined {
  if (ci !== undefined) return undefined;
  const own = Object.values(NAMED).flatMap((name) => ofName(name) ?? []);
  const alike = own.filter((one) => one.speaks !== undefined && conditions.some(one.speaks));
  const whole = alike.filter((one) => conditions.every((condition) => hasClaim(one, condition)));
  return whole.length === 1 ? whole[0] : undefined;
}

function hasClaim({ name, speaks }: Ci, condition: ClaimCondition): boolean {
  const claim = claimName(condition.claim);
  return COMMON.has(claim) || speaks?.(condition) === true || Object.hasOwn(CLAIM_FORMS[name] ?? {}, claim);
}

/** The CI whose jobs' claims the conditions name, whoever else may have such claims. */
export function ciSpokenIn(conditions: readonly ClaimCondition[]): Ci | undefined {
  return CIS.find(({ speaks }) => speaks !== undefined && conditions.some(speaks));
}

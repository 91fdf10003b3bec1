import type { ClaimCondition } from '../domain/claims.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Ci } from './lint-ci.ts';
import { BUILDERS } from './lint-ci-builders.ts';
import { CLOUDS } from './lint-ci-clouds.ts';
import { FORGES } from './lint-ci-forges.ts';

const CIS: readonly Ci[] = [...FORGES, ...BUILDERS, ...CLOUDS];

/** The CI behind an issuer: by its URL, or, for one at an address of one's own, by what is asked of its tokens. */
export const ciOf = ({ url }: Issuer, conditions: readonly ClaimCondition[]): Ci | undefined =>
  CIS.find((ci) => ci.url.test(url)) ?? ciSpokenIn(conditions);

/** The CI whose claims the conditions name. */
export const ciSpokenIn = (conditions: readonly ClaimCondition[]): Ci | undefined =>
  CIS.find(({ speaks }) => speaks !== undefined && conditions.some(speaks));

// Conditions that no token of the CI can meet: valid by schema, dead by content.
import type { ClaimCondition } from '../../domain/claims.ts';
import type { Ci } from './ci/ci.ts';
import { CLAIM_FORMS } from './claim-forms.ts';
import { claimName } from './conditions.ts';
import { fitsNothing, overlaps } from './forms.ts';
import type { JudgedGrant } from './grant.ts';
import { type Finding, findIf } from './rules.ts';
import { subjectFormsOf } from './subject.ts';

/** One finding for each claim that a pattern can't meet. Those of `require` are told at the issuer. */
export function lintDead({ ci, grant, field }: JudgedGrant): readonly Finding[] {
  return ci === undefined ? [] : deadFindings(ci, grant.claims ?? [], field);
}

export function deadFindings(ci: Ci, conditions: readonly ClaimCondition[], field: string): readonly Finding[] {
  return conditions.flatMap((condition) => {
    const like = whatItIsLike(ci, condition);
    const detail = `No token of ${ci.name} meets every pattern here: ${claimName(condition.claim)} is ${like}.`;
    return findIf(like !== undefined, 'never-matches', field, detail);
  });
}

/** The claims of a grant of which every pattern is dead: they let nobody in, whatever else is asked. */
export function deadClaims({ ci, conditions }: JudgedGrant): readonly string[] {
  return conditions
    .filter((condition) => ci !== undefined && condition.anyOf.every((pattern) => isDead(ci, condition, pattern)))
    .map(({ claim }) => claimName(claim));
}

function whatItIsLike(ci: Ci, condition: ClaimCondition): string | undefined {
  if (!condition.anyOf.some((pattern) => isDead(ci, condition, pattern))) return undefined;
  return subjectFormsOf(ci, condition)?.like ?? CLAIM_FORMS[ci.name]?.[claimName(condition.claim)]?.like;
}

function isDead(ci: Ci, condition: ClaimCondition, pattern: string): boolean {
  const form = CLAIM_FORMS[ci.name]?.[claimName(condition.claim)];
  if (form !== undefined) return fitsNothing(pattern, form);
  const known = subjectFormsOf(ci, condition);
  if (known === undefined) return false;
  return ![...known.forms.map((one) => one.form), ...(known.customised ?? [])].some((one) => overlaps(pattern, one));
}

// What a pattern matches, decided by the real matcher. Here `*` matches less than in IAM, so a valid pattern may let in
// fewer callers than it seems to, or none of the CI's at all.
import type { ClaimCondition } from '../../domain/claims.ts';
import type { Ci } from './ci/ci.ts';
import type { SubjectForms } from './ci/forms.ts';
import { CIS, claimsOfKind } from './ci/table.ts';
import { claimName } from './conditions.ts';
import { fitsNothing, overlaps } from './forms.ts';
import type { JudgedGrant } from './grant.ts';
import { type Finding, findingIf } from './rules.ts';

/** One finding for each claim that no pattern of the grant can match. Those of `require` are findings of the issuer. */
export function lintNeverMatches({ ci, grant, field }: JudgedGrant): readonly Finding[] {
  return ci === undefined ? [] : neverMatchFindings(ci, grant.claims ?? [], field);
}

export function neverMatchFindings(ci: Ci, conditions: readonly ClaimCondition[], field: string): readonly Finding[] {
  return conditions.flatMap((condition) => {
    const like = whatItIsLike(ci, condition);
    const detail = `No token of ${ci.name} meets every pattern here: ${claimName(condition.claim)} is ${like}.`;
    return findingIf(like !== undefined, 'never-matches', field, detail);
  });
}

/** The claims of a grant of which no pattern can match. Such a grant lets nobody in. */
export function deadClaims({ ci, conditions }: JudgedGrant): readonly string[] {
  return conditions
    .filter((condition) => ci !== undefined && condition.anyOf.every((pattern) => isDead(ci, condition, pattern)))
    .map(({ claim }) => claimName(claim));
}

function whatItIsLike(ci: Ci, condition: ClaimCondition): string | undefined {
  if (!condition.anyOf.some((pattern) => isDead(ci, condition, pattern))) return undefined;
  return subjectFormsOf(ci, condition)?.like ?? ci.claimForms?.[claimName(condition.claim)]?.like;
}

function isDead(ci: Ci, condition: ClaimCondition, pattern: string): boolean {
  const form = ci.claimForms?.[claimName(condition.claim)];
  if (form !== undefined) return fitsNothing(pattern, form);
  const known = subjectFormsOf(ci, condition);
  if (known === undefined) return false;
  return ![...known.forms.map((one) => one.form), ...(known.customised ?? [])].some((one) => overlaps(pattern, one));
}

export function lintPatterns(judged: JudgedGrant): readonly Finding[] {
  const { grant, mayPush, field } = judged;
  const isOnly = letsOnlyProposalsIn(judged);
  return [
    ...findingIf(isOnly && mayPush, 'pull-requests-only', field, ONLY),
    ...findingIf((isOnly && !mayPush) || isShallow(judged), 'partial-pattern', field, PARTIAL),
    ...findingIf((grant.claims ?? []).some(hasAnyDepth), 'any-depth', field, ANY_DEPTH),
  ];
}

const ONLY =
  'Of all the jobs of the repository these patterns let pull requests in, and nothing else: * ends at the next : or /. Name main by its ref, write ** for everything, or end in :pull_request if that is what is meant.';
const PARTIAL =
  'A * ends at the next : or /, so this misses what lies deeper, such as the branch feature/cart or all that Dependabot makes. Write ** for any depth.';
export const ANY_DEPTH =
  '** stands for any text, : and / included, so whatever begins and ends so gets in. Write * for a single segment, or the exact text.';

export function hasAnyDepth({ anyOf }: ClaimCondition): boolean {
  return anyOf.some((pattern) => pattern.includes('**'));
}

/**
 * The forms of a condition's subjects, if they are the CI's default ones. Nothing is known about customized subjects.
 */
function subjectFormsOf(ci: Ci, { claim, anyOf }: ClaimCondition): SubjectForms | undefined {
  const known = ci.subjectForms;
  if (known === undefined || claimName(claim) !== 'sub') return undefined;
  const isOwn = (pattern: string) => known.begins.some((begin) => pattern.startsWith(begin));
  return anyOf.every(isOwn) ? known : undefined;
}

/**
 * Whether wildcards that seem to match every run match only proposed changes. An operator who means these names them by
 * the end of the subject, or by the event.
 */
export function letsOnlyProposalsIn({ ci, conditions }: JudgedGrant): boolean {
  return (
    ci !== undefined &&
    !conditions.some((condition) => namesProposals(ci, condition)) &&
    conditions.some((condition) => isOnlyProposals(ci, condition) || isOfProposals(ci, condition, conditions))
  );
}

function isOnlyProposals(ci: Ci, condition: ClaimCondition): boolean {
  const { anyOf } = condition;
  const known = subjectFormsOf(ci, condition);
  if (known === undefined || !known.forms.some(({ kind }) => kind === 'unreviewed')) return false;
  const fitting = known.forms.filter(({ form }) => anyOf.some((pattern) => overlaps(pattern, form)));
  const isCustomised = (known.customised ?? []).some((form) => anyOf.some((pattern) => overlaps(pattern, form)));
  return !isCustomised && fitting.length > 0 && fitting.every(({ kind }) => kind === 'unreviewed');
}

/** Other runs have these claims too, with an empty value. A condition on the event is more precise. */
function isOfProposals(
  { events, claims }: Ci,
  { claim, anyOf }: ClaimCondition,
  all: readonly ClaimCondition[],
): boolean {
  return (
    claims.proposals?.includes(claimName(claim)) === true &&
    !anyOf.includes('**') &&
    !all.some((other) => claimName(other.claim) === events?.claim)
  );
}

/** The patterns of all CIs, because a customized subject can look like that of another CI. */
const PROPOSAL_SUBJECTS = CIS.flatMap(({ proposalSubject = [] }) => proposalSubject);

function namesProposals({ events }: Ci, { claim, anyOf }: ClaimCondition): boolean {
  const name = claimName(claim);
  if (name === 'sub') return anyOf.some((pattern) => PROPOSAL_SUBJECTS.some((subject) => subject.test(pattern)));
  if (name === events?.claim)
    return anyOf.some((event) => /^(?:pull|merge)_request/.test(event) && !event.includes('*'));
  return name === 'ref' && anyOf.some((ref) => ref.startsWith('refs/pull/'));
}

/** A single `*` in place of a branch or tag, or below a folder in which tools create subfolders. */
const LONE_STAR =
  /^(.*(?:refs\/(?:heads|tags)\/|(?:^|:)ref:)|)(?:(?:dependabot|renovate|users|gh-readonly-queue)\/)?\*(?=:|$)/;
const REF_CLAIMS: ReadonlySet<string> = new Set([...claimsOfKind('refs'), 'sub']);

function isShallow({ ci, conditions }: JudgedGrant): boolean {
  return (
    ci !== undefined &&
    conditions.some(({ claim, anyOf }) => {
      const name = claimName(claim);
      if (!REF_CLAIMS.has(name)) return false;
      return anyOf.some((pattern) => {
        const [start, before = ''] = LONE_STAR.exec(pattern) ?? [];
        if (start === undefined || (name === 'sub' && before === '')) return false;
        const deeper = `${start}/**${pattern.slice(start.length)}`;
        return !anyOf.some((other) => other !== pattern && overlaps(other, deeper));
      });
    })
  );
}

// What a pattern really lets in, by the matcher itself: IAM's `*` goes further than this one.
import type { ClaimCondition } from '../../domain/claims.ts';
import type { Ci } from './ci/ci.ts';
import { claimName } from './conditions.ts';
import { overlaps } from './forms.ts';
import { couldPush, type JudgedGrant } from './grant.ts';
import { type Finding, findIf } from './rules.ts';
import { SUBJECT_FORMS, type SubjectForms } from './subject-forms.ts';

export function lintPatterns(judged: JudgedGrant): readonly Finding[] {
  const { grant, connector, field } = judged;
  const isOnly = letsOnlyProposalsIn(judged);
  return [
    ...findIf(isOnly && couldPush(connector), 'pull-requests-only', field, ONLY),
    ...findIf((isOnly && !couldPush(connector)) || isShallow(judged), 'partial-pattern', field, PARTIAL),
    ...findIf((grant.claims ?? []).some(hasAnyDepth), 'any-depth', field, ANY_DEPTH),
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

/** The forms of a condition's subjects, if these are the CI's own: what an operator has customised is not known. */
export function subjectFormsOf(ci: Ci, { claim, anyOf }: ClaimCondition): SubjectForms | undefined {
  const known = SUBJECT_FORMS[ci.name];
  if (known === undefined || claimName(claim) !== 'sub') return undefined;
  const isOwn = (pattern: string) => known.begins.some((begin) => pattern.startsWith(begin));
  return anyOf.every(isOwn) ? known : undefined;
}

/**
 * Whether wildcards that look as if they took in everything take in proposed changes alone. Somebody who means these
 * names them: by the end of the subject, or by the event.
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

/** Other runs have these claims too, with an empty text. Beside an event they say less than the event does. */
function isOfProposals({ events }: Ci, { claim, anyOf }: ClaimCondition, all: readonly ClaimCondition[]): boolean {
  return (
    events?.claim === 'event_name' &&
    ['head_ref', 'base_ref'].includes(claimName(claim)) &&
    !anyOf.includes('**') &&
    !all.some((other) => claimName(other.claim) === events.claim)
  );
}

function namesProposals({ events }: Ci, { claim, anyOf }: ClaimCondition): boolean {
  const name = claimName(claim);
  if (name === 'sub')
    return anyOf.some((pattern) => /:(?:pull_request|run_phase:plan|operation:plan|operation:test_run)$/.test(pattern));
  if (name === events?.claim)
    return anyOf.some((event) => /^(?:pull|merge)_request/.test(event) && !event.includes('*'));
  return name === 'ref' && anyOf.some((ref) => ref.startsWith('refs/pull/'));
}

/** A lone star where branches and tags stand, or below a folder that tools fill with folders. */
const LONE_STAR =
  /^(.*(?:refs\/(?:heads|tags)\/|(?:^|:)ref:)|)(?:(?:dependabot|renovate|users|gh-readonly-queue)\/)?\*(?=:|$)/;
const REF_CLAIMS = new Set([
  ...['ref', 'ref_path', 'head_ref', 'base_ref', 'branchName', 'build_branch', 'rpo_ref'],
  ...['oidc.circleci.com/vcs-ref', 'sub'],
]);

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

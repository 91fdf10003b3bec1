// Which code a grant lets in: rules against code that the owner has not reviewed.
import type { ClaimCondition } from '../../domain/claims.ts';
import { matchesPattern } from '../access/claim-pattern.ts';
import type { Ci } from './ci/ci.ts';
import { CIS, claimsOfKind } from './ci/table.ts';
import { claimName, claimNames, isPinned, saysNothing } from './conditions.ts';
import type { JudgedGrant } from './grant.ts';
import { deadClaims, letsOnlyProposalsIn } from './patterns.ts';
import { type Finding, findingIf } from './rules.ts';

export function lintJobCode(judged: JudgedGrant): readonly Finding[] {
  const { ci, mayPush } = judged;
  if (ci === undefined) return [];
  // Another finding covers these grants, which let in less than a branch.
  const isOnly = letsOnlyProposalsIn(judged);
  return [
    ...(mayPush && !isOnly ? codeFindings(judged, ci) : []),
    ...(isOnly ? [] : eventFindings(judged, ci)),
    ...mustPinFindings(judged, ci),
    ...jobControlledFindings(judged, ci),
    ...actorFindings(judged),
    ...pitfallFindings(judged, ci),
  ];
}

function codeFindings(judged: JudgedGrant, { reviewedCode }: Ci): readonly Finding[] {
  const { conditions, field } = judged;
  if (reviewedCode === undefined) return [];
  // If no token can match the claim that should select the code, the grant lets no branch in, so this rule does not
  // apply.
  const dead = deadClaims(judged);
  if (reviewedCode.pins.some((pin) => Object.keys(pin).some((name) => dead.includes(name)))) return [];
  const detail = `Whoever may push a branch, or have it planned, decides what runs with this login. ${reviewedCode.detail}`;
  return findingIf(!isPinned(reviewedCode.pins, conditions), reviewedCode.rule, field, detail);
}

function eventFindings({ mayPush, conditions, field }: JudgedGrant, { events }: Ci): readonly Finding[] {
  if (events === undefined) return [];
  const { claim, outsiders, insiders } = events;
  const refused = mayPush ? [...outsiders, ...insiders] : outsiders;
  const isRefused = ({ anyOf }: ClaimCondition) =>
    !anyOf.some((pattern) => refused.some((event) => matchesPattern(pattern, event)));
  const isSafe = conditions.some((condition) => claimName(condition.claim) === claim && isRefused(condition));
  const detail = `Runs that a pull request or an outsider starts can meet it, some with the base's ref. Name in ${claim} the starts that are meant, such as push.`;
  return findingIf(!isSafe, 'pull-request', field, detail);
}

function mustPinFindings({ mayPush, conditions, field }: JudgedGrant, { mustPin = [] }: Ci): readonly Finding[] {
  return mustPin.flatMap(({ rule, pins, onlyToPush, detail }) =>
    findingIf((!onlyToPush || mayPush) && !isPinned(pins, conditions), rule, field, detail),
  );
}

function jobControlledFindings(
  { conditions, field }: JudgedGrant,
  { jobControlledClaims = {} }: Ci,
): readonly Finding[] {
  const asked = conditions.filter((condition) => !saysNothing(condition));
  const present = [...claimNames(asked)];
  const has = (wanted: string) => present.some((name) => name === wanted || name.startsWith(`${wanted} `));
  return Object.entries(jobControlledClaims).flatMap(([claim, better]) =>
    findingIf(
      has(claim) && !better.some(has),
      'chosen-by-job',
      field,
      `Whoever writes the job fills in ${claim} as they like, so it keeps nobody out. Name ${better.join(' or ')}.`,
    ),
  );
}

/** The patterns of all CIs, because a customized subject can look like that of another CI. */
const ACTORS = claimsOfKind('actors');
const ACTOR_SUBJECTS = CIS.flatMap(({ actorSubject = [] }) => actorSubject);

function actorFindings({ conditions, field }: JudgedGrant): readonly Finding[] {
  const isActor = ({ claim, anyOf }: ClaimCondition) =>
    ACTORS.has(claimName(claim)) ||
    (claimName(claim) === 'sub' && anyOf.some((text) => ACTOR_SUBJECTS.some((subject) => subject.test(text))));
  const isGranted = conditions.some((condition) => isActor(condition) && !saysNothing(condition));
  const detail =
    'Goes by who started the run, who need not have written what runs: others can have them start it. Name what runs, by its repository and ref.';
  return findingIf(isGranted, 'granted-by-actor', field, detail);
}

/** Conditions that do not mean what they seem to mean. */
function pitfallFindings({ conditions, field }: JudgedGrant, { pitfalls = [] }: Ci): readonly Finding[] {
  return pitfalls.flatMap(({ rule, isIn, detail }) => findingIf(conditions.some(isIn), rule, field, detail));
}

// What runs in the job that a grant lets in: code that nobody of the owner's has looked at.
import type { ClaimCondition } from '../../domain/claims.ts';
import { matchesPattern } from '../access/claim-pattern.ts';
import type { Ci } from './ci/ci.ts';
import { byClaim, claimName, claimNames, isPinned, saysNothing } from './conditions.ts';
import { deadClaims } from './dead.ts';
import { couldPush, type JudgedGrant } from './grant.ts';
import { type Finding, findIf } from './rules.ts';
import { letsOnlyProposalsIn } from './subject.ts';

export function lintCode(judged: JudgedGrant): readonly Finding[] {
  const { ci, connector } = judged;
  if (ci === undefined) return [];
  // Of these it is told what they let in, which is less than a branch.
  const isOnly = letsOnlyProposalsIn(judged);
  return [
    ...(couldPush(connector) && !isOnly ? codeFindings(judged, ci) : []),
    ...(isOnly ? [] : eventFindings(judged, ci)),
    ...circleFindings(judged, ci),
    ...chosenFindings(judged, ci),
    ...actorFindings(judged),
    ...subjectFindings(judged, ci),
  ];
}

const codeFindings = (judged: JudgedGrant, { code }: Ci): readonly Finding[] => {
  const { conditions, field } = judged;
  if (code === undefined) return [];
  // A claim that was meant to say which code it is, and can't be met, lets no branch in.
  const dead = deadClaims(judged);
  if (code.pins.some((pin) => Object.keys(pin).some((name) => dead.includes(name)))) return [];
  const detail = `Whoever may push a branch, or have it planned, decides what runs with this login. ${code.detail}`;
  return findIf(!isPinned(code.pins, conditions), code.rule, field, detail);
};

function eventFindings({ connector, conditions, field }: JudgedGrant, { events }: Ci): readonly Finding[] {
  if (events === undefined) return [];
  const { claim, outsiders, insiders } = events;
  const refused = couldPush(connector) ? [...outsiders, ...insiders] : outsiders;
  const isRefused = ({ anyOf }: ClaimCondition) =>
    !anyOf.some((pattern) => refused.some((event) => matchesPattern(pattern, event)));
  const isSafe = conditions.some((condition) => claimName(condition.claim) === claim && isRefused(condition));
  const detail = `Runs that a pull request or an outsider starts can meet it, some with the base's ref. Name in ${claim} the starts that are meant, such as push.`;
  return findIf(!isSafe, 'pull-request', field, detail);
}

const ORIGIN = 'oidc.circleci.com/vcs-origin';
/** A fork has another owner. */
const OWNERS = /^[^*/]+\/[^*/]+\//;
const RERUN = 'oidc.circleci.com/ssh-rerun';

/** A project may pass its secrets to builds of forks, which then differ in where the code comes from alone. */
function circleFindings({ connector, conditions, field }: JudgedGrant, { name }: Ci): readonly Finding[] {
  if (name !== 'CircleCI') return [];
  const hasOrigin = isPinned(byClaim({ [ORIGIN]: OWNERS, sub: /\/vcs-origin\/[^*/]+\/[^*/]+\// }), conditions);
  const isUnattended = isPinned([{ [RERUN]: /^false$/ }], conditions);
  return [
    ...findIf(
      !hasOrigin,
      'pull-request',
      field,
      `A fork's pull request can meet it where forks are passed secrets. Name ${ORIGIN}.`,
    ),
    ...findIf(
      couldPush(connector) && !isUnattended,
      'ssh-rerun',
      field,
      `In a job that was rerun with SSH somebody is on the machine, and can take the login. Ask for ${RERUN} "false".`,
    ),
  ];
}

function chosenFindings({ conditions, field }: JudgedGrant, { chosen = {} }: Ci): readonly Finding[] {
  const asked = conditions.filter((condition) => !saysNothing(condition));
  const present = [...claimNames(asked)];
  const has = (wanted: string) => present.some((name) => name === wanted || name.startsWith(`${wanted} `));
  return Object.entries(chosen).flatMap(([claim, better]) =>
    findIf(
      has(claim) && !better.some(has),
      'chosen-by-job',
      field,
      `Whoever writes the job fills in ${claim} as they like, so it keeps nobody out. Name ${better.join(' or ')}.`,
    ),
  );
}

const ACTORS = new Set(['actor', 'actor_id', 'user_id', 'user_login', 'user_email']);
/** CircleCI's, and one of a template that GitHub was given. */
const SUB_ACTOR = /^org\/.*\/user\/[^*/]+|(?:^|:)actor(?:_id)?:[^*:]+/;

function actorFindings({ conditions, field }: JudgedGrant): readonly Finding[] {
  const isActor = ({ claim, anyOf }: ClaimCondition) =>
    ACTORS.has(claimName(claim)) || (claimName(claim) === 'sub' && anyOf.some((text) => SUB_ACTOR.test(text)));
  const isGranted = conditions.some((condition) => isActor(condition) && !saysNothing(condition));
  const detail =
    'Goes by who started the run, who need not have written what runs: others can have them start it. Name what runs, by its repository and ref.';
  return findIf(isGranted, 'granted-by-actor', field, detail);
}

/** Subjects that are less than they seem. */
const subjectFindings = ({ conditions, field }: JudgedGrant, { name }: Ci): readonly Finding[] => {
  const isDefault = conditions.some(({ claim, anyOf }) => {
    if (claimName(claim) === 'kubernetes.io serviceaccount name') return anyOf.includes('default');
    return claimName(claim) === 'sub' && anyOf.some((text) => text.endsWith(':default'));
  });
  return [
    ...findIf(
      name === 'Kubernetes' && isDefault,
      'default-service-account',
      field,
      'Every pod of the namespace that names no account has this one. Make a service account for this alone.',
    ),
    ...findIf(
      name === 'Bitbucket' && claimNames(conditions).has('sub'),
      'step-in-sub',
      field,
      "A sub ends in the step's id and has another form in deployments, so no pattern means what it seems to. Name repositoryUuid and branchName.",
    ),
  ];
};

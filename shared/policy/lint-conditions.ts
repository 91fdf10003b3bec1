import type { ClaimCondition, ClaimPath } from '../domain/claims.ts';

/** A claim's path as one text; only the linter's own tables are looked up by it. */
export const claimName = (path: ClaimPath): string => path.join(' ');

/** A pattern without `*`. */
export const EXACT = /^[^*]+$/;

/** What pins a caller down: claims by {@link claimName}, each with what all patterns of a condition on it must be like. */
export type Pin = Readonly<Record<string, RegExp>>;

/** Whether some pin holds: a condition on each of its claims, none of whose patterns lets more in. */
export const isPinned = (pins: readonly Pin[], conditions: readonly ClaimCondition[]): boolean =>
  pins.some((pin) =>
    Object.entries(pin).every(([name, wanted]) =>
      conditions.some(
        ({ claim, anyOf }) => claimName(claim) === name && anyOf.every((pattern) => wanted.test(pattern)),
      ),
    ),
  );

/** The pins that are one claim each. */
export const byClaim = (claims: Pin): readonly Pin[] =>
  Object.entries(claims).map(([name, wanted]) => ({ [name]: wanted }));

export const claimNames = (conditions: readonly ClaimCondition[]): ReadonlySet<string> =>
  new Set(conditions.map(({ claim }) => claimName(claim)));

/** Whether a condition holds for every caller that has the claim: any of its patterns is enough. */
export const saysNothing = ({ anyOf }: ClaimCondition): boolean =>
  anyOf.some((pattern) => /^[*:/]*\*[*:/]*$/.test(pattern));

/**
 * Claims that tell nobody from anybody: every tenant of an issuer has the same values, or may choose them. A branch
 * called main, an environment called production and a run called push are everywhere.
 */
const ANYBODYS = new Set([
  ...['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'typ', 'token_use', 'email_verified'],
  ...[
    'ref',
    'ref_type',
    'ref_path',
    'ref_protected',
    'head_ref',
    'base_ref',
    'branchName',
    'build_branch',
    'build_tag',
  ],
  ...['rpo_ref', 'oidc.circleci.com/vcs-ref', 'oidc.circleci.com/ssh-rerun'],
  ...['event_name', 'pipeline_source', 'build_source', 'terraform_run_phase', 'workflow', 'step_key'],
  ...['environment', 'environment_protected', 'deployment_tier', 'runner_environment'],
  ...['repository_visibility', 'project_visibility'],
]);

/** Whether no condition says who the caller is. */
export const namesNobody = (conditions: readonly ClaimCondition[]): boolean =>
  conditions.every((condition) => saysNothing(condition) || ANYBODYS.has(claimName(condition.claim)));

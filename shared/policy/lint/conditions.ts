import type { ClaimCondition, ClaimPath } from '../../domain/claims.ts';

/** A claim's path as one text; only the linter's own tables are looked up by it. */
export function claimName(path: ClaimPath): string {
  return path.join(' ');
}

/** A pattern without `*`. */
export const EXACT = /^[^*]+$/;

/** What pins a caller down: claims by {@link claimName}, each with what all patterns of a condition on it must be like. */
export type Pin = Readonly<Record<string, RegExp>>;

/** Whether some pin holds: a condition on each of its claims, none of whose patterns lets more in. */
export function isPinned(pins: readonly Pin[], conditions: readonly ClaimCondition[]): boolean {
  return pins.some((pin) =>
    Object.entries(pin).every(([name, wanted]) =>
      conditions.some(
        ({ claim, anyOf }) => claimName(claim) === name && anyOf.every((pattern) => wanted.test(asFarAsSure(pattern))),
      ),
    ),
  );
}

/** What stands behind `**` may lie anywhere in a text, so it pins nothing down. */
function asFarAsSure(pattern: string): string {
  return pattern.replace(/\*\*.*$/s, '*');
}

/** The pins that are one claim each. */
export function byClaim(claims: Pin): readonly Pin[] {
  return Object.entries(claims).map(([name, wanted]) => ({ [name]: wanted }));
}

export function claimNames(conditions: readonly ClaimCondition[]): ReadonlySet<string> {
  return new Set(conditions.map(({ claim }) => claimName(claim)));
}

/** Whether a condition holds for every caller that has the claim: any of its patterns is enough. */
export function saysNothing({ anyOf }: ClaimCondition): boolean {
  return anyOf.some((pattern) => /^[*:/]*\*[*:/]*$/.test(pattern));
}

/** Claims that are ids by their name: of an owner, a source or an account, in most people's spellings. */
const ID_NAME =
  /(?:^|[^A-Za-z])(?:id|ids|uid|uuid|guid|oid|tid|arn|azp|appid|sub)$|[a-z](?:I[dD]s?|U[uU]?[iI][dD]|Arn|ARN)$/;
/** Ids of a token or a run, of which each job has another. */
const PASSING =
  /^(?:jti|sid|nonce|(?:run|build|job|step|pipeline_run|workflow_run|session|request|trace)_?(?:id|uuid))$/i;
/** Digits, a UUID, an ARN: whatever the claim is called, nobody else is given the same. */
const ID_VALUE = /^(?:[0-9]+|\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?|arn:[^*]+)$/;

/** Whether some condition names somebody by what looks like an id, of an issuer of which nothing is known. */
export function namesById(conditions: readonly ClaimCondition[]): boolean {
  return conditions.some(({ claim, anyOf }) => {
    const name = claim.at(-1) ?? '';
    if (PASSING.test(name) || !anyOf.every((pattern) => EXACT.test(pattern))) return false;
    return ID_NAME.test(name) || anyOf.every((pattern) => ID_VALUE.test(pattern));
  });
}

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
export function namesNobody(conditions: readonly ClaimCondition[]): boolean {
  return conditions.every((condition) => saysNothing(condition) || ANYBODYS.has(claimName(condition.claim)));
}

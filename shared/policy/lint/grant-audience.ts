// Whom a grant lets in: rules for grants that are too wide, or that would pass to the next owner of a name.
import type { ClaimCondition } from '../../domain/claims.ts';
import { claimsOfKind } from './ci/table.ts';
import { claimName, EXACT, isPinned, saysNothing } from './conditions.ts';
import type { JudgedGrant } from './grant.ts';
import { type Finding, findingIf } from './rules.ts';
import { dividesBySource } from './templates.ts';

export function lintAudience(judged: JudgedGrant): readonly Finding[] {
  const { issuer, ci, field } = judged;
  if (isOpen(judged)) return findingIf(true, 'open-grant', field, OPEN);
  if (issuer.kind === 'user') return [];
  if (ci === undefined) return unknownFindings(judged);
  return [...tenantFindings(judged), ...nameFindings(judged)];
}

/** Nothing is known about this issuer, so the rules assume that it also signs for others. */
function unknownFindings({ conditions, field }: JudgedGrant): readonly Finding[] {
  if (namesNobody(conditions)) return findingIf(true, 'nobody-named', field, NOBODY);
  return findingIf(!namesById(conditions), 'no-id-named', field, NO_ID);
}

const NOBODY =
  'Nothing says who is meant, only what every job of the issuer may be: a branch, an environment, an event. Name an owner by its id; for a CI at your own address, say which it is with the ci of its issuer.';

const OPEN =
  'Every condition holds for any value, so whoever gets a token of this issuer gets in. Name those who are meant by an exact id.';

/** Whether a grant only requires that claims exist. Then only the issuer's `require` can identify a source. */
function isOpen({ grant, issuer, ci }: JudgedGrant): boolean {
  if (grant.groups !== undefined || grant.claims === undefined || !grant.claims.every(saysNothing)) return false;
  const sources = ci === undefined ? [{ sub: EXACT }] : [...ci.source.ids, ...ci.source.names];
  return !isPinned(sources, issuer.require ?? []);
}

/** A push must be limited to particular callers. A pull for the whole of a self-hosted server can be intended. */
function tenantRule({ mayPush, ci }: JudgedGrant): readonly ['any-tenant' | 'whole-instance'] {
  return [mayPush || ci?.tenancy === 'name' ? 'any-tenant' : 'whole-instance'];
}

const NO_ID =
  "Nothing here looks like the id of an owner or a source. Where the issuer signs for others too, any of them who has these names gets in. Name an owner by its id or the exact sub; for a CI at your own address, say which it is with the issuer's ci.";

function anyTenant(name: string): string {
  return `${name} signs for many owners, and neither the grant nor the issuer's require names one: anybody with an account there gets in.`;
}

const NEXT_TENANT =
  "The issuer's URL holds a name, and neither the grant nor its require an id: who is given the name once it is free gets in.";

function tenantFindings(judged: JudgedGrant): readonly Finding[] {
  const { ci, conditions, field } = judged;
  if (ci === undefined) return [];
  const { tenancy, owner, source, wideSubject, id } = ci;
  const isOwned = tenancy === 'url' || isPinned([...owner.ids, ...owner.names], conditions);
  if (!isOwned)
    return findingIf(
      true,
      ...tenantRule(judged),
      field,
      `${tenancy === 'name' ? NEXT_TENANT : anyTenant(ci.name)} Write ${id}.`,
    );
  const isWide = !isPinned([...source.ids, ...source.names], conditions) && !dividesBySource(judged.connector, ci);
  return findingIf(isWide, 'whole-organisation', field, `Lets in ${wideSubject}. Write ${id}.`);
}

function nameFindings({ ci, conditions, field }: JudgedGrant): readonly Finding[] {
  if (ci === undefined || isPinned(ci.source.ids, conditions)) return [];
  const byName =
    isPinned(ci.source.names, conditions) ||
    (isPinned(ci.owner.names, conditions) && !isPinned(ci.owner.ids, conditions));
  const detail = `Goes by a name, which somebody else may be given once it is free. Write ${ci.id}.`;
  // On an issuer with a single owner, only that owner assigns names.
  return findingIf(byName, ci.tenancy === 'url' ? 'reused-name' : 'mutable-name', field, detail);
}

/** Names of claims that hold ids of an owner, a source or an account, in the usual spellings. */
const ID_NAME =
  /(?:^|[^A-Za-z])(?:id|ids|uid|uuid|guid|oid|tid|arn|azp|appid|sub)$|[a-z](?:I[dD]s?|U[uU]?[iI][dD]|Arn|ARN)$/;
/** Ids of a token or a run, which change with each job. */
const PASSING =
  /^(?:jti|sid|nonce|(?:run|build|job|step|pipeline_run|workflow_run|session|request|trace)_?(?:id|uuid))$/i;
/** Digits, a UUID or an ARN. Such a value is not assigned again, whatever the claim is called. */
const ID_VALUE = /^(?:[0-9]+|\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?|arn:[^*]+)$/;

/** Whether some condition uses what looks like an id, for issuers about which nothing is known. */
function namesById(conditions: readonly ClaimCondition[]): boolean {
  return conditions.some(({ claim, anyOf }) => {
    const name = claim.at(-1) ?? '';
    if (PASSING.test(name) || !anyOf.every((pattern) => EXACT.test(pattern))) return false;
    return ID_NAME.test(name) || anyOf.every((pattern) => ID_VALUE.test(pattern));
  });
}

/** Claims with the same values everywhere: those of any token, and those that a CI lists as such. */
const ANYWHERE: ReadonlySet<string> = new Set([
  ...['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'typ', 'token_use', 'email_verified'],
  ...claimsOfKind('anywhere'),
]);

/** Whether no condition identifies the caller. */
function namesNobody(conditions: readonly ClaimCondition[]): boolean {
  return conditions.every((condition) => saysNothing(condition) || ANYWHERE.has(claimName(condition.claim)));
}

// Claims in a connector's role, region and repositories: rules for values that a caller can choose, or take over.
import type { ClaimPath } from '../../domain/claim-path.ts';
import type { Connector } from '../../domain/connector.ts';
import type { Grant } from '../../domain/grant.ts';
import { templateClaims } from '../../domain/session-templates.ts';
import { nearest } from '../../domain/suggest.ts';
import { templatesOf } from '../session/fill-connector.ts';
import type { Ci } from './ci/ci.ts';
import { claimName, type Pin } from './conditions.ts';
import type { JudgedGrant } from './grant.ts';
import { type Finding, findingIf } from './rules.ts';
import { isChosen, isForeignName } from './session.ts';

export function lintTemplates(connector: Connector, grants: readonly JudgedGrant[], path: string): readonly Finding[] {
  return templatesOf(connector).flatMap(({ path: field, text }) =>
    templateClaims(text).flatMap((claim) => claimFindings(claim, connector, grants, `${path}.${field}`)),
  );
}

function claimFindings(
  claim: ClaimPath,
  connector: Connector,
  grants: readonly JudgedGrant[],
  field: string,
): readonly Finding[] {
  const name = claim.join('.');
  const chosen = `A caller can choose ${name}, and so whose role or repositories it gets. Put in an id that the CI gives, or have every grant name the values.`;
  if (isChosen(claim, connector, grants)) return findingIf(true, 'template-chosen-by-caller', field, chosen);
  const named = grants.find(({ ci }) => ci !== undefined);
  const rule = named?.ci?.tenancy === 'url' ? 'reused-name' : 'mutable-name';
  return [
    ...findingIf(isForeignName(claim, grants), rule, field, reusedText(name, named?.ci)),
    ...unknownFindings(claim, connector, grants, field),
  ];
}

function reusedText(name: string, ci: Ci | undefined): string {
  return `${name} is a name, which somebody else may be given once it is free: they get what is there. Put in ${ci?.id ?? 'an id'} instead.`;
}

/** The claims of callers without a token, all of which are known. */
const ROLE_CLAIMS = ['sub', 'account_id', 'role_name', 'role_id', 'session_name'];
const JOB_CLAIMS = ['sub', 'job', 'definedBy'];

/** The claims of any token. */
const TOKEN_CLAIMS = ['iss', 'aud', 'sub', 'exp', 'iat', 'nbf', 'jti'];

function unknownFindings(
  claim: ClaimPath,
  { grants }: Connector,
  judged: readonly JudgedGrant[],
  field: string,
): readonly Finding[] {
  const name = claimName(claim);
  const known = [...grants.flatMap(claimsOfParty), ...judged.flatMap(({ ci }) => (ci ? claimsOfCi(ci) : []))];
  const meant = known.includes(name) ? undefined : nearest(name, [...new Set(known)]);
  const detail = `No claim of these callers is known as ${claim.join('.')}, and without it each of them is refused: did you mean ${meant?.replaceAll(' ', '.')}?`;
  return findingIf(meant !== undefined, 'unknown-claim', field, detail);
}

function claimsOfParty({ iamRole, refreshJob }: Grant): readonly string[] {
  if (iamRole !== undefined) return ROLE_CLAIMS;
  return refreshJob === undefined ? [] : JOB_CLAIMS;
}

/** Every claim that the linter has heard of. A CI can have others. */
function claimsOfCi({ claims, claimForms, owner, source, jobControlledClaims, events, ...ci }: Ci): readonly string[] {
  const pins: readonly Pin[] = [...owner.ids, ...owner.names, ...source.ids, ...source.names];
  return [
    ...TOKEN_CLAIMS,
    ...Object.values(claims).flat(),
    ...Object.keys(claimForms ?? {}),
    ...pins.flatMap(Object.keys),
    ...Object.entries(jobControlledClaims ?? {}).flatMap(([name, better]) => [name, ...better]),
    ...(events === undefined ? [] : [events.claim]),
    ...(ci.otherClaims ?? []),
  ];
}

/**
 * Whether a connector gives each source of a CI a role or repositories of its own. Then a grant to all sources of an owner
 * gives none of them what is another's.
 */
export function dividesBySource(connector: Connector, { source }: Ci): boolean {
  const pins: readonly Pin[] = [...source.ids, ...source.names];
  const own = new Set(pins.flatMap(Object.keys));
  const isDivided = (text: string) => templateClaims(text).some((claim) => own.has(claimName(claim)));
  const { roleArn = '', repositories = [] } = connector;
  return isDivided(roleArn) || (repositories.length > 0 && repositories.every(isDivided));
}

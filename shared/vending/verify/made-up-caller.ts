import type { OidcCaller } from '../../domain/caller.ts';
import type { ClaimPath } from '../../domain/claim-path.ts';
import type { Claims } from '../../domain/claims.ts';
import type { Connector } from '../../domain/connector.ts';
import { DAY_MS } from '../../domain/day.ts';
import { templateClaims } from '../../domain/session-templates.ts';
import { partyOf } from '../../policy/session/name-owner.ts';

/** What stands in for a claim's value where nobody gave one. CloudTrail shows it in the name of the session. */
const STAND_IN = 'portunus-verify';

/** The claims to verify with, as an administrator gives them. */
export interface GivenClaims {
  readonly claims: Claims;
  readonly issuer?: string;
}

/**
 * The caller that a verification plans its sessions for. Nobody is let in as that caller: the session is dropped as soon
 * as AWS has answered.
 */
export function madeUpCaller(connector: Connector, given: GivenClaims | undefined, now: Date): OidcCaller {
  const [party] = connector.grants.map(partyOf);
  const issuer =
    given?.issuer ?? connector.grants.find((grant) => grant.issuer !== undefined)?.issuer ?? party ?? STAND_IN;
  const claims = given?.claims ?? standInClaims(connector);
  return {
    via: 'oidc',
    kind: 'workload',
    issuer,
    subject: typeof claims.sub === 'string' ? claims.sub : STAND_IN,
    claims,
    groups: [],
    administrator: false,
    auditor: false,
    // Longer than any session, so that a token's end never shortens the one that is tried.
    expiresAt: new Date(now.getTime() + DAY_MS),
  };
}

function standInClaims({ session }: Connector): Claims {
  const { name = '', sourceIdentity = '', tags = [] } = session ?? {};
  return [name, sourceIdentity, ...tags.map(({ value }) => value)]
    .flatMap(templateClaims)
    .reduce<Claims>(withClaim, {});
}

/** Claims with a stand-in at a path. Maps have no prototype, because a claim may have any name. */
function withClaim(claims: Claims, [name = '', ...path]: ClaimPath): Claims {
  const inner = Object.hasOwn(claims, name) ? claims[name] : undefined;
  const nested = typeof inner === 'object' && inner !== null ? (inner as Claims) : {};
  const value = path.length === 0 ? STAND_IN : withClaim(nested, path);
  return Object.assign(Object.create(null), claims, { [name]: value });
}

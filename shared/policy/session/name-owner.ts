import type { ClaimPath } from '../../domain/claim-path.ts';
import { IAM_ISSUER, JOB_ISSUER } from '../../domain/definition.ts';
import type { Grant } from '../../domain/grant.ts';

/**
 * The issuer whose callers get a template's text unchanged. The texts of all others get a hash of issuer and values.
 * Issuers can put the same values into the same claims, so without the hash a job of one CI could take the name of a
 * job of another. The owner is the first issuer whose grants all pin a claim of the template, or else the first issuer.
 */
export function nameOwner(claims: readonly ClaimPath[], grants: readonly Grant[]): string | undefined {
  const issuers = [...new Set(grants.map(partyOf))];
  const pinsSome = (issuer: string) => ofIssuer(grants, issuer).every((grant) => claims.some(pinnedBy(grant)));
  return issuers.find(pinsSome) ?? issuers[0];
}

/** Whether the operator wrote every value: each grant to the issuer pins each of the claims to exact values. */
export function areAllPinned(claims: readonly ClaimPath[], grants: readonly Grant[], issuer: string): boolean {
  const own = ofIssuer(grants, issuer);
  return own.length > 0 && own.every((grant) => claims.every(pinnedBy(grant)));
}

/** The issuer under which a grant's callers are recorded. */
export function partyOf({ issuer, iamRole }: Grant): string {
  return issuer ?? (iamRole === undefined ? JOB_ISSUER : IAM_ISSUER);
}

function ofIssuer(grants: readonly Grant[], issuer: string): readonly Grant[] {
  return grants.filter((grant) => partyOf(grant) === issuer);
}

function pinnedBy({ claims = [], iamRole, uniqueId, refreshJob }: Grant) {
  return (path: ClaimPath): boolean => {
    const [name = '', ...nested] = path;
    const isOwn = (names: readonly string[]) => nested.length === 0 && names.includes(name);
    if (refreshJob !== undefined) return isOwn(['sub', 'job']);
    if (iamRole !== undefined) {
      return isOwn(['sub', 'account_id', 'role_name', ...(uniqueId === undefined ? [] : ['role_id'])]);
    }
    return claims.some(
      ({ claim, anyOf }) => isSamePath(claim, path) && anyOf.every((pattern) => !pattern.includes('*')),
    );
  };
}

export function isSamePath(one: ClaimPath, other: ClaimPath): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

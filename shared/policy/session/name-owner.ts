import type { ClaimPath } from '../../domain/claims.ts';
import { IAM_ISSUER, JOB_ISSUER } from '../../domain/definition.ts';
import type { Grant } from '../../domain/grant.ts';

/**
 * The one issuer whose callers get the text of a template as it is. Several issuers can put the same values into the
 * same claims, so the texts of all others carry a hash of issuer and values: no job of one CI can take the name of a job
 * of another. It is the first whose grants all pin a claim of the template, and else the first of all.
 */
export function nameOwner(claims: readonly ClaimPath[], grants: readonly Grant[]): string | undefined {
  const issuers = [...new Set(grants.map(partyOf))];
  const pinsSome = (issuer: string) => ofIssuer(grants, issuer).every((grant) => claims.some(pinnedBy(grant)));
  return issuers.find(pinsSome) ?? issuers[0];
}

/** Whether every value is the operator's own word: each grant to the issuer names each of the claims exactly. */
export function areAllPinned(claims: readonly ClaimPath[], grants: readonly Grant[], issuer: string): boolean {
  const own = ofIssuer(grants, issuer);
  return own.length > 0 && own.every((grant) => claims.every(pinnedBy(grant)));
}

/** The issuer that the callers of a grant are recorded under. */
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

function isSamePath(one: ClaimPath, other: ClaimPath): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

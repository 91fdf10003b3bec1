import type { ClaimCondition } from '../../domain/claims.ts';
import type { Connector } from '../../domain/connector.ts';
import type { Definitions } from '../../domain/definitions.ts';
import type { Grant } from '../../domain/grant.ts';
import { type GrantNarrowing, limitsFor } from '../../domain/grant-narrowing.ts';
import type { Issuer } from '../../domain/issuer.ts';
import type { Ci } from './ci/ci.ts';
import { ciOf } from './ci/table.ts';

/** A grant to the callers of an issuer, with what the linter knows about them. */
export interface JudgedGrant {
  readonly connector: Connector;
  readonly grant: Grant;
  readonly issuer: Issuer;
  /** `undefined` for people, and for an issuer whose CI is not known. */
  readonly ci: Ci | undefined;
  /** Whether a session of the grant's callers may change anything. One that can only pull may be given to unreviewed code. */
  readonly mayPush: boolean;
  /** Every condition that a caller must meet: the issuer's `require` and the grant's claims. */
  readonly conditions: readonly ClaimCondition[];
  /** The path of the grant's claims. */
  readonly field: string;
}

/** Returns a function that lists a connector's grants whose issuer is known. */
export function judgeGrants({ issuers: written }: Definitions, stored: readonly Issuer[]) {
  const issuers = new Map([...stored, ...written.map(({ value }) => value)].map((issuer) => [issuer.id, issuer]));
  return (connector: Connector, path: string): readonly JudgedGrant[] =>
    connector.grants.flatMap((grant, index) => {
      const issuer = issuers.get(grant.issuer ?? '');
      if (issuer === undefined) return [];
      const conditions = [...(issuer.require ?? []), ...(grant.claims ?? [])];
      const field = `${path}.grants[${index}].claims`;
      const ci = issuer.kind === 'user' ? undefined : ciOf(issuer);
      const mayPush = couldPush(limitsFor(connector, grant));
      return [{ connector, grant, issuer, ci, mayPush, conditions, field }];
    });
}

export function couldPush({ access }: GrantNarrowing): boolean {
  return access !== 'pull';
}

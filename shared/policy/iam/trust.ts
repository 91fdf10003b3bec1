import type { Partition } from '../../domain/aws.ts';
import type { Connector } from '../../domain/connector.ts';
import type { IamDocument } from '../../domain/iam-resource.ts';

/** Every function that assumes connectors' roles. The prober asks the API, and assumes none. */
export const ASSUMING_FUNCTIONS = ['issue', 'refresh-deliver', 'verify'] as const;

/** What a session can bring along, each with a right of its own in the role's trust policy. */
export type Carried = 'sts:SetSourceIdentity' | 'sts:TagSession';

/** A deployment of Portunus, as far as IAM sees it. */
interface Deployment {
  readonly partition: string;
  readonly accountId: string;
  readonly stage: string;
}

/** The principals of one account that may assume a role, as ARNs or IAM patterns. */
export interface Assuming {
  readonly partition: string;
  readonly accountId: string;
  readonly arns: readonly string[];
}

interface Terms {
  readonly externalId: string;
  /** What sessions carry beside their name. */
  readonly carries: readonly Carried[];
  /** The organization that the assuming account must belong to. */
  readonly organizationId?: string | undefined;
}

export type Trusted = Deployment & Terms;

/** The ARNs, as IAM patterns, of the roles of the functions that assume connectors' roles, in every region of the stage. */
export function assumingRoles({ partition, accountId, stage }: Deployment): string[] {
  return ASSUMING_FUNCTIONS.map((name) => `arn:${partition}:iam::${accountId}:role/portunus-${stage}-*-${name}`);
}

/**
 * Returns a trust policy that lets only Portunus's own functions assume a role, in every region of the stage. A stage has
 * no hyphen, so the pattern of one never matches the roles of another.
 */
export function trustDocument({ partition, accountId, stage, ...terms }: Trusted): IamDocument {
  return trustOf({ partition, accountId, arns: assumingRoles({ partition, accountId, stage }) }, terms);
}

/**
 * Returns a trust policy for `sts:AssumeRole`. The principal is the account, because IAM replaces the ARN of a role or
 * user by its unique id, and a role that is made anew would no longer be trusted. The external ID is a condition of
 * AssumeRole alone, because AWS gives it to no other action. The second statement is useless to whom the first one does
 * not let in.
 */
export function trustOf({ partition, accountId, arns }: Assuming, terms: Terms): IamDocument {
  const { externalId, carries, organizationId } = terms;
  const Principal = { AWS: `arn:${partition}:iam::${accountId}:root` };
  const ArnLike = { 'aws:PrincipalArn': arns };
  const ofOrganization = organizationId === undefined ? {} : { 'aws:PrincipalOrgID': organizationId };
  const StringEquals = { 'sts:ExternalId': externalId, ...ofOrganization };
  const alike = organizationId === undefined ? { ArnLike } : { StringEquals: ofOrganization, ArnLike };
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition: { StringEquals, ArnLike } },
      ...(carries.length === 0 ? [] : [{ Effect: 'Allow' as const, Principal, Action: carries, Condition: alike }]),
    ],
  };
}

/** What the sessions of a connector carry, and nothing that they don't. */
export function carriedBy({ session }: Pick<Connector, 'session'>): readonly Carried[] {
  const { tags = [], sourceIdentity } = session ?? {};
  return [
    ...(tags.length === 0 ? [] : (['sts:TagSession'] as const)),
    ...(sourceIdentity === undefined ? [] : (['sts:SetSourceIdentity'] as const)),
  ];
}

/** The partition's ARN of a principal or policy in IAM. */
export function iamArn(partition: Partition, accountId: string, resource: string): string {
  return `arn:${partition}:iam::${accountId}:${resource}`;
}

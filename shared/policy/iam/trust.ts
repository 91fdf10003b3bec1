import type { IamDocument } from '../../domain/iam-resource.ts';

/** Every function that assumes connectors' roles. The prober asks the API, and assumes none. */
export const ASSUMING_FUNCTIONS = ['issue', 'refresh-deliver', 'verify'] as const;

/** A deployment of Portunus, and a connector whose role it is to assume. */
export interface Trusted {
  readonly partition: string;
  readonly accountId: string;
  readonly stage: string;
  readonly externalId: string;
  /** What sessions carry beside their name. */
  readonly carries: readonly ('sts:SetSourceIdentity' | 'sts:TagSession')[];
}

/** The ARNs, as IAM patterns, of the roles of the functions that assume connectors' roles, in every region of the stage. */
export function assumingRoles({ partition, accountId, stage }: Omit<Trusted, 'externalId' | 'carries'>): string[] {
  return ASSUMING_FUNCTIONS.map((name) => `arn:${partition}:iam::${accountId}:role/portunus-${stage}-*-${name}`);
}

/**
 * Returns a trust policy that lets only Portunus's own functions assume a role, in every region of the stage. A stage has
 * no hyphen, so the pattern of one never matches the roles of another. The external ID is a condition of AssumeRole alone,
 * because AWS gives it to no other action. The second statement is useless to whom the first one does not let in.
 */
export function trustDocument({ externalId, carries, ...deployment }: Trusted): IamDocument {
  const Principal = { AWS: `arn:${deployment.partition}:iam::${deployment.accountId}:root` };
  const ArnLike = { 'aws:PrincipalArn': assumingRoles(deployment) };
  const StringEquals = { 'sts:ExternalId': externalId };
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition: { StringEquals, ArnLike } },
      ...(carries.length === 0
        ? []
        : [{ Effect: 'Allow' as const, Principal, Action: carries, Condition: { ArnLike } }]),
    ],
  };
}

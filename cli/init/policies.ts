import type { Account } from '../../shared/domain/account.ts';
import type { Connector } from '../../shared/domain/connector.ts';
import { REGISTRY_ACTIONS } from '../../shared/policy/session/registry-actions.ts';

/** The account id that AWS's examples use. Role names contain the stage, so nobody has one of these roles by chance. */
const PORTUNUS_ACCOUNT = '111122223333';
const EXTERNAL_ID = 'REPLACE-WITH-THE-EXTERNAL-ID-THAT-portunus-apply-PRINTS';

function documentOf(...Statement: readonly object[]) {
  return { Version: '2012-10-17', Statement };
}

function textOf(policy: object): string {
  return `${JSON.stringify(policy, null, 2)}\n`;
}

/** The functions that assume connectors' roles. */
export type AssumingFunction = 'issue' | 'refresh-deliver';

/** A deployment of Portunus, and a connector's role that it is to assume. */
export interface Trusted {
  readonly partition: string;
  readonly accountId: string;
  readonly stage: string;
  readonly functions: readonly AssumingFunction[];
  readonly externalId: string;
  /** What sessions carry beside their name. */
  readonly carries: readonly ('sts:SetSourceIdentity' | 'sts:TagSession')[];
}

/**
 * Returns a trust policy that lets only these functions assume a role, in every region of the stage. A stage has no
 * hyphen, so the pattern of one never matches the roles of another. The external ID is a condition of AssumeRole alone,
 * because AWS gives it to no other action. The second statement is useless to whom the first one does not let in.
 */
export function trustDocument({ partition, accountId, stage, functions, externalId, carries }: Trusted) {
  const arnOf = (resource: string) => `arn:${partition}:iam::${accountId}:${resource}`;
  const roles = functions.map((name) => arnOf(`role/portunus-${stage}-*-${name}`));
  const Principal = { AWS: arnOf('root') };
  const ArnLike = { 'aws:PrincipalArn': roles.length === 1 ? roles[0] : roles };
  const StringEquals = { 'sts:ExternalId': externalId };
  return documentOf(
    { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition: { StringEquals, ArnLike } },
    ...(carries.length === 0 ? [] : [{ Effect: 'Allow', Principal, Action: carries, Condition: { ArnLike } }]),
  );
}

/**
 * Returns a trust policy that lets only Portunus assume the connector's role, with exactly the parameters that its
 * sessions need.
 */
export function trustPolicy({ session, grants }: Connector, { partition }: Account): string {
  const isForJobs = grants.some(({ refreshJob }) => refreshJob !== undefined);
  return textOf(
    trustDocument({
      partition,
      accountId: PORTUNUS_ACCOUNT,
      stage: 'STAGE',
      functions: isForJobs ? ['issue', 'refresh-deliver'] : ['issue'],
      externalId: EXTERNAL_ID,
      carries: [
        ...(session?.tags === undefined ? [] : (['sts:TagSession'] as const)),
        ...(session?.sourceIdentity === undefined ? [] : (['sts:SetSourceIdentity'] as const)),
      ],
    }),
  );
}

/** Returns a policy that lets the role log in, and pull from or push to the connector's repositories. */
export function permissionPolicy(connector: Connector, { partition, awsAccountId }: Account): string {
  const { region = '*', access, repositories = [] } = connector;
  const { token, pull, push } = REGISTRY_ACTIONS.ecr;
  return textOf(
    documentOf(
      { Sid: 'LogIn', Effect: 'Allow', Action: token, Resource: '*' },
      {
        Sid: access === 'pull' ? 'Pull' : 'PullAndPush',
        Effect: 'Allow',
        Action: access === 'pull' ? pull : [...pull, ...push],
        Resource: repositories.map((name) => `arn:${partition}:ecr:${region}:${awsAccountId}:repository/${name}`),
      },
    ),
  );
}

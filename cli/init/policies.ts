import type { Account } from '../../shared/domain/account.ts';
import type { Connector } from '../../shared/domain/connector.ts';
import { REGISTRY_ACTIONS } from '../../shared/policy/session/registry-actions.ts';

/** The account id that AWS's examples use. Role names contain the stage, so nobody has one of these roles by chance. */
const PORTUNUS_ACCOUNT = '111122223333';
const ISSUE_ROLE = 'portunus-STAGE-issue';
const EXTERNAL_ID = 'REPLACE-WITH-THE-EXTERNAL-ID-THAT-portunus-apply-PRINTS';

function policyText(...Statement: readonly object[]): string {
  return `${JSON.stringify({ Version: '2012-10-17', Statement }, null, 2)}\n`;
}

/**
 * Returns a trust policy that lets only Portunus assume the connector's role, with exactly the parameters that its
 * sessions need.
 */
export function trustPolicy({ session }: Connector, { partition }: Account): string {
  const principal = (resource: string) => `arn:${partition}:iam::${PORTUNUS_ACCOUNT}:${resource}`;
  return policyText({
    Effect: 'Allow',
    Principal: { AWS: principal('root') },
    Action: [
      'sts:AssumeRole',
      ...(session?.tags === undefined ? [] : ['sts:TagSession']),
      ...(session?.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
    ],
    Condition: {
      StringEquals: { 'sts:ExternalId': EXTERNAL_ID },
      ArnEquals: { 'aws:PrincipalArn': principal(`role/${ISSUE_ROLE}`) },
    },
  });
}

/** Returns a policy that lets the role log in, and pull from or push to the connector's repositories. */
export function permissionPolicy(connector: Connector, { partition, awsAccountId }: Account): string {
  const { region = '*', access, repositories = [] } = connector;
  const { token, pull, push } = REGISTRY_ACTIONS.ecr;
  return policyText(
    { Sid: 'LogIn', Effect: 'Allow', Action: token, Resource: '*' },
    {
      Sid: access === 'pull' ? 'Pull' : 'PullAndPush',
      Effect: 'Allow',
      Action: access === 'pull' ? pull : [...pull, ...push],
      Resource: repositories.map((name) => `arn:${partition}:ecr:${region}:${awsAccountId}:repository/${name}`),
    },
  );
}

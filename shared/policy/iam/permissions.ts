import type { Account } from '../../domain/account.ts';
import type { Connector } from '../../domain/connector.ts';
import type { IamDocument } from '../../domain/iam-resource.ts';
import { REGISTRY_ACTIONS } from '../session/registry-actions.ts';

/** Returns a policy that lets a role log in, and pull from or push to the connector's repositories. */
export function permissionDocument(connector: Connector, { partition, awsAccountId }: Account): IamDocument {
  const { region = '*', access, repositories = [] } = connector;
  const { token, pull, push } = REGISTRY_ACTIONS.ecr;
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'LogIn', Effect: 'Allow', Action: token, Resource: '*' },
      {
        Sid: access === 'pull' ? 'Pull' : 'PullAndPush',
        Effect: 'Allow',
        Action: access === 'pull' ? pull : [...pull, ...push],
        Resource: repositories.map((name) => `arn:${partition}:ecr:${region}:${awsAccountId}:repository/${name}`),
      },
    ],
  };
}

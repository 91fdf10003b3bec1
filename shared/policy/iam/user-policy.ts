import type { IamStatement, IamUserPolicy } from '../../domain/iam-resource.ts';
import { rulesOf } from '../../domain/principal-type.ts';
import { OWN_KEY_ACTIONS } from './own-keys.ts';
import { documentOf, type IamGiven, type IamPart, NO_PART, wants } from './part.ts';
import { rightsOf } from './permissions.ts';
import { carriedBy, iamArn } from './trust.ts';

/** The table holds where the user's key is, not whose it is. */
export const USER_PLACEHOLDER = 'REPLACE-WITH-THE-NAME-OF-THE-IAM-USER';

/** The user's own name, wherever the policy is attached. */
const ITSELF = `\${aws:username}`;

/** The most characters that all inline policies of a user may have, white space aside (IAM quotas). */
const MAX_CHARACTERS = 2_048;

/**
 * Returns the policy of the IAM user whose key Portunus holds, if the account has one and the principal type works with
 * it. A caller's own token or assertion needs no key.
 */
export function userPart(given: IamGiven): IamPart {
  const { connector, account } = given;
  const isSigned = ['none', 'mfa-code'].includes(rulesOf(connector.principalType).proof);
  if (account.credentials.source !== 'iam-user' || !isSigned) return NO_PART;
  const { policies, managedPolicyArns } = sessionRights(given);
  const statements = [...startingRights(given), ...policies.flatMap(({ document }) => document.Statement)];
  const document = documentOf([...statements, ...rotationRights(given)]);
  const policy: IamUserPolicy = {
    type: 'user-policy',
    userName: USER_PLACEHOLDER,
    name: `portunus-${connector.id}`,
    document,
  };
  const { awsAccountId: accountId, partition } = account;
  return {
    places: [{ accountId, partition, resources: [policy] }],
    advice: [...userAdvice(given, JSON.stringify(document).length), ...managedAdvice(managedPolicyArns)],
  };
}

/** A role has the rights of its sessions. A user's sessions have no more than the user. */
function sessionRights({ connector, account }: IamGiven) {
  const isRole = connector.principalType === 'assumed-role' || connector.omitPolicy === true;
  return isRole ? { policies: [], managedPolicyArns: [] } : rightsOf(connector, account);
}

/** What the user needs to start a session. GetSessionToken needs no right, and none can be denied it. */
function startingRights({ connector, account: { partition, awsAccountId } }: IamGiven): IamStatement[] {
  const { principalType, roleArn } = connector;
  const start = (Sid: string, action: string, Resource: string): IamStatement[] => [
    { Sid, Effect: 'Allow', Action: [action, ...carriedBy(connector)], Resource },
  ];
  if (principalType === 'assumed-role') return start('AssumeTheRole', 'sts:AssumeRole', roleArn);
  if (principalType !== 'federated-user') return [];
  const users = `arn:${partition}:sts::${awsAccountId}:federated-user/*`;
  return start('StartSessions', 'sts:GetFederationToken', users);
}

function rotationRights(given: IamGiven): IamStatement[] {
  if (!wants(given, 'key-rotation')) return [];
  const { partition, awsAccountId } = given.account;
  return [
    {
      Sid: 'RotateOwnKey',
      Effect: 'Allow',
      Action: [...OWN_KEY_ACTIONS],
      Resource: iamArn(partition, awsAccountId, `user/${ITSELF}`),
    },
  ];
}

function userAdvice(given: IamGiven, characters: number): string[] {
  const { connector } = given;
  return [
    `Replace ${USER_PLACEHOLDER} by the name of the IAM user whose key the account ${connector.account} holds.`,
    ...(wants(given, 'key-rotation')
      ? ['A user with a path needs the path in the resource of RotateOwnKey, before its name.']
      : []),
    ...(characters > MAX_CHARACTERS
      ? [
          `The policy has more than the ${MAX_CHARACTERS} characters of a user's inline policies: make it a managed one.`,
        ]
      : []),
    ...(connector.principalType === 'session-token'
      ? ['Sessions have all rights of the user. Take away from it what no caller of this connector needs.']
      : []),
    ...(connector.omitPolicy === true
      ? [
          "Sessions have no policy, so they may do what resources' own policies grant to the federated user, and no more.",
        ]
      : []),
  ];
}

function managedAdvice(arns: readonly string[]): string[] {
  return arns.length === 0
    ? []
    : [`Attach to the user too: ${arns.join(', ')}. Its sessions have no more rights than it.`];
}

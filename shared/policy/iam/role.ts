import { parseRoleArn } from '../../domain/aws.ts';
import type { IamDocument, IamManagedPolicy, IamPlace, IamRole, IamStatement } from '../../domain/iam-resource.ts';
import { ROLE_CHAINING_MAX_SECONDS } from '../../domain/principal-type.ts';
import { isChained } from '../session/duration.ts';
import { documentOf, type IamGiven, wants } from './part.ts';
import { rightsOf } from './permissions.ts';
import { iamArn } from './trust.ts';

/** IAM takes no shorter limit for a role. */
const MIN_SESSION_SECONDS = 3_600;

/** A role to describe: which one, whom it lets in, and what it may do beside its connector's rights. */
interface RoleTerms {
  readonly arn: string;
  readonly trust: IamDocument;
  readonly more?: readonly IamStatement[];
  readonly maxSessionSeconds: number;
}

/** Returns a role, and its permissions boundary if that is asked for, in the account that its ARN names. */
export function rolePlace(given: IamGiven, { arn, trust, more = [], maxSessionSeconds }: RoleTerms): IamPlace {
  const { connector, account } = given;
  const { partition } = account;
  const { accountId, path, name } = splitRoleArn(arn);
  const { policies, managedPolicyArns } = rightsOf(connector, { partition, awsAccountId: accountId });
  const self = wants(given, 'drift-check') ? [readsItself(arn)] : [];
  const extra = [...more, ...self];
  const all = extra.length === 0 ? policies : [...policies, { name: 'portunus', document: documentOf(extra) }];
  const boundary = boundaryOf(given, { path, name }, all);
  const role: IamRole = {
    type: 'role',
    name,
    path,
    description: `Portunus gives callers of the connector ${connector.id} sessions of this role`,
    trust,
    policies: all,
    managedPolicyArns,
    maxSessionSeconds,
    ...(boundary && { permissionsBoundary: iamArn(partition, accountId, `policy${path}${boundary.name}`) }),
  };
  return { accountId, partition, resources: [...(boundary ? [boundary] : []), role] };
}

/** Lets a session read its role's trust policy and rights, so that a check can compare them with these. */
function readsItself(arn: string): IamStatement {
  return { Sid: 'ReadItself', Effect: 'Allow', Action: 'iam:GetRole', Resource: arn };
}

/**
 * The rights once more, as a boundary: whatever else somebody attaches to the role, it can do no more. What managed
 * policies allow is not known here, so with them there is none.
 */
function boundaryOf(
  given: IamGiven,
  { path, name }: { readonly path: string; readonly name: string },
  policies: IamRole['policies'],
): IamManagedPolicy | undefined {
  if (!wants(given, 'boundary') || given.connector.policyArns !== undefined) return undefined;
  return {
    type: 'managed-policy',
    name: `${name}-boundary`,
    path,
    description: `Bounds the role ${name} to what Portunus needs of it`,
    document: documentOf(policies.flatMap(({ document }) => document.Statement)),
  };
}

/** How long the connector's sessions may last. A role that is assumed by another role's session gives an hour. */
export function maxSessionSeconds({ connector, account }: IamGiven): number {
  if (isChained(connector, account, undefined)) return ROLE_CHAINING_MAX_SECONDS;
  return Math.max(MIN_SESSION_SECONDS, connector.maxDurationSeconds ?? MIN_SESSION_SECONDS);
}

/** Splits a role's ARN with its path, which begins and ends with a slash. */
export function splitRoleArn(arn: string): {
  readonly accountId: string;
  readonly path: string;
  readonly name: string;
} {
  const { accountId = '', roleName: name = '' } = parseRoleArn(arn) ?? {};
  const path = arn.slice(arn.indexOf(':role/') + ':role'.length, arn.length - name.length);
  return { accountId, path, name };
}

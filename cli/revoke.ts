import type { Account } from '../shared/domain/account.ts';
import { parseRoleArn } from '../shared/domain/aws.ts';
import type { Connector } from '../shared/domain/connector.ts';
import { hasClaims } from '../shared/domain/connector-templates.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import { CommandError, usageError } from './command.ts';

/** The name that the IAM console gives this policy, so that console and command replace each other's. */
export const POLICY_NAME = 'AWSRevokeOlderSessions';

/** The role or user whose older sessions end. */
export interface Target {
  readonly kind: 'role' | 'user';
  readonly name: string;
  readonly accountId: string;
  readonly partition: string;
  /** `aws:PrincipalArn` of its sessions, which may hold `*`. */
  readonly principalArn: string;
}

/** Denies everything to sessions that began before a time. Long-term keys have no such time, and are not affected. */
export function olderSessionsPolicy(before: Date) {
  const Condition = { DateLessThan: { 'aws:TokenIssueTime': textOf(before) } };
  return { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: ['*'], Resource: ['*'], Condition }] };
}

/** IAM's times are in whole seconds. A session of the same second as the time must not survive, so it is rounded up. */
export function textOf(time: Date): string {
  return new Date(Math.ceil(time.getTime() / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

/**
 * Returns the time of a policy that was put before, by this command or by the console. A policy of the same name that
 * denies less is none: it would hide that nothing was revoked.
 */
export function revokedBefore(document: unknown): Date | undefined {
  const statements = isJsonObject(document) ? [document.Statement].flat() : [];
  const times = statements.flatMap((statement) => {
    const time = isJsonObject(statement) && deniesAll(statement) ? issuedBefore(statement.Condition) : undefined;
    return typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? [new Date(time)] : [];
  });
  return times.length === 0 ? undefined : new Date(Math.max(...times.map((time) => time.getTime())));
}

function deniesAll({ Effect, Action, Resource }: Readonly<Record<string, unknown>>): boolean {
  return Effect === 'Deny' && [Action].flat().includes('*') && [Resource].flat().includes('*');
}

/** Undefined beside any other condition, because all of them must hold. */
function issuedBefore(condition: unknown): unknown {
  if (!isJsonObject(condition) || Object.keys(condition).length !== 1) return undefined;
  const keys = condition.DateLessThan;
  return isJsonObject(keys) && Object.keys(keys).length === 1 ? keys['aws:TokenIssueTime'] : undefined;
}

/** A statement for a repository's or registry's policy. It denies images to these principals, whenever they logged in. */
export function imageStatement(targets: readonly Target[]) {
  const arns = targets.map(({ principalArn }) => principalArn);
  return {
    Sid: 'PortunusRevoked',
    Effect: 'Deny',
    Principal: '*',
    Action: 'ecr:*',
    Condition: { ArnLike: { 'aws:PrincipalArn': arns } },
  };
}

export function roleTarget(arn: string): Target {
  const role = parseRoleArn(arn);
  if (role === undefined) throw usageError(`${arn} is not the ARN of one IAM role`);
  const { partition, accountId, roleName } = role;
  return { kind: 'role', name: roleName, accountId, partition, principalArn: arn };
}

const NEEDS_USER: Readonly<Partial<Record<Connector['principalType'], (account: Account, name: string) => string>>> = {
  // A federated user's principal is the session itself, under whatever name it got.
  'federated-user': ({ partition, awsAccountId }) => `arn:${partition}:sts::${awsAccountId}:federated-user/*`,
  'session-token': ({ partition, awsAccountId }, name) => `arn:${partition}:iam::${awsAccountId}:user/${name}`,
};

/** Returns whose older sessions must end for a connector. Throws for what can't be ended so, with what to do instead. */
export function targetsOf(connector: Connector, account: Account, user: string | undefined): readonly Target[] {
  const principalArnOf = NEEDS_USER[connector.principalType];
  if (principalArnOf !== undefined) {
    if (user === undefined) {
      throw usageError(
        `${connector.id} makes sessions of the IAM user of account ${account.id}: give its name with --user`,
      );
    }
    const { awsAccountId: accountId, partition } = account;
    return [{ kind: 'user', name: user, accountId, partition, principalArn: principalArnOf(account, user) }];
  }
  if (user !== undefined) throw usageError(`${connector.id} makes sessions of a role: --user means nothing for it`);
  if (hasClaims(connector.roleArn ?? '')) {
    throw usageError(`${connector.id} has a role for each caller, ${connector.roleArn}: give the ARNs with --role`);
  }
  // A session of the second hop began when that role was assumed, and only a policy of that role ends it.
  const arns = [connector.roleArn, ...(connector.roleArns ?? [])].filter((arn) => arn !== undefined);
  if (arns.length > 0) return arns.map(roleTarget);
  throw new CommandError([
    `${connector.id} gives logins of Portunus's own role, whose sessions Portunus itself needs`,
    "deny images to that role in the repositories' policies, and set PORTUNUS_ALLOW_PROVIDED to false",
  ]);
}

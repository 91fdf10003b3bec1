import {
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  IAMClient,
  NoSuchEntityException,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { partitionOfRegion } from '../../shared/domain/aws.ts';
import { CommandError } from '../command.ts';
import { olderSessionsPolicy, POLICY_NAME, revokedBefore, type Target, textOf } from '../revoke.ts';
import { clientConfig } from './client-config.ts';

/** What became of one role or user: the policy was put, or one for a later time is there already. */
export interface Revoked {
  readonly target: Target;
  readonly before: Date;
  readonly wasThere: boolean;
}

/** Where each partition's IAM is asked, if the operator's own region is of another partition. */
const REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
};

const READS = 5;
const PAUSE_MS = 1_000;

/** Ends older sessions by an inline policy, with the operator's own AWS credentials, and reads the policy back. */
export async function revokeSessions(
  targets: readonly Target[],
  before: Date,
  ownRegion: string | undefined,
): Promise<readonly Revoked[]> {
  const [{ partition } = { partition: 'aws' }] = targets;
  const isOwn = ownRegion !== undefined && partitionOfRegion(ownRegion) === partition;
  const region = isOwn ? ownRegion : (REGIONS[partition] ?? 'us-east-1');
  await assertOwnAccount(new STSClient(clientConfig(region)), targets);
  const iam = new IAMClient(clientConfig(region));
  const done: Revoked[] = [];
  for (const target of targets) done.push(await revokeOne(iam, target, before).catch(sayWhatIsMissing));
  return done;
}

function sayWhatIsMissing(error: unknown): never {
  if (!(error instanceof Error) || !/^AccessDenied/.test(error.name)) throw error;
  throw new CommandError([
    `IAM refuses it: ${error.message}`,
    'it takes iam:GetRolePolicy and iam:PutRolePolicy, or of a user the same; --print is for somebody who may',
  ]);
}

/** The policies of another account can't be written from here, and a role of the same name may be another one. */
async function assertOwnAccount(sts: STSClient, targets: readonly Target[]): Promise<void> {
  const { Account = '' } = await sts.send(new GetCallerIdentityCommand({}));
  const foreign = targets.find(({ accountId }) => accountId !== Account);
  if (foreign === undefined) return;
  throw new CommandError([
    `the ${foreign.kind} ${foreign.name} is of account ${foreign.accountId}, and your AWS credentials of ${Account}`,
    'use credentials of that account, or --print for the policy and the command',
  ]);
}

async function revokeOne(iam: IAMClient, target: Target, before: Date): Promise<Revoked> {
  const earlier = revokedBefore(await readPolicy(iam, target));
  // An earlier time would let sessions live again that somebody has ended.
  if (earlier !== undefined && earlier >= new Date(textOf(before))) return { target, before: earlier, wasThere: true };
  const wanted = JSON.stringify(olderSessionsPolicy(before));
  await putPolicy(iam, target, wanted);
  for (let read = 1; read <= READS; read += 1) {
    if (JSON.stringify(await readPolicy(iam, target)) === wanted) return { target, before, wasThere: false };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  const what = `the policy ${POLICY_NAME} of the ${target.kind} ${target.name} was put, and is not there`;
  throw new CommandError([what, 'look for who writes policies there, and run the command again'], 'refuted');
}

async function putPolicy(iam: IAMClient, { kind, name }: Target, PolicyDocument: string): Promise<void> {
  const input = { PolicyName: POLICY_NAME, PolicyDocument };
  await (kind === 'role'
    ? iam.send(new PutRolePolicyCommand({ RoleName: name, ...input }))
    : iam.send(new PutUserPolicyCommand({ UserName: name, ...input })));
}

async function readPolicy(iam: IAMClient, { kind, name }: Target): Promise<unknown> {
  try {
    const { PolicyDocument = '' } = await (kind === 'role'
      ? iam.send(new GetRolePolicyCommand({ RoleName: name, PolicyName: POLICY_NAME }))
      : iam.send(new GetUserPolicyCommand({ UserName: name, PolicyName: POLICY_NAME })));
    // IAM returns documents URL-encoded (RFC 3986).
    return JSON.parse(decodeURIComponent(PolicyDocument));
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}

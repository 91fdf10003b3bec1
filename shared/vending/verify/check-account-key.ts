import type { Account } from '../../domain/account.ts';
import type { Call } from '../../domain/call.ts';
import { DAY_MS } from '../../domain/day.ts';
import { type CheckLine, checkLine } from '../../domain/verification.ts';
import { faultLine, tryCheck } from './faults.ts';
import type { VerifyPorts } from './ports.ts';

type Ports = Pick<VerifyPorts, 'getKeyIdentity' | 'getKeyCreation' | 'deployment'>;

/** The key of the account, where there is one: whose it is, and how old. */
export interface KeyFindings {
  readonly lines: readonly CheckLine[];
  /** The IAM user whose key it is, if it is one of the account. */
  readonly userArn?: string;
}

const BY_KEY = { byAccountKey: true };

export async function checkAccountKey(
  ports: Ports,
  { credentials, awsAccountId }: Account,
  region: string | undefined,
  call: Call,
): Promise<KeyFindings> {
  if (credentials.source !== 'iam-user') return { lines: [] };
  const { secretArn } = credentials;
  let userArn: string | undefined;
  const valid = await tryCheck(
    'account-key',
    async () => {
      const identity = await ports.getKeyIdentity(secretArn, region, call);
      const wrong = wrongIn(identity, awsAccountId);
      if (wrong !== undefined) return checkLine('account-key', 'failed', wrong, PUT_RIGHT_ONE);
      userArn = identity.arn;
      return checkLine('account-key', 'passed', `it is the key of ${identity.arn}`);
    },
    BY_KEY,
  );
  if (userArn === undefined) return { lines: [valid] };
  return { lines: [valid, ...(await ageLines(ports, secretArn, region, call))], userArn };
}

const PUT_RIGHT_ONE = "put an access key of an IAM user of the connector's account into the account's secret";

function wrongIn({ accountId, arn }: { accountId: string; arn: string }, expected: string): string | undefined {
  if (accountId !== expected) return `the key belongs to the account ${accountId}`;
  return arn.includes(':user/') ? undefined : 'the key is that of no IAM user';
}

async function ageLines(
  { getKeyCreation, deployment: { keyDays } }: Ports,
  secretArn: string,
  region: string | undefined,
  call: Call,
): Promise<readonly CheckLine[]> {
  if (getKeyCreation === undefined) return [];
  const age = async () => {
    const days = Math.floor(
      (call.now().getTime() - (await getKeyCreation(secretArn, region, call)).getTime()) / DAY_MS,
    );
    const seen = `the key is ${days} days old`;
    if (days < keyDays) return checkLine('account-key-age', 'passed', seen);
    return checkLine('account-key-age', 'failed', seen, `replace it: ${keyDays} days are the limit (VerifyKeyDays)`);
  };
  return [await tryCheck('account-key-age', age, { ...BY_KEY, toLine: notCheckedLine })];
}

/** A user who may not list its keys is no broken connector. */
const notCheckedLine: typeof faultLine = (check, fault) => faultLine(check, { ...fault, refused: false });

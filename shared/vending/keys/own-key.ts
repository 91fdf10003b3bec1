import { createHash } from 'node:crypto';
import type { Account } from '../../domain/account.ts';
import type { AccountKey } from '../../domain/account-key.ts';
import type { Call } from '../../domain/call.ts';
import { type FieldError, PortunusError } from '../../domain/errors.ts';
import { Secret } from '../../domain/secret.ts';
import type { FindAccount, IdentifyKey, KeyOwner, KeyRefusal, WrittenVersion } from './ports.ts';

export interface IdentifyPorts {
  readonly identify: IdentifyKey;
  /** Waits so many milliseconds, or until the call's deadline. */
  readonly pause: (milliseconds: number, call: Call) => Promise<void>;
}

/** Returns the account. Throws `not_found`. */
export async function requireAccount(findAccount: FindAccount, id: string, call: Call): Promise<Account> {
  const account = await findAccount(id, call);
  if (account !== undefined) return account;
  const detail = 'names no account that is defined: define it first, with the execution role as its credentials';
  throw new PortunusError('not_found', 'request', { errors: [{ field: 'id', detail }] });
}

/** The version that a key is written under. It depends on the key alone, so that writing it twice changes nothing. */
export function versionOf({ accessKeyId, secretAccessKey }: AccountKey): WrittenVersion {
  return {
    id: createHash('sha256').update(`portunus account key ${accessKeyId}`).digest('hex'),
    text: new Secret(JSON.stringify({ accessKeyId, secretAccessKey: secretAccessKey.reveal() })),
  };
}

/** AWS may take some seconds until it knows a new key everywhere. */
const MOST_TRIES = 5;
const PAUSE_MS = 1_000;

/** Asks whose key it is. A new key is unknown at first, so it is asked again a few times. */
export async function identifyPatiently(
  { identify, pause }: IdentifyPorts,
  key: AccountKey,
  { partition }: Pick<Account, 'partition'>,
  call: Call,
): Promise<KeyOwner | KeyRefusal> {
  for (let tries = 1; ; tries += 1) {
    const found = await identify(key, partition, call);
    if (found !== 'unknown' || tries === MOST_TRIES) return found;
    await pause(PAUSE_MS, call);
  }
}

const REFUSED: Readonly<Record<KeyRefusal, FieldError>> = {
  unknown: { field: 'accessKeyId', detail: 'is not known to AWS, or is inactive: activate it, or create another key' },
  wrong_secret: { field: 'secretAccessKey', detail: 'is not the secret of this accessKeyId: copy both from one key' },
};

/** Returns the name of the key's user. Returns a fault if the key is not of an IAM user of the account. */
export function userOf(found: KeyOwner | KeyRefusal, account: Account): { readonly user: string } | FieldError {
  if (typeof found === 'string') return REFUSED[found];
  const { partition, awsAccountId } = account;
  if (found.accountId !== awsAccountId) {
    const detail = `is of another AWS account than the definition says (${awsAccountId}): put a key of a user there`;
    return { field: 'accessKeyId', detail };
  }
  const [, path] = found.arn.split(`arn:${partition}:iam::${awsAccountId}:user/`);
  if (path !== undefined) return { user: path.slice(path.lastIndexOf('/') + 1) };
  const isRoot = found.arn.endsWith(':root');
  const detail = `is ${isRoot ? 'of the root user' : 'not of an IAM user'}: put a key of an IAM user`;
  return { field: 'accessKeyId', detail };
}

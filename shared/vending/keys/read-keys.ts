import type { Account } from '../../domain/account.ts';
import type { AccountKey } from '../../domain/account-key.ts';
import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { KeyState } from '../../policy/key-rotation.ts';
import { type IdentifyPorts, userOf } from './own-key.ts';
import type { KeySecret, KeySecrets, KeySigner, SecretVersion, UserKeys } from './ports.ts';

export interface ReadKeysPorts extends Pick<IdentifyPorts, 'identify'> {
  readonly secrets: Pick<KeySecrets, 'read'>;
  readonly userKeys: Pick<UserKeys, 'list'>;
}

/** An account's keys, as its secret and IAM have them now. */
export interface ReadKeys {
  readonly secretArn: string;
  readonly signer: KeySigner;
  readonly state: KeyState;
  readonly currentId: string;
  readonly pendingId: string;
  readonly pending?: AccountKey;
  /** When the current key was created. Absent if IAM does not list it. */
  readonly createdAt: Date | undefined;
}

/** Reads an account's keys. Throws `conflict` if it has none, or if its key does not work. */
export async function readKeys(ports: ReadKeysPorts, account: Account, call: Call): Promise<ReadKeys> {
  const secretArn = secretOf(account);
  const secret = await ports.secrets.read(secretArn, call);
  const key = secret.current.value;
  const owner = userOf(await ports.identify(key, account.partition, call), account);
  if ('field' in owner) throw unusable(`holds a key, ${key.accessKeyId}, that does not work: it ${owner.detail}`);
  const signer = { key, partition: account.partition, user: owner.user };
  const state = stateOf(secret, await ports.userKeys.list(signer, call));
  return {
    secretArn,
    signer,
    state,
    currentId: secret.current.id,
    pendingId: secret.pending?.id ?? '',
    ...keyIn(secret.pending),
    createdAt: state.keys.find(({ accessKeyId }) => accessKeyId === key.accessKeyId)?.createdAt,
  };
}

function secretOf({ credentials }: Account): string {
  if (credentials.source === 'iam-user') return credentials.secretArn;
  const detail = 'names an account that uses the execution role, so it has no key';
  throw new PortunusError('conflict', 'request', { errors: [{ field: 'id', detail }] });
}

function unusable(detail: string): PortunusError {
  const errors = [{ field: 'credentials.secretArn', detail }];
  return new PortunusError('conflict', 'request', { errors, detail: `the account's secret ${detail}` });
}

function keyIn(version: SecretVersion | undefined): { readonly pending?: AccountKey } {
  return version !== undefined && 'accessKeyId' in version.value ? { pending: version.value } : {};
}

function stateOf({ current, pending, previous, changedAt }: KeySecret, keys: KeyState['keys']): KeyState {
  return {
    current: current.value.accessKeyId,
    ...(pending !== undefined && pendingIn(pending, current.createdAt)),
    ...(previous !== undefined && 'accessKeyId' in previous.value && { previous: previous.value.accessKeyId }),
    changedAt,
    keys,
  };
}

function pendingIn({ value, createdAt }: SecretVersion, currentSince: Date): Pick<KeyState, 'pending' | 'intent'> {
  if (!('accessKeyId' in value)) return { intent: value };
  const { accessKeyId } = value;
  return { pending: { accessKeyId, writtenAt: createdAt, isSuperseded: createdAt < currentSince } };
}

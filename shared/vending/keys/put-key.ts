import type { Account } from '../../domain/account.ts';
import type { AccountKey } from '../../domain/account-key.ts';
import { type RecordedCaller, recordedActor } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import { DAY_MS } from '../../domain/day.ts';
import { invalidRequest, PortunusError } from '../../domain/errors.ts';
import { stageOf } from '../../domain/stage.ts';
import type { RecordAct } from '../definitions/ports.ts';
import { recordAndDo } from '../definitions/record-act.ts';
import { type IdentifyPorts, identifyPatiently, requireAccount, userOf, versionOf } from './own-key.ts';
import type { FindAccount, PutKey, UserKeys } from './ports.ts';

export interface PutKeyPorts extends IdentifyPorts {
  readonly findAccount: FindAccount;
  readonly putKey: PutKey;
  readonly listKeys: UserKeys['list'];
  readonly recordAct: RecordAct;
  readonly stage: string;
}

/** What is told of a key that was put. It never holds the secret. */
export interface PutAccountKey {
  readonly accessKeyId: string;
  readonly user: string;
  readonly secretArn: string;
  /** Whether the account's definition has this secret. A new account's has to be given it. */
  readonly isInDefinition: boolean;
  /** Absent if the user may not list its own keys. */
  readonly createdAt?: string;
  readonly ageDays?: number;
}

/**
 * Puts an account's key. It must be an active key of an IAM user of that account, so that a mistake is found now and
 * not by a build. It is recorded before it is stored. Putting the same key again changes nothing.
 */
export async function putAccountKey(
  ports: PutKeyPorts,
  { id, key }: { readonly id: string; readonly key: AccountKey },
  who: Caller | RecordedCaller,
  call: Call,
): Promise<PutAccountKey> {
  const account = await requireAccount(ports.findAccount, id, call);
  const place = placeOf(account, ports.stage);
  const owner = userOf(await identifyPatiently(ports, key, account, call), account);
  if ('field' in owner) throw invalidRequest([owner]);
  const { accessKeyId } = key;
  const { user } = owner;
  const act = { action: 'account-key-put', kind: 'account', id, reason: `key ${accessKeyId} of user ${user}` } as const;
  const put = () => ports.putKey(place, versionOf(key), call);
  const { secretArn } = await recordAndDo(ports, act, recordedActor(who), call, put);
  const isInDefinition = 'secretArn' in place;
  const { partition } = account;
  const createdAt = await createdAtOf(ports, { key, partition, user }, call);
  return { accessKeyId, user, secretArn, isInDefinition, ...(createdAt && aged(createdAt, call.now())) };
}

/** Only a secret of the stage is written, even if a definition was stored by another one. */
function placeOf({ id, credentials }: Account, stage: string) {
  if (credentials.source === 'execution-role') return { name: `portunus/${stage}/keys/${id}` };
  const { secretArn } = credentials;
  if (stageOf(secretArn) === stage) return { secretArn };
  const detail = `is of another stage: a key of this one is under portunus/${stage}/keys/`;
  throw new PortunusError('conflict', 'request', { errors: [{ field: 'credentials.secretArn', detail }] });
}

/** Users need no right to list their keys as long as nothing rotates them, so a refusal is no fault. */
async function createdAtOf(
  { listKeys }: PutKeyPorts,
  signer: Parameters<UserKeys['list']>[0],
  call: Call,
): Promise<Date | undefined> {
  try {
    const keys = await listKeys(signer, call);
    return keys.find(({ accessKeyId }) => accessKeyId === signer.key.accessKeyId)?.createdAt;
  } catch {
    return undefined;
  }
}

/** How old a key is, in days. */
export function aged(createdAt: Date, now: Date): { readonly createdAt: string; readonly ageDays: number } {
  const days = Math.max(0, (now.getTime() - createdAt.getTime()) / DAY_MS);
  return { createdAt: createdAt.toISOString(), ageDays: Math.floor(days * 10) / 10 };
}

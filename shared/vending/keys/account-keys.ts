import type { Account } from '../../domain/account.ts';
import { type RecordedCaller, recordedActor } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import { DAY_MS } from '../../domain/day.ts';
import { asPortunusError, PortunusError } from '../../domain/errors.ts';
import { AT_ONCE, nextStep, PACE, type StepName } from '../../policy/key-rotation.ts';
import { requireAccount } from './own-key.ts';
import type { FindAccount } from './ports.ts';
import { aged } from './put-key.ts';
import { type ReadKeys, type ReadKeysPorts, readKeys } from './read-keys.ts';
import { type DoneStep, type RotatePorts, rotateKey } from './rotate-key.ts';

/** What is told of an account's keys. It never holds a secret. */
export interface AccountKeys {
  readonly account: string;
  readonly user: string;
  readonly secretArn: string;
  readonly accessKeyId: string;
  readonly createdAt?: string;
  readonly ageDays?: number;
  readonly changedAt: string;
  readonly keys: readonly ListedKey[];
  /** The next step of a rotation that has begun. */
  readonly next?: NextStep;
}

interface ListedKey {
  readonly accessKeyId: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: string;
  /** Its stage in the account's secret, if it is there. */
  readonly stage?: 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS';
}

interface NextStep {
  readonly step: StepName;
  readonly notBefore: string;
}

export interface RotatedKeys extends AccountKeys {
  /** The steps that this run took. */
  readonly done: readonly DoneStep[];
}

interface FindPorts {
  readonly findAccount: FindAccount;
}

/** Tells how old an account's key is, and how far its rotation is. */
export async function describeAccountKeys(
  ports: ReadKeysPorts & FindPorts,
  id: string,
  call: Call,
): Promise<AccountKeys> {
  const account = await requireAccount(ports.findAccount, id, call);
  const keys = await readKeys(ports, account, call);
  const now = call.now();
  const step = nextStep(keys.state, now, { pace: PACE, isDue: false });
  if (step.do === 'nothing' || step.do === 'stop') return shown(account, keys, now);
  const next = step.do === 'wait' ? { step: step.for, notBefore: step.until } : { step: step.do, notBefore: now };
  return shown(account, keys, now, next);
}

export interface RotateRequest {
  readonly id: string;
  /** Whether no step waits, because the key has leaked. */
  readonly atOnce: boolean;
}

/** Rotates an account's key on command, or carries on with its rotation. */
export async function rotateAccountKey(
  ports: RotatePorts & FindPorts,
  { id, atOnce }: RotateRequest,
  who: Caller | RecordedCaller,
  call: Call,
): Promise<RotatedKeys> {
  const account = await requireAccount(ports.findAccount, id, call);
  const how = { pace: atOnce ? AT_ONCE : PACE, isDue: () => true };
  const { keys, done, next, stopped } = await rotateKey(ports, account, how, recordedActor(who), call);
  if (stopped !== undefined) throw stopped;
  return { ...shown(account, keys, call.now(), next), done };
}

function shown(
  { id }: Account,
  { secretArn, signer, state, createdAt }: ReadKeys,
  now: Date,
  next?: { readonly step: StepName; readonly notBefore: Date },
): AccountKeys {
  const stageOfKey = (accessKeyId: string) => {
    if (accessKeyId === state.current) return 'AWSCURRENT';
    if (accessKeyId === state.pending?.accessKeyId) return 'AWSPENDING';
    return accessKeyId === state.previous ? 'AWSPREVIOUS' : undefined;
  };
  const listed = state.keys.map(({ accessKeyId, isActive, createdAt: since }): ListedKey => {
    const stage = stageOfKey(accessKeyId);
    const status = isActive ? 'Active' : 'Inactive';
    return { accessKeyId, status, createdAt: since.toISOString(), ...(stage && { stage }) };
  });
  return {
    account: id,
    user: signer.user,
    secretArn,
    accessKeyId: state.current,
    ...(createdAt && aged(createdAt, now)),
    changedAt: state.changedAt.toISOString(),
    keys: listed,
    ...(next && { next: { step: next.step, notBefore: next.notBefore.toISOString() } }),
  };
}

export interface ScheduledPorts extends RotatePorts {
  /** Yields the accounts that are readable. */
  readonly listAccounts: (call: Call) => AsyncIterable<readonly Account[]>;
  readonly reportAge: (account: string, accessKeyId: string, ageDays: number, call: Call) => void;
  readonly reportFailure: (account: string, error: PortunusError, call: Call) => void;
}

/** Who is recorded for what the schedule does. */
const SCHEDULE: RecordedCaller = { issuer: 'schedule', subject: 'rotate-keys' };

/**
 * Rotates every key that is older than so many days, one account after the other, and brings rotations that have begun
 * to their end. An account that fails does not keep the others from their turn. Throws `deadline_exceeded` when the time
 * is over before all had theirs: those have not failed.
 */
export async function rotateDueKeys(ports: ScheduledPorts, days: number, call: Call): Promise<number> {
  let failed = 0;
  for await (const accounts of ports.listAccounts(call)) {
    for (const account of accounts.filter(({ credentials }) => credentials.source === 'iam-user')) {
      if (call.signal.aborted) throw new PortunusError('deadline_exceeded', 'sts', { detail: 'accounts are left' });
      const error = await rotateIfDue(ports, account, days, call).catch(asPortunusError);
      if (error === undefined) continue;
      failed += 1;
      ports.reportFailure(account.id, error, call);
    }
  }
  return failed;
}

async function rotateIfDue(
  ports: ScheduledPorts,
  account: Account,
  days: number,
  call: Call,
): Promise<PortunusError | undefined> {
  const isDue = (since?: Date) => since !== undefined && call.now().getTime() - since.getTime() >= days * DAY_MS;
  const { keys, stopped } = await rotateKey(ports, account, { pace: PACE, isDue }, SCHEDULE, call);
  if (keys.createdAt === undefined) return stopped;
  const { ageDays } = aged(keys.createdAt, call.now());
  // A key that can't be rotated gets older, so its age is reported in any case.
  ports.reportAge(account.id, keys.state.current, ageDays, call);
  return stopped;
}

import { randomUUID } from 'node:crypto';
import type { Account } from '../../domain/account.ts';
import { intentText } from '../../domain/account-key.ts';
import type { RecordedCaller } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import { isUnderWay, nextStep, type Pace, type Step, type StepName } from '../../policy/key-rotation.ts';
import type { RecordAct } from '../definitions/ports.ts';
import { recordAndDo } from '../definitions/record-act.ts';
import { type IdentifyPorts, identifyPatiently, userOf, versionOf } from './own-key.ts';
import type { KeySecrets, ReportStep, UserKeys } from './ports.ts';
import { type ReadKeys, readKeys } from './read-keys.ts';

export interface RotatePorts extends IdentifyPorts {
  readonly secrets: KeySecrets;
  readonly userKeys: UserKeys;
  readonly recordAct: RecordAct;
  readonly reportStep: ReportStep;
}

export interface RotateHow {
  readonly pace: Pace;
  /** Whether a rotation may begin, for a key that was created then. */
  readonly isDue: (createdAt: Date | undefined) => boolean;
}

export interface DoneStep {
  readonly step: StepName;
  readonly accessKeyId: string;
}

/** What a run has done, and what is left to do and from when on. */
export interface Rotation {
  readonly keys: ReadKeys;
  readonly done: readonly DoneStep[];
  readonly next?: { readonly step: StepName; readonly notBefore: Date };
  /** Why it can't go on until somebody does something. */
  readonly stopped?: PortunusError;
}

/** A rotation has six steps at most: a lost key is discarded first. */
const MOST_STEPS = 8;

/**
 * Takes a rotation as far as it can go now. What is left is done by the next run, and so is what a run that was
 * interrupted did not do: each step follows from what the secret and IAM hold. A new rotation begins at most once a
 * run, and not in one that has ended another.
 */
export async function rotateKey(
  ports: RotatePorts,
  account: Account,
  { pace, isDue }: RotateHow,
  by: RecordedCaller,
  call: Call,
): Promise<Rotation> {
  const done: DoneStep[] = [];
  let keys = await readKeys(ports, account, call);
  const mayBegin = !isUnderWay(keys.state, call.now()) && isDue(keys.createdAt);
  while (done.length < MOST_STEPS) {
    const hasBegun = done.some(({ step }) => step === 'create');
    const step = nextStep(keys.state, call.now(), { pace, isDue: mayBegin && !hasBegun });
    if (step.do === 'nothing') return { keys, done };
    if (step.do === 'wait') return { keys, done, next: { step: step.for, notBefore: step.until } };
    if (step.do === 'stop') return { keys, done, stopped: stopped(step) };
    const accessKeyId = await take(ports, account, keys, step, by, call);
    ports.reportStep(account.id, step.do, accessKeyId, call);
    done.push({ step: step.do, accessKeyId });
    keys = await readKeys(ports, account, call);
  }
  return { keys, done };
}

type Doing = Exclude<Step, { readonly do: 'nothing' | 'wait' | 'stop' }>;

const REASONS: Readonly<Record<StepName, string>> = {
  create: 'creates a key beside',
  discard: 'deletes a key that was never used,',
  switch: 'switches to',
  deactivate: 'deactivates',
  delete: 'deletes',
};

/** Records a step and takes it. Returns the id of the key that it was about. */
async function take(
  ports: RotatePorts,
  account: Account,
  keys: ReadKeys,
  step: Doing,
  by: RecordedCaller,
  call: Call,
): Promise<string> {
  const about = step.do === 'create' ? keys.state.current : step.accessKeyId;
  // A key that does not work yet is no step that was taken.
  if (step.do === 'switch') await assertWorks(ports, account, keys, call);
  const reason = `${REASONS[step.do]} ${about}`;
  const act = { action: 'account-key-rotate', kind: 'account', id: account.id, reason } as const;
  return recordAndDo(ports, act, by, call, async () => {
    const { userKeys } = ports;
    if (step.do === 'create') return create(ports, keys, call);
    if (step.do === 'switch') await ports.secrets.switch(keys.secretArn, keys.pendingId, keys.currentId, call);
    else if (step.do === 'deactivate') await userKeys.deactivate(keys.signer, about, call);
    else await userKeys.remove(keys.signer, about, call);
    return about;
  });
}

/**
 * Creates a key and stores it. The intent is stored before: if the answer with the secret gets lost, the next run knows
 * which key that was, and deletes it. If IAM refuses, there is no such key, and the intent would make the next run delete
 * one that somebody creates by hand now.
 */
async function create({ secrets, userKeys }: RotatePorts, keys: ReadKeys, call: Call): Promise<string> {
  const { secretArn, signer, state } = keys;
  const beside = state.keys.map(({ accessKeyId }) => accessKeyId);
  const intent = { id: randomUUID(), text: intentText({ at: call.now(), beside }) };
  await secrets.stage(secretArn, intent, call);
  const key = await userKeys.create(signer, call).catch(async (error: unknown) => {
    if (isConflict(error)) await secrets.withdraw(secretArn, intent.id, call).catch(() => undefined);
    throw error;
  });
  await secrets.stage(secretArn, versionOf(key), call);
  return key.accessKeyId;
}

/** What IAM has refused, in contrast to a call of which nobody knows what it did. */
function isConflict(error: unknown): boolean {
  return error instanceof PortunusError && error.code === 'conflict';
}

async function assertWorks(ports: RotatePorts, account: Account, { pending }: ReadKeys, call: Call): Promise<void> {
  if (pending === undefined) throw new PortunusError('internal', 'sts', { detail: 'no key to switch to' });
  const owner = userOf(await identifyPatiently(ports, pending, account, call), account);
  if (!('field' in owner)) return;
  throw new PortunusError('sts_unavailable', 'sts', { detail: `the new key ${pending.accessKeyId} ${owner.detail}` });
}

const STOPPED: Readonly<Record<Extract<Step, { readonly do: 'stop' }>['why'], (id: string) => string>> = {
  foreign_key: (id) =>
    `has a second key, ${id}, that is not in the account's secret, and AWS allows two: delete it if nothing uses it`,
  current_not_listed: (id) => `does not have the key ${id} of the account's secret in its list: try again in a minute`,
  pending_inactive: (id) => `has deactivated the new key, ${id}: activate or delete it`,
};

function stopped({ why, accessKeyId }: Extract<Step, { readonly do: 'stop' }>): PortunusError {
  const detail = STOPPED[why](accessKeyId);
  return new PortunusError('conflict', 'request', { errors: [{ field: 'user', detail }], detail: `user ${detail}` });
}

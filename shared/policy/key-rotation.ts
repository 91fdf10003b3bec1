import type { KeyIntent, ROTATION_STEPS } from '../domain/account-key.ts';

/** An access key as IAM lists it. */
export interface UserKey {
  readonly accessKeyId: string;
  readonly isActive: boolean;
  readonly createdAt: Date;
}

/** What a rotation knows. All of it is read anew each time: from the secret, and from IAM's list of the user's keys. */
export interface KeyState {
  /** The id of the key at AWSCURRENT, which sessions are made with. */
  readonly current: string;
  /** The key at AWSPENDING. It is superseded if somebody has put another key since it was written. */
  readonly pending?: { readonly accessKeyId: string; readonly writtenAt: Date; readonly isSuperseded: boolean };
  /** What AWSPENDING holds between the decision to create a key and the key. */
  readonly intent?: KeyIntent;
  /** The id of the key at AWSPREVIOUS. */
  readonly previous?: string;
  /** When the secret last changed, which is no earlier than its last change of stages. */
  readonly changedAt: Date;
  readonly keys: readonly UserKey[];
}

export type StepName = (typeof ROTATION_STEPS)[number];

export type Step =
  | { readonly do: 'create' }
  | { readonly do: 'discard' | 'switch' | 'deactivate' | 'delete'; readonly accessKeyId: string }
  | { readonly do: 'wait'; readonly for: StepName; readonly until: Date }
  | { readonly do: 'stop'; readonly why: StopReason; readonly accessKeyId: string }
  | { readonly do: 'nothing' };

export type StopReason = 'current_not_listed' | 'pending_inactive' | 'foreign_key';

/** How long a rotation waits before a step, in milliseconds. */
export interface Pace {
  /** Before a new key is switched to: until every region of AWS knows it. */
  readonly settleMs: number;
  /** Before the old key is deactivated: longer than any function holds a key that it has read. */
  readonly readersMs: number;
  /** Before the old key is deleted: so long can somebody activate it again. */
  readonly graceMs: number;
}

const MINUTE_MS = 60_000;

export const PACE: Pace = { settleMs: MINUTE_MS, readersMs: 10 * MINUTE_MS, graceMs: 24 * 60 * MINUTE_MS };

/** For a key that has leaked. Functions that still hold the old key read the new one when AWS refuses it. */
export const AT_ONCE: Pace = { settleMs: 0, readersMs: 0, graceMs: 0 };

/** A run that was to create a key is over by then. Before, its new key may be about to be stored. */
const RUN_MS = 2 * MINUTE_MS;
/** How much AWS's clock may differ from ours: it takes no signature with more. */
const SKEW_MS = 5 * MINUTE_MS;
/** After that, IAM lists every key that there is. */
const LISTED_MS = 5 * MINUTE_MS;

/**
 * Decides the next step of a rotation. Each step is safe to repeat, and none takes away the key that sessions are made
 * with: a key is switched to once it works, and only a key that was switched from is deactivated and deleted. `isDue`
 * says whether a new rotation may begin; one that has begun is always brought to its end.
 */
export function nextStep(
  state: KeyState,
  now: Date,
  { pace, isDue }: { readonly pace: Pace; readonly isDue: boolean },
): Step {
  if (state.keys.every(({ accessKeyId }) => accessKeyId !== state.current)) {
    return { do: 'stop', why: 'current_not_listed', accessKeyId: state.current };
  }
  return lost(state, now) ?? underWay(state, now, pace) ?? retiring(state, now, pace) ?? beginning(state, isDue);
}

/** Whether a rotation has begun and has not ended. */
export function isUnderWay(state: KeyState, now: Date): boolean {
  return !['nothing', 'stop'].includes(nextStep(state, now, { pace: PACE, isDue: false }).do);
}

/** A key whose secret was in an answer that got lost. Nobody can use it, and it takes the place of another one. */
function lost({ current, previous, intent, keys }: KeyState, now: Date): Step | undefined {
  if (intent === undefined) return undefined;
  const { at, beside } = intent;
  const known = [current, previous, ...beside];
  const earliest = at.getTime() - SKEW_MS;
  const latest = at.getTime() + RUN_MS + SKEW_MS;
  const key = keys.find(({ accessKeyId, createdAt }) => {
    const created = createdAt.getTime();
    return !known.includes(accessKeyId) && created >= earliest && created <= latest;
  });
  if (key === undefined) return undefined;
  const until = new Date(key.createdAt.getTime() + RUN_MS);
  if (now < until) return { do: 'wait', for: 'discard', until };
  return { do: 'discard', accessKeyId: key.accessKeyId };
}

/** A key that was created and stored, and is not switched to yet. */
function underWay({ current, pending, keys }: KeyState, now: Date, { settleMs }: Pace): Step | undefined {
  if (pending === undefined || pending.accessKeyId === current) return undefined;
  const { accessKeyId, writtenAt, isSuperseded } = pending;
  const key = keys.find((one) => one.accessKeyId === accessKeyId);
  if (isSuperseded) return key && { do: 'discard', accessKeyId };
  // IAM may not list a new key yet. One that it still doesn't list later was deleted, and another takes its place.
  if (key === undefined && now.getTime() >= writtenAt.getTime() + LISTED_MS) return undefined;
  if (key?.isActive === false) return { do: 'stop', why: 'pending_inactive', accessKeyId };
  const until = new Date((key?.createdAt ?? writtenAt).getTime() + settleMs);
  return now < until ? { do: 'wait', for: 'switch', until } : { do: 'switch', accessKeyId };
}

/** The key that was switched from. */
function retiring({ current, previous, changedAt, keys }: KeyState, now: Date, pace: Pace): Step | undefined {
  const key = keys.find(({ accessKeyId }) => accessKeyId === previous && accessKeyId !== current);
  if (key === undefined) return undefined;
  const next = key.isActive ? 'deactivate' : 'delete';
  const until = new Date(changedAt.getTime() + (key.isActive ? pace.readersMs : pace.graceMs));
  if (now < until) return { do: 'wait', for: next, until };
  return { do: next, accessKeyId: key.accessKeyId };
}

function beginning({ current, keys }: KeyState, isDue: boolean): Step {
  if (!isDue) return { do: 'nothing' };
  const foreign = keys.find(({ accessKeyId }) => accessKeyId !== current);
  // A user has two keys at most, and this one is somebody else's: it may be in use.
  return foreign === undefined
    ? { do: 'create' }
    : { do: 'stop', why: 'foreign_key', accessKeyId: foreign.accessKeyId };
}

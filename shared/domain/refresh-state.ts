import type { ErrorCode } from './errors.ts';

/** Due jobs are spread over this many keys of their index, so that no one key takes all writes. */
export const DUE_SHARDS = 8;

/** What a destination holds, or is about to. The value itself is nowhere but there. */
export interface Delivered {
  readonly at: Date;
  readonly destination: string;
  /** SHA-256 of the value, in hexadecimal. */
  readonly valueSha256: string;
  /** When the login counts as dead (see `loginLifetime`). */
  readonly endsAt: Date;
}

/** A delivery that has begun: whoever comes after one that was cut off finds here what it may have written. */
export interface Intent extends Delivered {
  readonly window: string;
  /** When to refresh, if this is what the destination holds. */
  readonly dueAt: Date;
}

/** Where a job stands. One item; every step replaces it whole, and only if nobody else did in the meantime. */
export interface RefreshState {
  readonly job: string;
  /** Grows by one with each write. */
  readonly revision: number;
  /** What is being done now: one new version at most is written in a window. It begins when the job falls due. */
  readonly window: string;
  /** When to look at the job again; absent for one that is not to run. */
  readonly dueAt?: Date;
  /** Since the last success. */
  readonly failures: number;
  readonly stored?: Delivered;
  readonly intent?: Intent;
  readonly lastError?: RefreshFault;
}

export interface RefreshFault {
  readonly at: Date;
  readonly code: ErrorCode;
  /** The operator's text. */
  readonly reason?: string;
}

/** What became of one try. */
export type RefreshOutcome =
  /** A new login lies at the destination. */
  | 'delivered'
  /** An earlier try that was cut off had written it. */
  | 'confirmed'
  | 'failed'
  /** The job is gone or disabled, and not looked at again. */
  | 'stopped'
  /** Nothing was to be done: a late or second message. */
  | 'stale';

/** One line of a job's history. */
export interface RefreshResult {
  readonly job: string;
  readonly requestId: string;
  readonly at: Date;
  readonly outcome: RefreshOutcome;
  readonly error?: Omit<RefreshFault, 'at'>;
  /** Of what the destination holds now. */
  readonly endsAt?: Date;
  readonly nextDue?: Date;
}

/** What the queue carries. */
export interface RefreshMessage {
  readonly job: string;
  readonly window: string;
}

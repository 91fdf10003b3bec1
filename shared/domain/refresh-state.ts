import * as v from 'valibot';

/** Due jobs are spread over this many index keys, so that no single key receives all writes. */
export const DUE_SHARDS = 8;

/** What a destination holds, or is about to hold. The value is stored only at the destination. */
export interface Delivered {
  readonly at: Date;
  readonly destination: string;
  /** SHA-256 of the value, in hexadecimal. */
  readonly valueSha256: string;
  /** When the login is treated as expired (see `loginLifetime`). */
  readonly endsAt: Date;
}

/** A delivery that has begun. If it is cut off, the next attempt finds here what may have been written. */
export interface Intent extends Delivered {
  readonly window: string;
  /** When to refresh, if the delivery turns out to have succeeded. */
  readonly dueAt: Date;
}

/**
 * The state of a job, stored as one item. Each step replaces the whole item, and fails if another has changed it
 * meanwhile.
 */
export interface RefreshState {
  readonly job: string;
  /** Grows by one with each write. */
  readonly revision: number;
  /**
   * Identifies the current refresh. At most one new version is written in a window. It begins when the job falls due.
   */
  readonly window: string;
  /** When the job runs next. Absent if it is not to run. */
  readonly dueAt?: Date;
  /** Failures since the last success. */
  readonly failures: number;
  readonly stored?: Delivered;
  readonly intent?: Intent;
  readonly lastError?: RefreshFault;
}

export interface RefreshFault {
  readonly at: Date;
  /** An error code. A newer release may have written one that this release does not know. */
  readonly code: string;
  /** The reason of the last failure, for the operator. */
  readonly reason?: string;
}

/** The result of one attempt. */
export type RefreshOutcome =
  /** A new login was written to the destination. */
  | 'delivered'
  /** An earlier attempt that was cut off had already written the login. */
  | 'confirmed'
  | 'failed'
  /** The job is deleted or disabled, and will not be checked again. */
  | 'stopped'
  /** The message was late or a duplicate, so there was nothing to do. */
  | 'stale';

/** One entry of a job's history. */
export interface RefreshResult {
  readonly job: string;
  readonly requestId: string;
  readonly at: Date;
  readonly outcome: RefreshOutcome;
  readonly error?: Omit<RefreshFault, 'at'>;
  /** When the login at the destination expires. */
  readonly endsAt?: Date;
  readonly nextDue?: Date;
}

const Time = v.pipe(v.string(), v.isoTimestamp('must be a time'));

/** An entry of a job's history, as it is stored and shown. A newer release may have written other outcomes and codes. */
export const RefreshEntry = v.object({
  job: v.string(),
  requestId: v.string(),
  at: Time,
  outcome: v.string(),
  error: v.exactOptional(v.object({ code: v.string(), reason: v.exactOptional(v.string()) })),
  endsAt: v.exactOptional(Time),
  nextDue: v.exactOptional(Time),
});
export type RefreshEntry = v.InferOutput<typeof RefreshEntry>;

/** A job's state as it is shown. Of a state that this release can't read, it says so and nothing else. */
export const JobState = v.object({
  job: v.string(),
  unreadable: v.exactOptional(v.literal(true)),
  /** When the job runs next. Absent if it is not to run. */
  dueAt: v.exactOptional(Time),
  /** Failures since the last success. */
  failures: v.exactOptional(v.number()),
  stored: v.exactOptional(v.object({ at: Time, destination: v.string(), valueSha256: v.string(), endsAt: Time })),
  lastError: v.exactOptional(v.object({ at: Time, code: v.string(), reason: v.exactOptional(v.string()) })),
});
export type JobState = v.InferOutput<typeof JobState>;

/** The message in the queue. */
export interface RefreshMessage {
  readonly job: string;
  readonly window: string;
}

import type { Call } from '../../domain/call.ts';
import type { IssuedLogin } from '../../domain/credential.ts';
import type { Stored } from '../../domain/definition.ts';
import type { Destination } from '../../domain/destination.ts';
import type { RefreshJob } from '../../domain/refresh-job.ts';
import type {
  Delivered,
  RefreshEntry,
  RefreshMessage,
  RefreshResult,
  RefreshState,
} from '../../domain/refresh-state.ts';
import type { Secret } from '../../domain/secret.ts';

export interface DefinedJob extends Stored<RefreshJob> {
  readonly definedBy: string;
}

/** Finds a job. Throws `connector_invalid` if it exists but is unreadable. */
export type FindRefreshJob = (id: string, call: Call) => Promise<DefinedJob | undefined>;

/** Reads the state with strong consistency, so it includes the latest write. */
export type ReadRefreshState = (job: string, call: Call) => Promise<RefreshState | undefined>;

/** Reads the states of up to 100 jobs in one call, in the order of the jobs. */
export type ReadRefreshStates = (
  jobs: readonly string[],
  call: Call,
) => Promise<readonly (RefreshState | 'unreadable' | undefined)[]>;

/** Somebody else has written the state since it was read. */
export class StateConflict extends Error {
  override readonly name = 'StateConflict';
}

/** Replaces the state whose revision is one lower. Throws {@link StateConflict}. */
export type SaveRefreshState = (state: RefreshState, call: Call) => Promise<void>;

/** Adds an entry to a job's history. */
export type RecordRefresh = (result: RefreshResult, call: Call) => Promise<void>;

/** Lists a job's history, newest first. The page starts before the position of an earlier one. */
export type ListRefreshEntries = (
  job: string,
  from: { readonly before?: string; readonly limit: number },
  call: Call,
) => Promise<RefreshEntriesPage>;

export interface RefreshEntriesPage {
  readonly items: readonly RefreshEntry[];
  /** The position before which the next page starts. It is absent on the last page. */
  readonly before?: string;
}

/** Everything that is needed to write a value. */
export interface DeliveryRequest {
  readonly destination: Destination;
  readonly value: Secret;
  /**
   * The idempotency token, which is the same for every attempt in one window. Secrets Manager makes only one version
   * for it.
   */
  readonly token: string;
  /**
   * Whether the destination may be created. It is false after the first delivery, because somebody then deleted the
   * destination on purpose.
   */
  readonly mayCreate: boolean;
}

/**
 * Writes the value. Throws `destination_refused` if nothing was written, and `destination_unavailable` if that is
 * unknown.
 */
export type Deliver = (request: DeliveryRequest, call: Call) => Promise<void>;

/** Returns whether the destination now holds the value that an interrupted delivery was about to write. */
export type HoldsDelivery = (
  destination: Destination,
  delivered: Delivered,
  token: string,
  call: Call,
) => Promise<boolean>;

/** Returns the text that consumers read, in the job's format. */
export type WriteLogins = (issued: IssuedLogin) => { readonly body: string };

/** A job that the index lists as due. The index may lag behind, so the job's state decides. */
export interface DueJob {
  readonly job: string;
  readonly dueAt: Date;
  readonly window: string;
  /** When the stored login expires. It is absent if nothing is stored. */
  readonly endsAt?: Date;
}

/** Yields the jobs of one shard that are due by a time, page by page. Those that have been due longest come first. */
export type ListDueJobs = (shard: number, by: Date, call: Call) => AsyncIterable<readonly DueJob[]>;

/** Moves a due job to the end of its lease. Returns `false` if somebody else was faster. */
export type LeaseJob = (due: DueJob, until: Date, call: Call) => Promise<boolean>;

/** Sends up to ten messages to the queue. Returns the ones that it did not take. */
export type SendMessages = (messages: readonly RefreshMessage[], call: Call) => Promise<readonly RefreshMessage[]>;

/** How a job stands after a try. */
export interface JobHealth {
  /** The life left in its stored login, and 0 if there is none. */
  readonly secondsLeft: number;
  /** How many tries in a row have failed. */
  readonly failures: number;
}

/** Logs the outcome, and reports the job's health as metrics. */
export type ReportRefresh = (result: RefreshResult, health: JobHealth) => void;

import type { Call } from '../../domain/call.ts';
import type { IssuedLogins } from '../../domain/credential.ts';
import type { Stored } from '../../domain/definition.ts';
import type { Destination } from '../../domain/destination.ts';
import type { RefreshJob } from '../../domain/refresh-job.ts';
import type { Delivered, RefreshMessage, RefreshResult, RefreshState } from '../../domain/refresh-state.ts';
import type { Secret } from '../../domain/secret.ts';

export interface DefinedJob extends Stored<RefreshJob> {
  readonly definedBy: string;
}

/** Throws `connector_invalid` for a job that is there and not readable. */
export type FindRefreshJob = (id: string, call: Call) => Promise<DefinedJob | undefined>;

/** Consistent: what the last writer wrote. */
export type ReadRefreshState = (job: string, call: Call) => Promise<RefreshState | undefined>;

/** Somebody else has written the state since it was read. */
export class StateConflict extends Error {
  override readonly name = 'StateConflict';
}

/** Replaces the state whose revision is one less. Throws {@link StateConflict}. */
export type SaveRefreshState = (state: RefreshState, call: Call) => Promise<void>;

/** Adds a line to a job's history. */
export type RecordRefresh = (result: RefreshResult, call: Call) => Promise<void>;

/** Everything that a value is written with. */
export interface DeliveryRequest {
  readonly destination: Destination;
  readonly value: Secret;
  /** The same for every try of one window: Secrets Manager makes one version of it, whoever asks how often. */
  readonly token: string;
  /** Whether the destination may be made; never one that a login was delivered to before, and that is gone. */
  readonly mayCreate: boolean;
}

/** Throws `destination_refused` where nothing was written, `destination_unavailable` where that is not known. */
export type Deliver = (request: DeliveryRequest, call: Call) => Promise<void>;

/** Whether the destination's current value is what a delivery that was cut off was about to write. */
export type HoldsDelivery = (
  destination: Destination,
  delivered: Delivered,
  token: string,
  call: Call,
) => Promise<boolean>;

/** The text that consumers read, in the job's format. */
export type WriteLogins = (issued: IssuedLogins) => { readonly body: string };

/** A job that the index shows as due. The index may lag behind: the state decides. */
export interface DueJob {
  readonly job: string;
  readonly dueAt: Date;
  readonly window: string;
  /** Of what is stored; absent where nothing is. */
  readonly endsAt?: Date;
}

/** Jobs of one shard that are due by a time, page by page, the ones due for longest first. */
export type ListDueJobs = (shard: number, by: Date, call: Call) => AsyncIterable<readonly DueJob[]>;

/** Moves a due job on to the end of its lease, unless somebody else was faster: then `false`. */
export type LeaseJob = (due: DueJob, until: Date, call: Call) => Promise<boolean>;

/** Puts up to ten messages into the queue, and gives back those that it did not take. */
export type SendMessages = (messages: readonly RefreshMessage[], call: Call) => Promise<readonly RefreshMessage[]>;

/** The metric of life left, and the log line. */
export type ReportRefresh = (result: RefreshResult, secondsLeft: number) => void;

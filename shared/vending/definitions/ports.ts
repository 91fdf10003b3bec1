import type { Account } from '../../domain/account.ts';
import type { Approval, ApprovalStatus } from '../../domain/approval.ts';
import type { ActRecord } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type { ChangeRecord } from '../../domain/change-record.ts';
import type { Connector } from '../../domain/connector.ts';
import type { ConnectorState } from '../../domain/connector-state.ts';
import type { DefinitionKind, DefinitionVersion, StoredDefinition } from '../../domain/definition.ts';
import type { Issuer } from '../../domain/issuer.ts';
import type { Newer } from '../../domain/reader.ts';
import type { RefreshJob } from '../../domain/refresh-job.ts';
import type { Stop, Stops } from '../../domain/stop.ts';

/** Reads which readable definitions are already stored. */
export interface ReadKnown {
  readonly account: (id: string, call: Call) => Promise<Account | undefined>;
  readonly connector: (id: string, call: Call) => Promise<Connector | undefined>;
  readonly refreshJob: (id: string, call: Call) => Promise<RefreshJob | undefined>;
}

/** Reads a definition as it was written. The value is `undefined` if the item exists but is unreadable. */
export type ReadDefinition = (kind: DefinitionKind, id: string, call: Call) => Promise<StoredDefinition | undefined>;

/**
 * Yields the definitions of a kind as they were written, sorted by id, starting after a given id. Reads that may lag
 * behind the last writes cost half as much.
 */
export type ListDefinitions = (
  kind: DefinitionKind,
  from: { readonly after?: string; readonly pageSize: number; readonly mayLag?: boolean },
  call: Call,
) => AsyncIterable<ListedPage>;

/**
 * The result of one call to the table. Deleted definitions are left out, so a page may be empty without being the last.
 */
export interface ListedPage {
  readonly items: readonly ListedDefinition[];
  /** The read units that the call took, if a table was read. */
  readonly units?: number;
  /** The id after which the next page starts. It is absent on the last page. */
  readonly after?: string;
}

/** Returns what is known of these connectors beside their definitions, in the same order. */
export type ReadConnectorStates = (ids: readonly string[], call: Call) => Promise<readonly ConnectorState[]>;

/** A listed definition. `written` is `undefined` if the item exists but is unreadable. */
export interface ListedDefinition {
  readonly id: string;
  readonly version: number;
  readonly written: unknown;
  readonly newer?: Newer;
}

/** Somebody else wrote the definition first, or the id belongs to a deleted one. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
}

/** One definition to write or delete. */
export interface DefinitionWrite {
  readonly kind: DefinitionKind;
  readonly id: string;
  /** The version to replace, or `undefined` for a new definition. */
  readonly replaces: number | undefined;
  /** What the write restores: a deleted definition, or an earlier version of an existing one. */
  readonly restores?: 'deleted' | 'earlier';
  /** The new definition, or `undefined` to delete. */
  readonly definition: unknown;
  /** The lowest reader of what the definition keeps of a newer release. */
  readonly minReader?: number;
  readonly changedBy: string;
  readonly changedAt: Date;
}

/**
 * Writes all definitions and the record of each version, or nothing. Each write applies only if its `replaces` is the
 * current version. Throws {@link VersionConflict}.
 */
export type WriteDefinitions = (writes: readonly DefinitionWrite[], call: Call) => Promise<void>;

/** Reads one recorded version. Returns `undefined` if it was not recorded or is unreadable. */
export type ReadVersion = (
  kind: DefinitionKind,
  id: string,
  version: number,
  call: Call,
) => Promise<DefinitionVersion | undefined>;

/** Lists the versions of a definition, newest first, starting before a given one. */
export type ListVersions = (
  kind: DefinitionKind,
  id: string,
  from: { readonly before?: number; readonly pageSize: number },
  call: Call,
) => AsyncIterable<{ readonly items: readonly DefinitionVersion[]; readonly before?: number }>;

/** The last version of a definition. Without `stored`, it is the deletion. */
export interface LatestVersion {
  readonly version: number;
  readonly stored?: StoredDefinition;
}

/**
 * Reads a definition, deleted or not, in one step: whoever looks for the definition first, and then for its deletion,
 * finds neither if it is restored in between. Returns `undefined` for an id that was never used.
 */
export type ReadLatest = (kind: DefinitionKind, id: string, call: Call) => Promise<LatestVersion | undefined>;

export interface VersionPorts {
  readonly readVersion: ReadVersion;
  readonly readLatest: ReadLatest;
}

/** Returns `was deleted on … by …` if the definition is deleted, and `undefined` otherwise. */
export type DescribeDeletion = (kind: DefinitionKind, id: string, call: Call) => Promise<string | undefined>;

/** Resolves when the record is durable. Throws `audit_unavailable`. */
export type RecordChange = (record: ChangeRecord, call: Call) => Promise<void>;

/** Records anything else that a caller did, or tried. Resolves and throws as {@link RecordChange} does. */
export type RecordAct = (record: ActRecord, call: Call) => Promise<void>;

/**
 * Schedules a job. `now` makes it due at once. `unless-scheduled` keeps its time, and makes it due now only if it has
 * none.
 */
export type ScheduleJob = (job: string, when: 'now' | 'unless-scheduled', call: Call) => Promise<void>;

/** The stops as they are stored, with the number of the write that left them so. It is absent before the first one. */
export interface StoredStops {
  readonly stops: Stops;
  readonly version: string | undefined;
}

export type ReadStops = (call: Call) => Promise<StoredStops>;

/** Replaces the stops of this version. Throws {@link VersionConflict}. */
export type WriteStops = (stops: readonly Stop[], replaces: string | undefined, call: Call) => Promise<void>;

export interface ApprovalPorts {
  /** Whether changes wait. Those that wait already can be decided on whatever it is. */
  readonly isRequired: boolean;
  /** Stores a proposal. Returns the one that waits already if it is the same. */
  readonly propose: (approval: Approval, call: Call) => Promise<Approval>;
  readonly read: (id: string, call: Call) => Promise<Approval | undefined>;
  /** Writes the approval if its status is still one of these. Returns whether it was. */
  readonly mark: (approval: Approval, from: readonly ApprovalStatus[], call: Call) => Promise<boolean>;
  readonly list: (page: { readonly after?: string; readonly limit: number }, call: Call) => Promise<ApprovalsPage>;
  /** Counts those that wait, up to about `most`. */
  readonly count: (most: number, call: Call) => Promise<number>;
}

export interface ApprovalsPage {
  readonly items: readonly Approval[];
  /** Those on which nobody decided in time. The table forgets them a while after their end. */
  readonly lapsed: readonly Approval[];
  readonly after?: string;
}

/** Which keys verify an issuer's tokens, what of its key set can't be used, or why there are none. */
export interface DescribedKeys {
  readonly source: 'definition' | 'issuer';
  readonly keys: readonly {
    readonly keyId?: string;
    readonly type: string;
    readonly algorithms: readonly string[];
  }[];
  readonly leftOut: readonly { readonly position: number; readonly why: string }[];
  readonly failure?: string;
}

/** Looks at an issuer's keys now. That the issuer has none is a result, and no error. */
export type DescribeKeys = (issuer: Issuer, call: Call) => Promise<DescribedKeys>;

import type { Account } from '../../domain/account.ts';
import type { Call } from '../../domain/call.ts';
import type { ChangeRecord } from '../../domain/change-record.ts';
import type { Connector } from '../../domain/connector.ts';
import type { DefinitionKind, DefinitionVersion, Stored } from '../../domain/definition.ts';
import type { RefreshJob } from '../../domain/refresh-job.ts';

/** What stands in the table already, and is readable. */
export interface ReadKnown {
  readonly account: (id: string, call: Call) => Promise<Account | undefined>;
  readonly connector: (id: string, call: Call) => Promise<Connector | undefined>;
  readonly refreshJob: (id: string, call: Call) => Promise<RefreshJob | undefined>;
}

/** A definition as it was written; its value is `undefined` where the item is there and not readable. */
export type ReadDefinition = (kind: DefinitionKind, id: string, call: Call) => Promise<Stored<unknown> | undefined>;

/** Definitions of a kind as they were written, in the order of their ids, beginning behind one of them. */
export type ListDefinitions = (
  kind: DefinitionKind,
  from: { readonly after?: string; readonly pageSize: number },
  call: Call,
) => AsyncIterable<ListedPage>;

/** What one call of the table gave: it may be empty and not the last, for deleted definitions are left out. */
export interface ListedPage {
  readonly items: readonly ListedDefinition[];
  /** The id that the next page begins behind; absent on the last. */
  readonly after?: string;
}

/** `written` is `undefined` where the item is there and not readable. */
export interface ListedDefinition {
  readonly id: string;
  readonly version: number;
  readonly written: unknown;
}

/** Another write came first, or the id belongs to a deleted definition. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
}

/** One definition to be written or deleted. */
export interface DefinitionWrite {
  readonly kind: DefinitionKind;
  readonly id: string;
  /** The version that is replaced; `undefined` for a definition that is new. */
  readonly replaces: number | undefined;
  /** What it brings back: a deleted definition, or an earlier version of one that is there. */
  readonly restores?: 'deleted' | 'earlier';
  /** What is to be there; `undefined` deletes. */
  readonly definition: unknown;
  readonly changedBy: string;
  readonly changedAt: Date;
}

/**
 * Writes all of them, each with what is kept of its version, or none: only where each replaces what is there. Throws
 * {@link VersionConflict}.
 */
export type WriteDefinitions = (writes: readonly DefinitionWrite[], call: Call) => Promise<void>;

/** One version as it was kept; `undefined` where none was, or it is not readable. */
export type ReadVersion = (
  kind: DefinitionKind,
  id: string,
  version: number,
  call: Call,
) => Promise<DefinitionVersion | undefined>;

/** The versions of a definition, newest first, beginning before one of them. */
export type ListVersions = (
  kind: DefinitionKind,
  id: string,
  from: { readonly before?: number; readonly pageSize: number },
  call: Call,
) => AsyncIterable<{ readonly items: readonly DefinitionVersion[]; readonly before?: number }>;

/** The version of a deletion, where that is the last thing that became of an id. */
export type ReadDeletedVersion = (kind: DefinitionKind, id: string, call: Call) => Promise<number | undefined>;

export interface VersionPorts {
  readonly readVersion: ReadVersion;
  readonly readDeletedVersion: ReadDeletedVersion;
}

/** `was deleted on … by …`, where that is the last thing that became of an id. */
export type DescribeDeletion = (kind: DefinitionKind, id: string, call: Call) => Promise<string | undefined>;

/** Resolves when the record is durable. Throws `audit_unavailable`. */
export type RecordChange = (record: ChangeRecord, call: Call) => Promise<void>;

/** When a job is to run: now, whatever it waits for; as it was, or now if nobody has put it on the schedule yet. */
export type ScheduleJob = (job: string, when: 'now' | 'unless-scheduled', call: Call) => Promise<void>;

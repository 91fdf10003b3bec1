import type { KeyObject } from 'node:crypto';
import type { ArchiveOrigin } from '../../../domain/archive-object.ts';
import type { Call } from '../../../domain/call.ts';
import type { PlainItem } from '../../../domain/stream-record.ts';
import type { ListVersions, ReadVersion } from '../digest-ports.ts';
import type { Findings } from './findings.ts';

/** An item of the activity table under the key of an audit record. */
export interface TableItem {
  readonly pk: string;
  readonly sk: string;
  readonly item: PlainItem;
  /** Whether it is a record. */
  readonly isRecord: boolean;
}

/** Reads all items under the keys of a day's audit records. */
export type ReadAuditDay = (day: string, call: Call) => AsyncIterable<TableItem>;

export interface VerifyPorts {
  readonly listVersions: ListVersions;
  readonly readVersion: ReadVersion;
  readonly readAuditDay: ReadAuditDay;
}

export interface VerifyRequest {
  readonly origin: ArchiveOrigin;
  /** Days in UTC, such as `2026-11-27`, in order. */
  readonly days: readonly string[];
  /** Public keys that may have signed, by the SHA-256 of their DER form. */
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
}

/** What all steps of a verification share. */
export interface Verification extends VerifyRequest {
  readonly ports: VerifyPorts;
  readonly findings: Findings;
  readonly call: Call;
  /** The time of the verification. */
  readonly now: number;
}

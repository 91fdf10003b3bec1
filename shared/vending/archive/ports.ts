import type { Call } from '../../domain/call.ts';
import type { StreamBatch, StreamRecord } from '../../domain/stream-record.ts';

/** The lines of one object, and where they go. */
export interface ArchivedLines {
  readonly key: string;
  /** JSON lines. Each ends with a line feed. */
  readonly lines: string;
  readonly count: number;
  readonly sha256: string;
}

/** Writes an object, unless it is there: its key says what it holds. Throws if it may not be there afterwards. */
export type PutArchiveObject = (object: ArchivedLines, call: Call) => Promise<void>;

/** An event of EventBridge, without where it goes. */
export interface AuditEvent {
  readonly detailType: string;
  readonly time: Date;
  readonly detail: string;
}

/** Publishes all events, at least once. Throws if one of them was not taken. */
export type PublishEvents = (events: readonly AuditEvent[], call: Call) => Promise<void>;

/** Why an item of the stream is no new audit record. */
export interface Finding {
  readonly kind: 'changed' | 'removed' | 'unreadable';
  readonly of: StreamRecord;
  /** What is wrong with an item that can't be read. */
  readonly reason?: string;
}

export type ReportFinding = (finding: Finding, call: Call) => void;

/** What is done with each batch. A step that throws holds the stream: the batch comes again as a whole. */
export interface BatchStep {
  readonly name: string;
  readonly run: (batch: StreamBatch, call: Call) => Promise<void>;
}

import type { ArchiveOrigin } from './archive-object.ts';
import type { StoredRecord } from './audit-record.ts';
import type { Parsed } from './parse.ts';

/** An item in plain JSON: texts, numbers, lists and objects in place of DynamoDB's types. */
export type PlainItem = Readonly<Record<string, unknown>>;

/** An item as it was before or after a change, and the record that it holds, if it is one that this release can read. */
export interface ItemImage {
  readonly item: PlainItem;
  readonly record: Parsed<StoredRecord>;
}

/** One change of an item of the activity table under the key of an audit record. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly change: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly time: Date;
  readonly pk: string;
  readonly sk: string;
  readonly before?: ItemImage;
  readonly after?: ItemImage;
  /** The service that made the change, if it was one: `dynamodb.amazonaws.com` removes what has expired. */
  readonly service?: string;
}

/** What Lambda hands over of one shard of the stream, in order. */
export interface StreamBatch {
  readonly origin: ArchiveOrigin;
  /** The sequence number from which Lambda hands it over again. */
  readonly first: string;
  readonly records: readonly StreamRecord[];
}

/** A new record of the audit. */
export interface NewRecord {
  /** The partition key. The stream has the records of one partition in order. */
  readonly pk: string;
  readonly sequenceNumber: string;
  readonly sk: string;
  readonly item: PlainItem;
  readonly record: StoredRecord;
}

/** The records of a batch that are new and can be read. Everything else is for the archive's own checks. */
export function newRecords({ records }: StreamBatch): readonly NewRecord[] {
  return records.flatMap(({ sequenceNumber, pk, sk, change, after }) =>
    change === 'INSERT' && after?.record.ok
      ? [{ sequenceNumber, pk, sk, item: after.item, record: after.record.value }]
      : [],
  );
}

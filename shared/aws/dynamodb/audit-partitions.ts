import type { AuditQuery } from '../../domain/audit-query.ts';
import { DAY_MS, dayAfter, dayOf } from '../../domain/day.ts';
import { AUDIT_SHARDS, auditPartition, callerPartition, connectorPartition, INDEX_SHARDS } from './audit-item.ts';

/** The indexes of the activity table that lead to records. They hold keys only. */
export type AuditIndex = 'connector' | 'caller' | 'request' | 'fingerprint';

/** Where the records are that a search may find. */
export interface Source {
  /** Absent for the table itself. */
  readonly index?: AuditIndex;
  /** The name of the partition key. */
  readonly attribute: string;
  /** The partition keys of a day, or all of them where a partition holds more than a day. */
  readonly partitionsOf: (day: string) => readonly string[];
  readonly byDay: boolean;
  /** Whether every record there meets the filters. */
  readonly isExact: boolean;
}

/**
 * Chooses where to look: in the index that leads to the fewest records, or in the table where none helps. A fingerprint
 * beside a connector or a caller is looked for among their records, because the index knows only the first token of a
 * login.
 */
export function sourceOf({ requestId, fingerprint, caller, issuer, connector, outcome }: AuditQuery): Source {
  const given = [requestId, fingerprint, caller, connector, outcome].filter((one) => one !== undefined).length;
  const isExact = given === 1 && (issuer === undefined || caller !== undefined);
  const only = (value: string) => ({ partitionsOf: () => [value], byDay: false, isExact });
  if (requestId !== undefined) return { index: 'request', attribute: 'byRequest', ...only(requestId) };
  if (caller !== undefined && issuer !== undefined) {
    const partition = (day: string, shard: number) => callerPartition({ issuer, subject: caller }, day, shard);
    return { index: 'caller', attribute: 'byCaller', ...eachDay(partition, INDEX_SHARDS), isExact };
  }
  if (connector !== undefined) {
    const partition = (day: string, shard: number) => connectorPartition(connector, day, shard);
    return { index: 'connector', attribute: 'byConnector', ...eachDay(partition, INDEX_SHARDS), isExact };
  }
  if (fingerprint !== undefined) return { index: 'fingerprint', attribute: 'byFingerprint', ...only(fingerprint) };
  const isUnfiltered = given === 0 && issuer === undefined;
  return { attribute: 'pk', ...eachDay(auditPartition, AUDIT_SHARDS), isExact: isUnfiltered };
}

function eachDay(partition: (day: string, shard: number) => string, shards: number) {
  const partitionsOf = (day: string) => Array.from({ length: shards }, (_, shard) => partition(day, shard));
  return { partitionsOf, byDay: true };
}

/** The days of a search, newest first. No record is from the future, so a search does not go through its days. */
export function* daysOf({ from, to, position }: AuditQuery, now: Date): Generator<string> {
  const last = new Date(Math.min(to.getTime() - 1, now.getTime() + DAY_MS));
  const newest = position?.day ?? dayOf(last);
  const oldest = dayOf(from);
  for (let day = newest; day >= oldest; day = dayAfter(day, -1)) yield day;
}

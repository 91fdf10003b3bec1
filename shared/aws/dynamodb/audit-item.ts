import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ActRecord, AuditRecord, RecordedCaller } from '../../domain/audit-record.ts';
import type { ChangeRecord } from '../../domain/change-record.ts';
import { dayOf } from '../../domain/day.ts';
import { ITEM_SCHEMA } from './envelope.ts';
import { shardOf } from './table.ts';

type Item = Record<string, AttributeValue>;

/** A day's records are spread over this many partition keys, so that no single partition takes all writes. */
export const AUDIT_SHARDS = 8;

/** The same for the records of one connector, or of one caller, in their indexes. */
export const INDEX_SHARDS = 4;

/** The partition key of a day's records, such as `audit#2026-11-21#3`. */
export function auditPartition(day: string, shard: number): string {
  return `audit#${day}#${shard}`;
}

/** The partition key of a connector's records of one day, in the index `connector`. */
export function connectorPartition(connectorId: string, day: string, shard: number): string {
  return `${connectorId}#${day}#${shard}`;
}

/**
 * The partition key of a caller's records of one day, in the index `caller`. The subject is hashed: it may be long, and
 * hold any character.
 */
export function callerPartition({ issuer, subject }: RecordedCaller, day: string, shard: number): string {
  return `${issuer}#${createHash('sha256').update(subject).digest('hex')}#${day}#${shard}`;
}

export function toAuditItem(record: AuditRecord, retentionDays: number): Item {
  const { caller, asked, issued, grant, conditions, time: _time, ...flat } = record;
  const { connectorId } = asked;
  return {
    ...baseItem(record, numberOf(record), retentionDays),
    ...indexed(record, caller, connectorId, issued?.tokenSha256[0]),
    ...toAttributes({ ...flat, connectorId, grant: jsonOf(grant), conditions: jsonOf(conditions) }),
    caller: { M: toAttributes({ ...caller }) },
    asked: { M: toAttributes({ ...asked }) },
    ...(issued !== undefined && { issued: { M: toAttributes({ ...issued }) } }),
  };
}

/** One request can leave several records of a kind, which are numbered. */
function numberOf({ item }: { readonly item?: number }): string {
  return item === undefined ? '' : `#${item}`;
}

/** Maps of claims may have any key, so what has one is stored as text. */
function jsonOf(value: object | undefined): string | undefined {
  return value && JSON.stringify(value);
}

/**
 * One request can change several definitions, and write two records for each, so the sort key tells which record it is.
 */
export function toChangeItem(record: ChangeRecord, retentionDays: number): Item {
  const { author: caller, action, time: _time, ...flat } = record;
  return {
    ...baseItem(record, `#${record.kind}#${record.id}#${record.outcome}`, retentionDays),
    ...indexed(record, caller, record.kind === 'connector' ? record.id : undefined),
    ...toAttributes({ ...flat, action: `definition-${action}` }),
    caller: { M: toAttributes({ ...caller }) },
  };
}

/** One request can be recorded before and after what it does, so the sort key tells which record it is. */
export function toActItem(record: ActRecord, retentionDays: number): Item {
  const { caller, time: _time, ...flat } = record;
  return {
    ...baseItem(record, `#${record.action}#${record.outcome}${numberOf(record)}`, retentionDays),
    ...indexed(record, caller, record.kind === 'connector' ? record.id : undefined),
    ...toAttributes({ ...flat }),
    caller: { M: toAttributes({ ...caller }) },
  };
}

/** The sort key begins with the time. The request id and the number of the record within the request make it unique. */
function baseItem(
  { time, requestId }: { readonly time: Date; readonly requestId: string },
  which: string,
  retentionDays: number,
): Item {
  const text = time.toISOString();
  return {
    pk: { S: auditPartition(text.slice(0, 10), shardOf(requestId, AUDIT_SHARDS)) },
    sk: { S: `${text}#${requestId}${which}` },
    expiresAt: { N: String(Math.floor(time.getTime() / 1000) + retentionDays * 86_400) },
    schema: { N: String(ITEM_SCHEMA) },
    time: { S: text },
  };
}

const POINTER = 'fingerprint#';

/**
 * Returns the items that lead from each further token of a record to it. The record itself is in the index by its first
 * token, so the usual login of one token needs none. The key of such an item is made of the record's.
 */
export function toPointers({ pk, sk, expiresAt, schema }: Item, tokenSha256: readonly string[]): readonly Item[] {
  return [...new Set(tokenSha256)].slice(1).map((sha256, index) => ({
    ...{ pk: { S: `${POINTER}${pk?.S}` }, sk: { S: `${sk?.S}#${index + 1}` } },
    ...(expiresAt && { expiresAt }),
    ...(schema && { schema }),
    byFingerprint: { S: sha256 },
  }));
}

/** The key of the record that an entry of an index leads to: its own, or the one that a pointer's is made of. */
export function recordKeyOf({ pk = { S: '' }, sk = { S: '' } }: Readonly<Item>): {
  readonly [name in 'pk' | 'sk']: AttributeValue;
} {
  if (!pk.S?.startsWith(POINTER)) return { pk, sk };
  return { pk: { S: pk.S.slice(POINTER.length) }, sk: { S: sk.S?.slice(0, sk.S.lastIndexOf('#')) ?? '' } };
}

/** The attributes that the indexes are made of. A record is in an index if it has the attribute. */
function indexed(
  { time, requestId }: { readonly time: Date; readonly requestId: string },
  caller: RecordedCaller,
  connectorId?: string,
  tokenSha256?: string,
): Item {
  const day = dayOf(time);
  const shard = shardOf(requestId, INDEX_SHARDS);
  return toAttributes({
    byRequest: requestId,
    byCaller: callerPartition(caller, day, shard),
    byConnector: connectorId && connectorPartition(connectorId, day, shard),
    byFingerprint: tokenSha256,
  });
}

type Plain = string | number | Date | readonly string[] | undefined;

function toAttributes(fields: Readonly<Record<string, Plain>>): Item {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const attribute = toAttribute(value);
      return attribute === undefined ? [] : [[name, attribute]];
    }),
  );
}

/**
 * A claim may hold half of a surrogate pair, which DynamoDB stores as another character. It is replaced here already, so
 * that a record whose put is repeated is still the same.
 */
function toAttribute(value: Plain): AttributeValue | undefined {
  if (typeof value === 'string') return { S: value.toWellFormed() };
  if (typeof value === 'number') return { N: String(value) };
  if (value instanceof Date) return { S: value.toISOString() };
  return value && { L: value.map((text) => ({ S: text.toWellFormed() })) };
}

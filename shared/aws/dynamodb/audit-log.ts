import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AuditRecord } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type { ChangeRecord } from '../../domain/change-record.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { RecordChange } from '../../vending/definitions/ports.ts';
import type { RecordAudit } from '../../vending/issuing/ports.ts';
import { classifySdkError } from '../sdk-errors.ts';
import { boundedItem, essentials } from './bounded-item.ts';
import { ITEM_SCHEMA } from './envelope.ts';
import { putOnce } from './put-once.ts';
import { shardOf } from './table.ts';

/** A day's records are spread over this many partition keys, so that no single partition takes all writes. */
export const AUDIT_SHARDS = 8;

export interface AuditTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly retentionDays: number;
}

/** Writes audit records to the activity table, each once: a record never overwrites another. */
export function createRecordAudit(table: AuditTable): RecordAudit {
  return (record, call) => putRecord(table, toAuditItem(record, table.retentionDays), call);
}

/** Writes records of changed definitions, in the same way. */
export function createRecordChange(table: AuditTable): RecordChange {
  return (record, call) => putRecord(table, toChangeItem(record, table.retentionDays), call);
}

async function putRecord(table: AuditTable, item: Record<string, AttributeValue>, call: Call): Promise<void> {
  try {
    await putOrShorten(table, item, call);
  } catch (error) {
    const { verdict, name } = classifySdkError(error, call.signal);
    const code = verdict === 'deadline' ? 'deadline_exceeded' : 'audit_unavailable';
    throw new PortunusError(code, 'audit', { detail: name, cause: error });
  }
}

/**
 * Puts an item. If DynamoDB refuses it, for its size or its content, the item is put once more in its shortest form.
 */
async function putOrShorten(table: AuditTable, item: Record<string, AttributeValue>, call: Call): Promise<void> {
  try {
    await putOnce(table, boundedItem(item), call);
  } catch (error) {
    if (classifySdkError(error, call.signal).name !== 'ValidationException') throw error;
    await putOnce(table, essentials(item), call);
  }
}

/** The sort key begins with the time. The request id and the number of the record within the request make it unique. */
function baseItem(
  { time, requestId }: { readonly time: Date; readonly requestId: string },
  which: string,
  retentionDays: number,
): Record<string, AttributeValue> {
  const text = time.toISOString();
  return {
    pk: { S: `audit#${text.slice(0, 10)}#${shardOf(requestId, AUDIT_SHARDS)}` },
    sk: { S: `${text}#${requestId}${which}` },
    expiresAt: { N: String(Math.floor(time.getTime() / 1000) + retentionDays * 86_400) },
    schema: { N: String(ITEM_SCHEMA) },
    time: { S: text },
  };
}

function toAuditItem(record: AuditRecord, retentionDays: number): Record<string, AttributeValue> {
  const { caller, asked, issued, time: _time, ...flat } = record;
  return {
    ...baseItem(record, record.item === undefined ? '' : `#${record.item}`, retentionDays),
    ...toAttributes({ ...flat }),
    caller: { M: toAttributes({ ...caller }) },
    asked: { M: toAttributes({ ...asked }) },
    ...(issued !== undefined && { issued: { M: toAttributes({ ...issued }) } }),
  };
}

/**
 * One request can change several definitions, and write two records for each, so the sort key tells which record it is.
 */
function toChangeItem(record: ChangeRecord, retentionDays: number): Record<string, AttributeValue> {
  const { author, action, time: _time, ...flat } = record;
  return {
    ...baseItem(record, `#${record.kind}#${record.id}#${record.outcome}`, retentionDays),
    ...toAttributes({ ...flat, action: `definition-${action}` }),
    caller: { M: toAttributes({ ...author }) },
  };
}

type Plain = string | number | Date | readonly string[] | undefined;

function toAttributes(fields: Readonly<Record<string, Plain>>): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const attribute = toAttribute(value);
      return attribute === undefined ? [] : [[name, attribute]];
    }),
  );
}

function toAttribute(value: Plain): AttributeValue | undefined {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (value instanceof Date) return { S: value.toISOString() };
  return value && { L: value.map((text) => ({ S: text })) };
}

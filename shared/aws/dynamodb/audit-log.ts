import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { RecordAct, RecordChange } from '../../vending/definitions/ports.ts';
import type { RecordAudit } from '../../vending/issuing/ports.ts';
import { classifySdkError } from '../sdk-errors.ts';
import { toActItem, toAuditItem, toChangeItem, toPointers } from './audit-item.ts';
import { boundedItem, essentialItem } from './bounded-item.ts';
import { putOnce } from './put-once.ts';

export interface AuditTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly retentionDays: number;
}

/**
 * Writes audit records to the activity table, each once: a record never overwrites another. What leads to a record is
 * written before it, so that no login goes out which one of its tokens does not lead to.
 */
export function createRecordAudit(table: AuditTable): RecordAudit {
  return async (record, call) => {
    const item = toAuditItem(record, table.retentionDays);
    const pointers = toPointers(item, record.issued?.tokenSha256 ?? []);
    await Promise.all(pointers.map((pointer) => putRecord(table, pointer, call)));
    await putRecord(table, item, call);
  };
}

/** Writes records of changed definitions, in the same way. */
export function createRecordChange(table: AuditTable): RecordChange {
  return (record, call) => putRecord(table, toChangeItem(record, table.retentionDays), call);
}

/** Writes records of everything else, in the same way. */
export function createRecordAct(table: AuditTable): RecordAct {
  return (record, call) => putRecord(table, toActItem(record, table.retentionDays), call);
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
    await putOnce(table, essentialItem(item), call);
  }
}

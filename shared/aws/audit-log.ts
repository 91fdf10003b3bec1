import { type AttributeValue, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AuditRecord } from '../domain/audit-record.ts';
import { PortunusError } from '../domain/errors.ts';
import type { RecordAudit } from '../vending/ports.ts';
import { ANSWERED, assertAnswered } from './answered.ts';
import { ITEM_SCHEMA } from './definition-item.ts';
import { classifySdkError } from './sdk-errors.ts';
import { shardOf } from './shard.ts';

/** A day's records are spread over this many keys, so that no one key takes all writes. */
export const AUDIT_SHARDS = 8;

export interface AuditTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly retentionDays: number;
}

/** Puts audit records into the activity table, where none is ever written over. */
export const createRecordAudit =
  ({ client, tableName, retentionDays }: AuditTable): RecordAudit =>
  async (record, call) => {
    const command = new PutItemCommand({
      TableName: tableName,
      Item: toAuditItem(record, retentionDays),
      ...ANSWERED,
    });
    try {
      assertAnswered(await client.send(command, { abortSignal: call.signal }));
    } catch (error) {
      const { verdict, name } = classifySdkError(error, call.signal);
      const code = verdict === 'deadline' ? 'deadline_exceeded' : 'audit_unavailable';
      throw new PortunusError(code, 'audit', { reason: name, cause: error });
    }
  };

/** The key sorts by time within a day and shard; the request id, and which of several it is, makes it single. */
const toAuditItem = (record: AuditRecord, retentionDays: number): Record<string, AttributeValue> => {
  const time = record.time.toISOString();
  const { caller, asked, issued, time: _time, ...flat } = record;
  return {
    pk: { S: `audit#${time.slice(0, 10)}#${shardOf(record.requestId, AUDIT_SHARDS)}` },
    sk: { S: `${time}#${record.requestId}${record.item === undefined ? '' : `#${record.item}`}` },
    expiresAt: { N: String(Math.floor(record.time.getTime() / 1000) + retentionDays * 86_400) },
    schema: { N: String(ITEM_SCHEMA) },
    time: { S: time },
    ...toAttributes({ ...flat }),
    caller: { M: toAttributes({ ...caller }) },
    asked: { M: toAttributes({ ...asked }) },
    ...(issued === undefined ? {} : { issued: { M: toAttributes({ ...issued }) } }),
  };
};

type Plain = string | number | Date | readonly string[] | undefined;

const toAttributes = (fields: Readonly<Record<string, Plain>>): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const attribute = toAttribute(value);
      return attribute === undefined ? [] : [[name, attribute]];
    }),
  );

const toAttribute = (value: Plain): AttributeValue | undefined => {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (value instanceof Date) return { S: value.toISOString() };
  return value && { L: value.map((text) => ({ S: text })) };
};

import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import type { Call } from '../../domain/call.ts';
import { parseWith } from '../../domain/parse.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import { VerifyRun, VerifyState } from '../../domain/verification.ts';
import type { ReadVerifyState, RunPorts, SaveVerifyState } from '../../vending/verify/ports.ts';
import { envelopeEntries, ITEM_SCHEMA, parseItem } from './envelope.ts';
import type { ActivityTable } from './refresh-state.ts';
import { REPORT_CONSUMED_CAPACITY, sendToTable } from './table.ts';

type Key = Readonly<Record<'pk' | 'sk', AttributeValue.SMember>>;

export const verifyStateKey = (connectorId: string): Key => ({
  pk: { S: `verify#connector#${connectorId}` },
  sk: { S: 'state' },
});
const RUN_KEY: Key = { pk: { S: 'verify#run' }, sk: { S: 'position' } };

const text = v.strictObject({ S: v.string() });
const Item = v.strictObject({
  ...envelopeEntries,
  pk: text,
  sk: text,
  /** JSON. The form is that of the schemas in domain/verification.ts. */
  verified: text,
  expiresAt: v.exactOptional(v.strictObject({ N: v.string() })),
});

/** A connector that is verified no more, because it is disabled or deleted, is forgotten after this. */
const KEPT_DAYS = 90;

async function getVerified<S extends v.GenericSchema>(
  { client, tableName }: ActivityTable,
  key: Key,
  schema: S,
  call: Call,
): Promise<v.InferOutput<S> | 'unreadable' | undefined> {
  const command = new GetItemCommand({
    TableName: tableName,
    Key: { ...key },
    ConsistentRead: true,
    ...REPORT_CONSUMED_CAPACITY,
  });
  const answer = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'connector');
  return answer.Item && readVerified(answer.Item, schema);
}

function readVerified<S extends v.GenericSchema>(
  found: Record<string, AttributeValue>,
  schema: S,
): v.InferOutput<S> | 'unreadable' {
  const item = parseItem(Item, found);
  const verified = item.ok ? parseWith(schema, jsonOf(item.value.verified.S), 'verified') : item;
  return verified.ok ? verified.value : 'unreadable';
}

export function readVerifyItem(found: Record<string, AttributeValue>): VerifyState | 'unreadable' {
  return readVerified(found, VerifyState);
}

function jsonOf(written: string): unknown {
  try {
    return parseStrictJson(written);
  } catch {
    return undefined;
  }
}

async function putVerified(
  { client, tableName }: ActivityTable,
  key: Key,
  verified: VerifyState | VerifyRun,
  call: Call,
): Promise<void> {
  const expiresAt = Math.floor(call.now().getTime() / 1000) + KEPT_DAYS * 86_400;
  const command = new PutItemCommand({
    TableName: tableName,
    Item: {
      ...key,
      schema: { N: String(ITEM_SCHEMA) },
      verified: { S: JSON.stringify(verified) },
      expiresAt: { N: String(expiresAt) },
    },
    ...REPORT_CONSUMED_CAPACITY,
  });
  await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'connector');
}

/** The last of two verifications at once wins. Both are true of their time, and the next one tells again. */
export function createSaveVerifyState(table: ActivityTable): SaveVerifyState {
  return (connectorId, state, call) => putVerified(table, verifyStateKey(connectorId), state, call);
}

export function createReadVerifyState(table: ActivityTable): ReadVerifyState {
  return (connectorId, call) => getVerified(table, verifyStateKey(connectorId), VerifyState, call);
}

/** An unreadable position counts as none: the run then begins anew. */
export function createRunPosition(table: ActivityTable): Pick<RunPorts, 'readRun' | 'saveRun'> {
  return {
    readRun: async (call) => {
      const run = await getVerified(table, RUN_KEY, VerifyRun, call);
      return run === 'unreadable' ? undefined : run;
    },
    saveRun: (run, call) => putVerified(table, RUN_KEY, run, call),
  };
}

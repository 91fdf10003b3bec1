import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import type { Call } from '../../domain/call.ts';
import { faultsText, PortunusError } from '../../domain/errors.ts';
import type { Parsed } from '../../domain/parse.ts';
import { faulty, parseWith } from '../../domain/parse.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import { CountedTime, DayUsage, TotalUsage } from '../../domain/usage.ts';
import type { ChangeUsage, ReadUsage, Unreadable, UpdateUsage, UsageOfDay } from '../../vending/usage/ports.ts';
import { envelopeEntries, ITEM_SCHEMA, parseItem } from './envelope.ts';
import type { ActivityTable } from './refresh-state.ts';
import { assertConsumedCapacity, REPORT_CONSUMED_CAPACITY, sendToTable, tableError } from './table.ts';

type Item = Record<string, AttributeValue>;
type Key = Readonly<Record<'pk' | 'sk', AttributeValue.SMember>>;

function keyOf(pk: string, sk: string): Key {
  return { pk: { S: pk }, sk: { S: sk } };
}

const ofConnector = (connectorId: string) => `usage#connector#${connectorId}`;
const DAY = 'day#';
export const totalKey = (connectorId: string) => keyOf(ofConnector(connectorId), 'total');
const COUNTED_KEY = keyOf('usage#counted', 'time');

const text = v.strictObject({ S: v.string() });
const number = v.strictObject({
  N: v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,14}$/, 'must be a whole number from 1')),
});

const UsageItem = v.strictObject({
  ...envelopeEntries,
  pk: text,
  sk: text,
  /** Grows by one with each change, so that two writers never lose one another's. */
  revision: number,
  /** JSON. The form is that of the schemas in domain/usage.ts. */
  usage: text,
  /** Time to live. The item of a connector has none, because its last use may be long ago. */
  expiresAt: v.exactOptional(v.strictObject({ N: v.string() })),
});

interface Revised<T> {
  readonly revision: number;
  readonly value: T;
}

function readUsageItem<S extends v.GenericSchema>(schema: S, item: Item): Parsed<Revised<v.InferOutput<S>>> {
  const parsed = parseItem(UsageItem, item);
  if (!parsed.ok) return parsed;
  const usage = parseWith(schema, jsonOf(parsed.value.usage.S), 'usage');
  if (!usage.ok) return faulty('usage', faultsText(usage.errors));
  return { ok: true, value: { revision: Number(parsed.value.revision.N), value: usage.value } };
}

export function readTotalItem(item: Item): TotalUsage | Unreadable {
  const usage = readUsageItem(TotalUsage, item);
  return usage.ok ? usage.value.value : 'unreadable';
}

function jsonOf(written: string): unknown {
  try {
    return parseStrictJson(written);
  } catch {
    return undefined;
  }
}

async function getUsageItem({ client, tableName }: ActivityTable, key: Key, call: Call): Promise<Item | undefined> {
  const command = new GetItemCommand({
    TableName: tableName,
    Key: { ...key },
    ConsistentRead: true,
    ...REPORT_CONSUMED_CAPACITY,
  });
  return (await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'audit')).Item;
}

type ReportFault = (fault: PortunusError, call: Call) => void;

/**
 * Creates the counters' writer. An item that it can't read stays as it is, and is reported: it must not hold up the
 * archive, which the same stream feeds.
 */
export function createUpdateUsage(
  table: ActivityTable & { readonly retentionDays: number },
  reportFault: ReportFault,
): UpdateUsage {
  const update = createUpdate(table, reportFault);
  return {
    day: (connectorId, day, change, call) => {
      const end = Math.floor(Date.parse(`${day}T00:00:00.000Z`) / 1000) + (table.retentionDays + 1) * 86_400;
      return update(keyOf(ofConnector(connectorId), `${DAY}${day}`), DayUsage, change, call, end);
    },
    total: (connectorId, change, call) => update(totalKey(connectorId), TotalUsage, change, call),
    counted: (change, call) => update(COUNTED_KEY, CountedTime, change, call),
  };
}

/** Others may change the same item at the same time: another shard of the stream, or the same batch once more. */
const MOST_TRIES = 20;

function createUpdate(table: ActivityTable, reportFault: ReportFault) {
  return async <S extends v.GenericSchema>(
    key: Key,
    schema: S,
    change: ChangeUsage<v.InferOutput<S>>,
    call: Call,
    expiresAt?: number,
  ): Promise<void> => {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const item = await getUsageItem(table, key, call);
      const before = item && readUsageItem(schema, item);
      if (before !== undefined && !before.ok) {
        const detail = `${key.pk.S} ${key.sk.S} is not readable, so it is not counted: ${faultsText(before.errors)}`;
        return reportFault(new PortunusError('misconfigured', 'audit', { detail }), call);
      }
      const usage = change(before?.value.value);
      if (usage === undefined) return;
      const revision = before?.value.revision ?? 0;
      if (await putRevision(table, key, { revision, value: usage }, expiresAt, call)) return;
    }
    throw new PortunusError('table_unavailable', 'audit', { detail: `${key.pk.S} was changed by others all the time` });
  };
}

/** Returns `false` if the item is no longer the one that was read. */
async function putRevision(
  { client, tableName }: ActivityTable,
  key: Key,
  { revision, value }: Revised<unknown>,
  expiresAt: number | undefined,
  call: Call,
): Promise<boolean> {
  const isNew = revision === 0;
  const command = new PutItemCommand({
    TableName: tableName,
    Item: {
      ...key,
      schema: { N: String(ITEM_SCHEMA) },
      revision: { N: String(revision + 1) },
      usage: { S: JSON.stringify(value) },
      ...(expiresAt !== undefined && { expiresAt: { N: String(expiresAt) } }),
    },
    ConditionExpression: isNew ? 'attribute_not_exists(pk)' : 'revision = :revision',
    ...(!isNew && { ExpressionAttributeValues: { ':revision': { N: String(revision) } } }),
    ...REPORT_CONSUMED_CAPACITY,
  });
  try {
    assertConsumedCapacity(await client.send(command, { abortSignal: call.signal }));
    return true;
  } catch (error) {
    // The SDK repeats a write whose answer was lost. Then the item is our own, and the next try has nothing to add.
    if (error instanceof ConditionalCheckFailedException) return false;
    throw tableError(error, call, 'audit');
  }
}

export function createReadUsage(table: ActivityTable): ReadUsage {
  const read = async <S extends v.GenericSchema>(key: Key, schema: S, call: Call) => {
    const item = await getUsageItem(table, key, call);
    const usage = item && readUsageItem(schema, item);
    return usage?.ok === false ? 'unreadable' : usage?.value.value;
  };
  return {
    total: (connectorId, call) => read(totalKey(connectorId), TotalUsage, call),
    counted: (call) => read(COUNTED_KEY, CountedTime, call),
    days: (connectorId, first, last, call) => queryDays(table, connectorId, [first, last], call),
  };
}

async function queryDays(
  { client, tableName }: ActivityTable,
  connectorId: string,
  [first, last]: readonly [string, string],
  call: Call,
): Promise<readonly UsageOfDay[] | Unreadable> {
  const days: UsageOfDay[] = [];
  let from: Item | undefined;
  do {
    const command = new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': { S: ofConnector(connectorId) },
        ':first': { S: `${DAY}${first}` },
        ':last': { S: `${DAY}${last}` },
      },
      ExclusiveStartKey: from,
      ...REPORT_CONSUMED_CAPACITY,
    });
    const page = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'audit');
    from = page.LastEvaluatedKey;
    for (const item of page.Items ?? []) {
      const usage = readUsageItem(DayUsage, item);
      // A total without the days that can't be read would pass for the whole.
      if (!usage.ok) return 'unreadable';
      days.push({ day: item.sk?.S?.slice(DAY.length) ?? '', usage: usage.value.value });
    }
  } while (from !== undefined);
  return days;
}

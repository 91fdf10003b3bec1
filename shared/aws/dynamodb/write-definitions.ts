import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  type CancellationReason,
  GetItemCommand,
  type Put,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import { type DefinitionWrite, VersionConflict, type WriteDefinitions } from '../../vending/definitions/ports.ts';
import { definitionKey, type Item, isTombstone, toItem, toTombstone } from './definition-item.ts';
import { toVersionItem, versionItemOf, versionKey } from './definition-versions.ts';
import type { DefinitionsTable } from './definitions.ts';
import { retryWhileBusy } from './retries.ts';
import { assertConsumedCapacity, REPORT_CONSUMED_CAPACITY, sendToTable, tableError } from './table.ts';

type Written = Record<string, AttributeValue>;

interface Transaction {
  readonly puts: readonly Put[];
  /** The write that each put belongs to, in the same order. */
  readonly of: readonly DefinitionWrite[];
  readonly items: readonly Written[];
}

/** Writes all definitions, and the record of each version, in one transaction. */
export function createWriteDefinitions(table: DefinitionsTable): WriteDefinitions {
  return async (writes, call) => {
    const transaction = await toTransaction(table, writes, call);
    const lost = await tryWrite(table, transaction, call);
    if (lost !== undefined) throw new VersionConflict(`${lost.write.kind} ${lost.write.id} ${lost.what}`);
  };
}

async function toTransaction(
  table: DefinitionsTable,
  writes: readonly DefinitionWrite[],
  call: Call,
): Promise<Transaction> {
  const kept = await Promise.all(writes.map((write) => unkeptVersion(table, write, call)));
  const TableName = table.tableName;
  const items = writes.map(itemOf);
  const puts = writes.flatMap((write, index): Put[] => {
    const version = toVersionItem(write.kind, write.id, { ...write, version: next(write) });
    const old = kept[index];
    return [
      { TableName, Item: items[index], ...conditionOf(write), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
      { TableName, Item: version, ...ABSENT },
      ...(old === undefined ? [] : [{ TableName, Item: old, ...ABSENT }]),
    ];
  });
  const of = writes.flatMap((write, index) => (kept[index] === undefined ? [write, write] : [write, write, write]));
  return { puts, of, items };
}

function next({ replaces = 0 }: DefinitionWrite): number {
  return replaces + 1;
}

function itemOf(write: DefinitionWrite): Written {
  const { kind, id, definition, changedBy: definedBy, minReader } = write;
  const version = next(write);
  return definition === undefined
    ? toTombstone(kind, id, { version, definedBy })
    : toItem(kind, id, { version, definition, definedBy, ...(minReader !== undefined && { minReader }) });
}

/** Returns the record of the version to be replaced, if an earlier release wrote that version without one. */
async function unkeptVersion(
  table: DefinitionsTable,
  { kind, id, replaces }: DefinitionWrite,
  call: Call,
): Promise<Written | undefined> {
  if (!replaces || (await readKey(table, versionKey(kind, id, replaces), call)) !== undefined) return undefined;
  const item = await readKey(table, definitionKey(kind, id), call);
  // If another version is there by now, the write's own condition fails and reports it.
  return item?.version?.N === String(replaces) ? versionItemOf(kind, id, item) : undefined;
}

async function readKey({ client, tableName }: DefinitionsTable, Key: Written, call: Call) {
  const command = new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true, ...REPORT_CONSUMED_CAPACITY });
  const { Item } = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'connector');
  return Item;
}

interface Lost {
  readonly write: DefinitionWrite;
  readonly what: string;
}

async function tryWrite(table: DefinitionsTable, transaction: Transaction, call: Call): Promise<Lost | undefined> {
  const TransactItems = transaction.puts.map((Put) => ({ Put }));
  try {
    const command = new TransactWriteItemsCommand({ TransactItems, ...REPORT_CONSUMED_CAPACITY });
    const send = () => table.client.send(command, { abortSignal: call.signal });
    // DynamoDB may cancel both of two transactions that touch one item at the same time.
    assertConsumedCapacity(await retryWhileBusy(send, call));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw tableError(error, call, 'connector');
    const reasons = error.CancellationReasons ?? [];
    const lost = lostTo(reasons, transaction);
    if (lost === undefined) throw tableError(error, call, 'connector');
    return (await isOwn(table, reasons, transaction, call)) ? undefined : lost;
  }
}

function lostTo(reasons: readonly CancellationReason[], { of, puts }: Transaction): Lost | undefined {
  const index = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
  const clash = reasons.findIndex(({ Code }) => Code === 'TransactionConflict');
  const write = of[index >= 0 ? index : clash];
  if (write === undefined) return undefined;
  return { write, what: whatBecame(write, puts[index]?.Item, reasons[index]?.Item) };
}

function whatBecame(write: DefinitionWrite, put: Item | undefined, there: Item | undefined): string {
  if (there !== undefined && isTombstone(there) && write.restores === undefined) return 'was deleted';
  // The definition's condition held, so no definition is there, but one of its versions is.
  const isVersion = put !== undefined && put.kind?.S !== write.kind;
  return write.replaces === undefined && isVersion
    ? 'was removed from the table by hand, and its versions are still there'
    : 'was changed meanwhile';
}

/**
 * Returns whether the existing item comes from this very write: after a lost answer, the write is repeated and meets
 * itself.
 */
async function isOwn(
  table: DefinitionsTable,
  reasons: readonly CancellationReason[],
  { puts, items }: Transaction,
  call: Call,
): Promise<boolean> {
  const inTheWay = reasons.findIndex(({ Item }) => Item !== undefined);
  if (inTheWay < 0 || !isDeepStrictEqual(reasons[inTheWay]?.Item, puts[inTheWay]?.Item)) return false;
  for (const item of items) {
    const { kind, id } = item;
    if (!isDeepStrictEqual(await readKey(table, { kind, id } as Written, call), item)) return false;
  }
  return true;
}

const ABSENT = { ConditionExpression: 'attribute_not_exists(#id)', ExpressionAttributeNames: { '#id': 'id' } };

/** A deleted definition leaves an item under its id, so only a restore can write that id again. */
function conditionOf({ replaces, restores }: DefinitionWrite) {
  if (replaces === undefined) return ABSENT;
  const ExpressionAttributeNames = { '#version': 'version' };
  if (replaces === 0) return { ConditionExpression: 'attribute_not_exists(#version)', ExpressionAttributeNames };
  const deleted = restores === 'deleted' ? 'attribute_exists(deleted)' : 'attribute_not_exists(deleted)';
  return {
    ConditionExpression: `#version = :version AND ${deleted}`,
    ExpressionAttributeNames,
    ExpressionAttributeValues: { ':version': { N: String(replaces) } },
  };
}

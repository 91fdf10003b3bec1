import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type AuditQuery, meetsFilters, type RecordPage, type RecordPosition } from '../../domain/audit-query.ts';
import type { Call } from '../../domain/call.ts';
import type { FindRecords } from '../../vending/audit/ports.ts';
import { recordKeyOf } from './audit-item.ts';
import { daysOf, type Source, sourceOf } from './audit-partitions.ts';
import { batchGet } from './batch-get.ts';
import { type NewestFirst, newestFirst, type ReadPartition, sortKeyOf } from './newest-first.ts';
import { readAuditItem } from './read-audit-item.ts';
import { REPORT_CONSUMED_CAPACITY, sendToTable } from './table.ts';

type Item = Readonly<Record<string, AttributeValue>>;

interface Table {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/**
 * The most calls to DynamoDB for one page. A search that finds little ends with a short page then, so that no search
 * can occupy the function or the table.
 */
export const MOST_CALLS = 64;

/** How many items one query reads where only some of them meet the filters. It is also what BatchGetItem takes. */
const MOST_ITEMS = 100;

/** What a search has found so far. */
interface Search {
  readonly query: AuditQuery;
  readonly source: Source;
  readonly items: RecordPage['items'][number][];
  callsLeft: number;
  position: RecordPosition;
}

/**
 * Finds audit records by keys, without a scan, newest first. The indexes are eventually consistent: a record is in them
 * within moments of its writing. The records themselves are read from the table.
 */
export function createFindRecords(table: Table): FindRecords {
  return async (query, call) => {
    const source = sourceOf(query);
    const search: Search = { query, source, items: [], callsLeft: MOST_CALLS, position: query.position ?? {} };
    const places = source.byDay ? daysOf(query, call.now()) : [undefined];
    for (const day of places) {
      const at = day === undefined ? {} : { day };
      const names = source.partitionsOf(day ?? '');
      const partitions = newestFirst(
        names,
        createReadPartition(table, search, itemsAtOnce(search, names.length), call),
      );
      if (search.position.day !== day) search.position = at;
      if (!(await searchDay(table, search, { at, partitions }, call))) {
        return { items: search.items, next: search.position };
      }
    }
    return { items: search.items };
  };
}

interface Day {
  readonly at: RecordPosition;
  readonly partitions: NewestFirst;
}

/** Returns whether the day was searched to its end, and not only as far as the page allows. */
async function searchDay(table: Table, search: Search, { at, partitions }: Day, call: Call): Promise<boolean> {
  const { query, source, items } = search;
  while (partitions.hasMore()) {
    const wanted = query.limit - items.length;
    if (wanted === 0 || search.callsLeft <= partitions.queriesNeeded()) return false;
    const taken = await partitions.take(source.isExact ? wanted : MOST_ITEMS);
    const whole = source.index === undefined ? taken : await readWhole(table, search, taken, call);
    const below = addMatching(search, whole) ?? sortKeyOf(taken.at(-1));
    if (below !== '') search.position = { ...at, below };
    if (below !== sortKeyOf(taken.at(-1))) return false;
  }
  return true;
}

/** Adds the records that meet the filters. Returns the sort key of the last one if the page is full before the end. */
function addMatching({ query, items }: Search, found: readonly Item[]): string | undefined {
  for (const [index, item] of found.entries()) {
    if (items.length === query.limit) return sortKeyOf(found[index - 1]);
    const record = readAuditItem(item);
    if (!record.ok) items.push(unreadable(item, record.errors[0]));
    else if (meetsFilters(record.value, query)) items.push(record.value);
  }
  return undefined;
}

function unreadable(item: Item, fault: { readonly field: string; readonly detail: string } | undefined) {
  const { pk, sk, time } = item;
  const detail = fault === undefined ? 'can not be read' : `${fault.field} ${fault.detail}`;
  return {
    ...(time?.S !== undefined && { time: time.S }),
    unreadable: { pk: pk?.S ?? '', sk: sk?.S ?? '', detail },
  };
}

function createReadPartition({ client, tableName }: Table, search: Search, atOnce: number, call: Call): ReadPartition {
  const { query, source } = search;
  const below = search.position.below;
  const to = query.to.toISOString();
  const range = { from: query.from.toISOString(), to: below === undefined || below > to ? to : below };
  return async (partition, startAfter) => {
    if (range.from >= range.to) return { items: [] };
    search.callsLeft -= 1;
    const command = new QueryCommand({
      TableName: tableName,
      IndexName: source.index,
      KeyConditionExpression: '#partition = :partition AND sk BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#partition': source.attribute },
      ExpressionAttributeValues: { ':partition': { S: partition }, ':from': { S: range.from }, ':to': { S: range.to } },
      ScanIndexForward: false,
      ExclusiveStartKey: startAfter,
      Limit: atOnce,
      ...REPORT_CONSUMED_CAPACITY,
    });
    const page = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'audit');
    return {
      // The range includes its end, where the page before ended.
      items: (page.Items ?? []).filter((item) => sortKeyOf(item) !== below),
      ...(page.LastEvaluatedKey !== undefined && { next: page.LastEvaluatedKey }),
    };
  };
}

/**
 * How many items to read of a partition at once. The table holds whole records, and each of its partitions has its
 * share of a page only, so reading a whole page of each would be eight times the cost.
 */
function itemsAtOnce({ query: { limit }, source }: Search, shards: number): number {
  if (!source.isExact) return MOST_ITEMS;
  if (source.index !== undefined) return limit;
  return Math.min(limit, Math.ceil((limit / shards) * 2) + 2);
}

/** Reads the records that an index led to, in its order. Records that expired meanwhile are left out. */
async function readWhole(table: Table, search: Search, entries: readonly Item[], call: Call) {
  if (entries.length === 0) return [];
  const keys = entries.map(recordKeyOf);
  const { items, calls } = await batchGet(table, { Keys: keys }, call, 'audit');
  search.callsLeft -= calls;
  const found = new Map(items.map((item) => [keyText(item), item]));
  return keys.map((key) => found.get(keyText(key))).filter((item) => item !== undefined);
}

function keyText({ pk, sk }: Item): string {
  return `${pk?.S}|${sk?.S}`;
}

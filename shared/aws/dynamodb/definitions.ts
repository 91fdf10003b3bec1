import { type AttributeValue, type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { Account } from '../../domain/account.ts';
import type { Call } from '../../domain/call.ts';
import type { DefinitionKind } from '../../domain/definition.ts';
import { faultsText, PortunusError, type Stage } from '../../domain/errors.ts';
import { STOPS } from '../../domain/stop.ts';
import type { FindConnector, GetAccount } from '../../vending/issuing/ports.ts';
import { createTtlCache } from '../ttl-cache.ts';
import { batchGet } from './batch-get.ts';
import { definitionKey, type Item, isTombstone, readDefinition, readItem } from './definition-item.ts';
import { createReadConnector } from './read-connector.ts';
import { readStopsItem, STOPS_KEY } from './stops-item.ts';
import { REPORT_CONSUMED_CAPACITY, sendToTable } from './table.ts';

/** The client and the name of the table that holds definitions. */
export interface DefinitionsTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** Reads an item with strong consistency, so that disabling or deleting a definition takes effect at once. */
export async function getDefinitionItem(
  table: DefinitionsTable,
  kind: DefinitionKind,
  id: string,
  call: Call,
  stage: Stage,
): Promise<Item | undefined> {
  const item = await getItem(table, kind, id, call, stage);
  return item === undefined || isTombstone(item) ? undefined : item;
}

/** Reads the same item, and also returns the item that marks a deleted definition. */
export async function getItem(
  { client, tableName }: DefinitionsTable,
  kind: DefinitionKind,
  id: string,
  call: Call,
  stage: Stage,
): Promise<Item | undefined> {
  const Key = definitionKey(kind, id);
  const command = new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true, ...REPORT_CONSUMED_CAPACITY });
  const answer = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, stage);
  return answer.Item;
}

interface QueryFrom {
  /** The page starts after this id. */
  readonly after?: string;
  readonly pageSize?: number;
  /** Whether the page may lack what was written a moment ago. Such a read costs half as much. */
  readonly mayLag?: boolean;
}

/** Yields all definitions of a kind, page by page, sorted by id. */
export async function* queryKind(
  { client, tableName }: DefinitionsTable,
  kind: DefinitionKind,
  call: Call,
  stage: Stage,
  { after, pageSize, mayLag = false }: QueryFrom = {},
): AsyncGenerator<{ readonly items: readonly Item[]; readonly units: number; readonly after?: string }> {
  let from: Record<string, AttributeValue> | undefined = after === undefined ? undefined : definitionKey(kind, after);
  do {
    const command = new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: '#kind = :kind',
      ExpressionAttributeNames: { '#kind': 'kind' },
      ExpressionAttributeValues: { ':kind': { S: kind } },
      ConsistentRead: !mayLag,
      ExclusiveStartKey: from,
      Limit: pageSize,
      ...REPORT_CONSUMED_CAPACITY,
    });
    const page = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, stage);
    from = page.LastEvaluatedKey;
    const items = (page.Items ?? []).filter((item) => !isTombstone(item));
    const units = page.ConsumedCapacity?.CapacityUnits ?? 0;
    yield { items, units, ...(from?.id?.S !== undefined && { after: from.id.S }) };
  } while (from !== undefined);
}

/**
 * Finds a connector and the stops with one consistent call, so that a stop costs a login no call more, and holds for
 * every login that is asked for after it was written.
 */
export function createFindConnector(table: DefinitionsTable): FindConnector {
  const readConnector = createReadConnector();
  return async (id, call) => {
    const Keys = [definitionKey('connector', id), STOPS_KEY];
    const { items } = await batchGet(table, { Keys, ConsistentRead: true }, call, 'connector');
    const item = items.find(({ kind }) => kind?.S === 'connector');
    return {
      connector: item === undefined || isTombstone(item) ? undefined : readConnector(item),
      stops: readStopsItem(items.find(({ kind }) => kind?.S === STOPS)),
    };
  };
}

/** Reads accounts, and caches each for a minute: an account changes rarely, and every login needs one. */
export function createGetAccount(table: DefinitionsTable): GetAccount {
  return createTtlCache(async (id, call) => {
    const item = await getDefinitionItem(table, 'account', id, call, 'connector');
    if (item === undefined) throw invalid('the account is missing');
    const stored = readItem('account', item);
    if (!stored.ok) throw invalid(`the account is not readable: ${faultsText(stored.errors)}`);
    const account = readDefinition(Account, stored.value);
    if (!account.ok) throw invalid(`the account is not readable: ${faultsText(account.errors)}`);
    return { version: stored.value.version, value: account.value };
  }).get;
}

/** Yields the accounts that are readable, page by page. */
export async function* listAccounts(table: DefinitionsTable, call: Call): AsyncGenerator<readonly Account[]> {
  for await (const { items } of queryKind(table, 'account', call, 'connector')) {
    yield items.flatMap((item) => {
      const stored = readItem('account', item);
      const account = stored.ok ? readDefinition(Account, stored.value) : undefined;
      return account?.ok ? [account.value] : [];
    });
  }
}

function invalid(detail: string): PortunusError {
  return new PortunusError('connector_invalid', 'connector', { detail });
}

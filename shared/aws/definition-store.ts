import { isDeepStrictEqual } from 'node:util';
import { type AttributeValue, ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type * as v from 'valibot';
import { Account } from '../domain/account.ts';
import type { Call } from '../domain/call.ts';
import { Connector } from '../domain/connector.ts';
import type { DefinitionKind } from '../domain/definition.ts';
import { RefreshJob } from '../domain/refresh-job.ts';
import {
  type DeleteDefinition,
  type ListDefinitions,
  type ListedDefinition,
  type ListIssuers,
  type ReadDefinition,
  type ReadKnown,
  VersionConflict,
  type WriteDefinition,
  type WriteTarget,
} from '../vending/definition-ports.ts';
import { ANSWERED, assertAnswered } from './answered.ts';
import { type Item, isTombstone, readDefinition, readItem, toItem, toTombstone } from './definition-item.ts';
import { type DefinitionsTable, getDefinitionItem, getItem, queryKind } from './definitions.ts';
import { readIssuers } from './issuers.ts';
import { tableError } from './table-errors.ts';

export const createListIssuers =
  (table: DefinitionsTable): ListIssuers =>
  async (call) => [...(await readIssuers(table, call)).byUrl.values()];

export const createReadKnown = (table: DefinitionsTable): ReadKnown => {
  const known =
    <S extends v.GenericSchema<unknown, { readonly id: string }>>(kind: DefinitionKind, schema: S) =>
    async (id: string, call: Call): Promise<v.InferOutput<S> | undefined> => {
      const item = await getDefinitionItem(table, kind, id, call, 'connector');
      const stored = item && readItem(kind, item);
      const definition = stored?.ok ? readDefinition(schema, stored.value) : undefined;
      return definition?.ok ? definition.value : undefined;
    };
  return {
    account: known('account', Account),
    connector: known('connector', Connector),
    refreshJob: known('refresh-job', RefreshJob),
  };
};

/** An item that is not readable can still be replaced, by the version number it bears. */
export const createReadDefinition =
  (table: DefinitionsTable): ReadDefinition =>
  async (kind, id, call) => {
    const item = await getDefinitionItem(table, kind, id, call, 'connector');
    if (item === undefined) return undefined;
    const stored = readItem(kind, item);
    if (stored.ok) return { version: stored.value.version, value: stored.value.definition };
    return { version: Number(item.version?.N ?? 0), value: undefined };
  };

export const createListDefinitions = (table: DefinitionsTable): ListDefinitions =>
  async function* listDefinitions(kind, from, call) {
    for await (const { items, ...next } of queryKind(table, kind, call, 'connector', from)) {
      yield { items: items.map((item) => listed(kind, item)), ...next };
    }
  };

const listed = (kind: DefinitionKind, item: Item): ListedDefinition => {
  const stored = readItem(kind, item);
  return {
    id: item.id?.S ?? '',
    version: Number(item.version?.N ?? 0),
    written: stored.ok ? stored.value.definition : undefined,
  };
};

export const createWriteDefinition =
  (table: DefinitionsTable): WriteDefinition =>
  async ({ kind, id, replaces, definedBy }, definition, call) =>
    putItem(table, { kind, id, replaces }, toItem(kind, id, { version: next(replaces), definition, definedBy }), call);

export const createDeleteDefinition =
  (table: DefinitionsTable): DeleteDefinition =>
  async ({ kind, id, replaces, definedBy }, call) =>
    putItem(table, { kind, id, replaces }, toTombstone(kind, id, { version: next(replaces), definedBy }), call);

const next = (replaces: number | undefined): number => (replaces ?? 0) + 1;

const putItem = async (
  table: DefinitionsTable,
  { kind, id, replaces }: Pick<WriteTarget, 'kind' | 'id' | 'replaces'>,
  Item: Record<string, AttributeValue>,
  call: Call,
): Promise<void> => {
  const command = new PutItemCommand({ TableName: table.tableName, Item, ...condition(replaces), ...ANSWERED });
  try {
    assertAnswered(await table.client.send(command, { abortSignal: call.signal }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw tableError(error, call, 'connector');
    // The SDK repeats a write whose answer was lost: then what stands in the way is our own.
    const there = await getItem(table, kind, id, call, 'connector');
    if (isDeepStrictEqual(there, Item)) return;
    const what = there !== undefined && isTombstone(there) ? 'was deleted' : 'was changed meanwhile';
    throw new VersionConflict(`${kind} ${id} ${what}`);
  }
};

/** A deleted definition's item is there, so nothing is created under its id. */
const condition = (replaces: number | undefined) => {
  if (replaces === undefined) {
    return { ConditionExpression: 'attribute_not_exists(#id)', ExpressionAttributeNames: { '#id': 'id' } };
  }
  if (replaces === 0) {
    return {
      ConditionExpression: 'attribute_not_exists(#version)',
      ExpressionAttributeNames: { '#version': 'version' },
    };
  }
  return {
    ConditionExpression: '#version = :version AND attribute_not_exists(deleted)',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': { N: String(replaces) } },
  };
};

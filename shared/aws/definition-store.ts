import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type * as v from 'valibot';
import { Account } from '../domain/account.ts';
import type { Call } from '../domain/call.ts';
import { Connector } from '../domain/connector.ts';
import type { DefinitionKind } from '../domain/definition.ts';
import { RefreshJob } from '../domain/refresh-job.ts';
import type { ListIssuers, ReadDefinition, ReadKnown, WriteDefinition } from '../vending/definition-ports.ts';
import { readDefinition, readItem, toItem } from './definition-item.ts';
import { type DefinitionsTable, getDefinitionItem } from './definitions.ts';
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

/** What somebody else wrote in the meantime. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
}

export const createWriteDefinition =
  ({ client, tableName }: DefinitionsTable): WriteDefinition =>
  async (kind, id, definition, replaces, definedBy, call) => {
    const command = new PutItemCommand({
      TableName: tableName,
      Item: toItem(kind, id, { version: (replaces ?? 0) + 1, definition, definedBy }),
      ...condition(replaces),
    });
    try {
      await client.send(command, { abortSignal: call.signal });
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException)
        throw new VersionConflict(`${kind} ${id} was changed meanwhile`);
      throw tableError(error, call, 'connector');
    }
  };

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
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': { N: String(replaces) } },
  };
};

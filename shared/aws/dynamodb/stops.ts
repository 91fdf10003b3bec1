import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type ReadStops, VersionConflict, type WriteStops } from '../../vending/definitions/ports.ts';
import type { DefinitionsTable } from './definitions.ts';
import { readStopsItem, STOPS_KEY, toStopsItem } from './stops-item.ts';
import { assertConsumedCapacity, REPORT_CONSUMED_CAPACITY, sendToTable, tableError } from './table.ts';

/** Reads the stops with strong consistency, so that a change is computed from the latest ones. */
export function createReadStops({ client, tableName }: DefinitionsTable): ReadStops {
  return async (call) => {
    const command = new GetItemCommand({
      TableName: tableName,
      Key: STOPS_KEY,
      ConsistentRead: true,
      ...REPORT_CONSUMED_CAPACITY,
    });
    const { Item } = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'connector');
    return { stops: readStopsItem(Item), version: Item?.version?.N };
  };
}

/** Writes the stops if nobody else has since. Throws `VersionConflict`. */
export function createWriteStops({ client, tableName }: DefinitionsTable): WriteStops {
  return async (stops, replaces, call) => {
    const command = new PutItemCommand({
      TableName: tableName,
      Item: toStopsItem(stops, versionAfter(replaces)),
      ...conditionOf(replaces),
      ...REPORT_CONSUMED_CAPACITY,
    });
    try {
      assertConsumedCapacity(await client.send(command, { abortSignal: call.signal }));
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException)
        throw new VersionConflict('the stops were changed meanwhile');
      throw tableError(error, call, 'connector');
    }
  };
}

/** An unreadable item may have any version, and is replaced all the same. */
function versionAfter(version: string | undefined): number {
  const next = Number(version ?? 0) + 1;
  return Number.isSafeInteger(next) && next > 0 ? next : 1;
}

function conditionOf(version: string | undefined) {
  const ExpressionAttributeNames = { '#version': 'version' };
  return version === undefined
    ? {
        ConditionExpression: 'attribute_not_exists(#version) OR NOT attribute_type(#version, :number)',
        ExpressionAttributeNames,
        ExpressionAttributeValues: { ':number': { S: 'N' } },
      }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames,
        ExpressionAttributeValues: { ':version': { N: version } },
      };
}

import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { FloorEvent } from './floor.ts';

/**
 * Returns a function that makes the floor's next event, of a session that no other event has. Portunus must have issued a
 * login before, because the floor writes the same record.
 */
export async function floorEvents(
  environment: Readonly<Record<string, string>>,
  prefix: string,
): Promise<() => FloorEvent> {
  const { PORTUNUS_DEFINITIONS_TABLE: definitionsTable = '', PORTUNUS_ACTIVITY_TABLE: activityTable = '' } =
    environment;
  const client = new DynamoDBClient({});
  const Key = { kind: { S: 'connector' }, id: { S: 'shop-images' } };
  const { Item } = await client.send(new GetItemCommand({ TableName: definitionsTable, Key }));
  const { externalId } = JSON.parse(Item?.definition?.S ?? '{}');
  const { Items: [record] = [] } = await client.send(
    new ScanCommand({
      TableName: activityTable,
      FilterExpression: 'outcome = :issued',
      ExpressionAttributeValues: { ':issued': { S: 'issued' } },
    }),
  );
  if (record === undefined) throw new Error('Portunus has issued no login that the floor could write the record of');
  let made = 0;
  return () => {
    made += 1;
    return { definitionsTable, activityTable, externalId, record, sessionName: `floor-${prefix}-${made}` };
  };
}

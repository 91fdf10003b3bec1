import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { FloorEvent } from './floor.ts';

/** Returns a function that makes the floor's next event, of a session that no other event has. */
export async function floorEvents(
  environment: Readonly<Record<string, string>>,
  prefix: string,
): Promise<() => FloorEvent> {
  const { PORTUNUS_DEFINITIONS_TABLE: definitionsTable = '', PORTUNUS_ACTIVITY_TABLE: activityTable = '' } =
    environment;
  const Key = { kind: { S: 'connector' }, id: { S: 'shop-images' } };
  const { Item } = await new DynamoDBClient({}).send(new GetItemCommand({ TableName: definitionsTable, Key }));
  const { externalId } = JSON.parse(Item?.definition?.S ?? '{}');
  let made = 0;
  return () => {
    made += 1;
    return { definitionsTable, activityTable, externalId, sessionName: `floor-${prefix}-${made}` };
  };
}

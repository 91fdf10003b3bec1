import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import { assertConsumedCapacity, REPORT_CONSUMED_CAPACITY } from './table.ts';

/**
 * Puts an item of the activity table under a key that has none yet. Throws the SDK's error, also if another item is
 * there: evidence is never written over.
 */
export async function putOnce(
  { client, tableName }: { readonly client: DynamoDBClient; readonly tableName: string },
  Item: Record<string, AttributeValue>,
  call: Call,
): Promise<void> {
  const command = new PutItemCommand({
    TableName: tableName,
    Item,
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ...REPORT_CONSUMED_CAPACITY,
  });
  try {
    assertConsumedCapacity(await client.send(command, { abortSignal: call.signal }));
  } catch (error) {
    // The SDK retries a write when the answer is lost. Then the item that made the condition fail may be our own.
    if (error instanceof ConditionalCheckFailedException && isDeepStrictEqual(error.Item, Item)) return;
    throw error;
  }
}

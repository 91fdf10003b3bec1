import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import { PortunusError, type Stage } from '../../domain/errors.ts';
import { MAX_ATTEMPTS } from '../request-handler.ts';
import { pauseBeforeRetry } from './retries.ts';
import { REPORT_CONSUMED_CAPACITY, sendToTable } from './table.ts';

type Item = Record<string, AttributeValue>;

interface Table {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

interface Batch {
  readonly Keys: Item[];
  readonly ConsistentRead?: boolean;
}

/**
 * Reads the items of these keys, and asks again for those that DynamoDB left out because it was busy: the SDK does not.
 * What it leaves out to the end must not look like an item that isn't there. Returns how many calls it took.
 */
export async function batchGet({ client, tableName }: Table, { Keys, ...how }: Batch, call: Call, stage: Stage) {
  const items: Item[] = [];
  let left = Keys;
  for (let attempt = 1; ; attempt += 1) {
    const command = new BatchGetItemCommand({
      RequestItems: { [tableName]: { Keys: left, ...how } },
      ...REPORT_CONSUMED_CAPACITY,
    });
    const send = async () => {
      const answer = await client.send(command, { abortSignal: call.signal });
      if (answer.Responses === undefined) throw new TypeError('no answer of DynamoDB');
      return answer;
    };
    const { Responses = {}, UnprocessedKeys = {} } = await sendToTable(send, call, stage);
    items.push(...Object.values(Responses).flat());
    if (Object.keys(UnprocessedKeys).length === 0) return { items, calls: attempt };
    if (attempt === MAX_ATTEMPTS) throw new PortunusError('table_unavailable', stage, { detail: 'UnprocessedKeys' });
    left = Object.values(UnprocessedKeys).flatMap((unprocessed) => unprocessed.Keys ?? []);
    await pauseBeforeRetry(attempt, call);
  }
}

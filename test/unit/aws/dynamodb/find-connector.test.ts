import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createFindConnector } from '../../../../shared/aws/dynamodb/definitions.ts';
import { aCall } from '../../../support/builders.ts';

const STOPS_KEY = { kind: { S: 'stops' }, id: { S: 'stops' } };

/** Finds a connector in a table that answers this. */
function find(answer: object) {
  const client = { send: async () => answer } as unknown as DynamoDBClient;
  return createFindConnector({ client, tableName: 'definitions' })('shop-images', aCall());
}

it.each([
  [
    'a key that was not read',
    { Responses: { definitions: [] }, UnprocessedKeys: { definitions: { Keys: [STOPS_KEY] } }, ConsumedCapacity: [] },
    'UnprocessedKeys',
  ],
  ['an answer without items', { UnprocessedKeys: {}, ConsumedCapacity: [] }, 'TypeError'],
  ['an answer that is not of DynamoDB', { Responses: { definitions: [] }, UnprocessedKeys: {} }, 'TypeError'],
])('%s is the table’s fault: it is not taken for nothing that is stopped', async (_what, answer, reason) => {
  await expect(find(answer)).rejects.toMatchObject({ code: 'table_unavailable', stage: 'connector', reason });
});

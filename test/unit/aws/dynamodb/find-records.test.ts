// A search never takes a record that DynamoDB left out for one that is not there.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createFindRecords } from '../../../../shared/aws/dynamodb/find-records.ts';
import { aCall } from '../../../support/builders.ts';

const KEY = { pk: { S: 'audit#2026-11-21#3' }, sk: { S: '2026-11-21T12:00:00.000Z#request-1' } };
const QUERY = { requestId: 'request-1', from: new Date('2026-11-21'), to: new Date('2026-11-22'), limit: 10 };

/** Answers a query with the key, and then a batch with what the test says. */
function findWith(...batches: readonly object[]) {
  const answers = [{ Items: [KEY] }, ...batches];
  const send = async () => ({ ConsumedCapacity: {}, ...answers.shift() });
  const client = { send } as unknown as DynamoDBClient;
  return createFindRecords({ client, tableName: 'activity' })(QUERY, aCall());
}

const LEFT_OUT = { Responses: {}, UnprocessedKeys: { activity: { Keys: [KEY] } } };

it('asks twice more for what a batch left out', async () => {
  const { items } = await findWith(LEFT_OUT, LEFT_OUT, { Responses: { activity: [KEY] } });
  expect(items).toMatchObject([{ unreadable: { sk: KEY.sk.S } }]);
});

it('fails if it is left out three times', async () => {
  await expect(findWith(LEFT_OUT, LEFT_OUT, LEFT_OUT)).rejects.toMatchObject({ code: 'table_unavailable' });
});

it('leaves out what has expired between the index and the table', async () => {
  expect(await findWith({ Responses: { activity: [] } })).toEqual({ items: [] });
});

import type { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createFindConnector } from '../../../../shared/aws/dynamodb/definitions.ts';
import { aCall } from '../../../support/builders.ts';

const CONNECTOR_KEY = { kind: { S: 'connector' }, id: { S: 'shop-images' } };
const STOPS_KEY = { kind: { S: 'stops' }, id: { S: 'stops' } };
const NOTHING = { Responses: { definitions: [] }, UnprocessedKeys: {}, ConsumedCapacity: [] };
const LEFT_OUT = { ...NOTHING, UnprocessedKeys: { definitions: { Keys: [STOPS_KEY] } } };
const STOPS = { ...NOTHING, Responses: { definitions: [{ ...STOPS_KEY, schema: { N: '9999' } }] } };

/** Finds a connector in a table that gives these answers, one after the other. Also returns what it was asked. */
function find(answers: readonly object[], call = aCall()) {
  const left = [...answers];
  const asked: unknown[] = [];
  const send = async ({ input }: BatchGetItemCommand, options: { readonly abortSignal: AbortSignal }) => {
    options.abortSignal.throwIfAborted();
    asked.push(input.RequestItems?.definitions);
    return left.shift();
  };
  const client = { send } as unknown as DynamoDBClient;
  return { found: createFindConnector({ client, tableName: 'definitions' })('shop-images', call), asked };
}

it('asks again, with strong consistency, for the key alone that DynamoDB left out', async () => {
  const { found, asked } = find([LEFT_OUT, NOTHING]);
  await found;
  expect(asked).toEqual([
    { Keys: [CONNECTOR_KEY, STOPS_KEY], ConsistentRead: true },
    { Keys: [STOPS_KEY], ConsistentRead: true },
  ]);
});

it('finds the stops that only the third answer has', async () => {
  const { found } = find([LEFT_OUT, LEFT_OUT, STOPS]);
  expect((await found).stops).toEqual({ unreadable: 'schema asks for a newer release of Portunus' });
});

it.each([
  ['a key that was left out three times', [LEFT_OUT, LEFT_OUT, LEFT_OUT], 'UnprocessedKeys'],
  ['an answer without items', [{ ...NOTHING, Responses: undefined }], 'TypeError'],
  ['an answer that is not of DynamoDB', [{ ...NOTHING, ConsumedCapacity: undefined }], 'TypeError'],
  ['a second answer that is not of DynamoDB', [LEFT_OUT, {}], 'TypeError'],
])('%s is the table’s fault: it is not taken for nothing that is stopped', async (_what, answers, reason) => {
  await expect(find(answers).found).rejects.toMatchObject({ code: 'table_unavailable', stage: 'connector', reason });
});

it('does not ask again after the deadline', async () => {
  const deadline = new AbortController();
  const atDeadline = {
    ...LEFT_OUT,
    get UnprocessedKeys() {
      deadline.abort();
      return LEFT_OUT.UnprocessedKeys;
    },
  };
  const { found, asked } = find([atDeadline, NOTHING], aCall({ signal: deadline.signal }));
  await expect(found).rejects.toMatchObject({ code: 'deadline_exceeded', stage: 'connector' });
  expect(asked).toHaveLength(1);
});

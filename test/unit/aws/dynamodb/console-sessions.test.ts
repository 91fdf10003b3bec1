import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createSessionStore } from '../../../../shared/aws/dynamodb/console-sessions.ts';
import { callAt } from '../../../support/console-ports.ts';

it('a session is read as it is now, so that one that has just ended is found by no request', async () => {
  const sent: unknown[] = [];
  const send = async ({ input }: { readonly input: unknown }) => {
    sent.push(input);
    return { ConsumedCapacity: { CapacityUnits: 1 } };
  };
  const client = { send } as unknown as DynamoDBClient;
  expect(await createSessionStore({ client, tableName: 'activity' }).read('one', callAt(0))).toBeUndefined();
  expect(sent).toMatchObject([{ Key: { pk: { S: 'session#one' }, sk: { S: 'session' } }, ConsistentRead: true }]);
});

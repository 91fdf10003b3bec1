import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { toSessionItem } from '../../../../shared/aws/dynamodb/console-session-item.ts';
import { createSessionStore } from '../../../../shared/aws/dynamodb/console-sessions.ts';
import { aSession, callAt } from '../../../support/console-ports.ts';

function aStoreWith(answer: object) {
  const sent: unknown[] = [];
  const send = async ({ input }: { readonly input: unknown }) => {
    sent.push(input);
    return { ConsumedCapacity: { CapacityUnits: 1 }, ...answer };
  };
  const client = { send } as unknown as DynamoDBClient;
  return { store: createSessionStore({ client, tableName: 'activity' }), sent };
}

it('a session is read as it is now, so that one that has just ended is found by no request', async () => {
  const { store, sent } = aStoreWith({});
  expect(await store.read('one', callAt(0))).toBeUndefined();
  expect(sent).toMatchObject([{ Key: { pk: { S: 'session#one' }, sk: { S: 'session' } }, ConsistentRead: true }]);
});

it.each([
  ['by a newer release', { schema: { N: '2' } }],
  ['without an issuer', { issuer: undefined }],
  ['with more than this release knows', { more: { S: 'x' } }],
])(
  'a session that is stored %s asks the person to sign in again, and is no fault of the deployment',
  async (_how, more) => {
    const { store } = aStoreWith({ Item: { ...toSessionItem(aSession()), ...more } });
    await expect(store.read('one', callAt(0))).rejects.toThrow('sign_in_required: session_unreadable');
  },
);

it('a session that ends is told as it was last, with the tokens that a request renewed meanwhile', async () => {
  const { store, sent } = aStoreWith({ Attributes: toSessionItem(aSession({ renewals: 3 })) });
  expect(await store.remove('one', callAt(0))).toMatchObject({ renewals: 3 });
  expect(sent).toMatchObject([{ Key: { pk: { S: 'session#one' }, sk: { S: 'session' } }, ReturnValues: 'ALL_OLD' }]);
});

// The sign-in that took its place failed after it was made.
it('a session that this release can not read ends without a fault', async () => {
  const { store } = aStoreWith({ Attributes: { ...toSessionItem(aSession()), schema: { N: '2' } } });
  expect(await store.remove('one', callAt(0))).toBeUndefined();
});

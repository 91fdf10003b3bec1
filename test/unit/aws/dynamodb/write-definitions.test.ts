// A transaction that DynamoDB cancels for another reason than our conditions (API reference, TransactWriteItems).
import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createWriteDefinitions } from '../../../../shared/aws/dynamodb/write-definitions.ts';
import { aCall, NOW } from '../../../support/builders.ts';

/** A transaction that was canceled for these reasons, one for each put. */
function canceledFor(...codes: readonly string[]) {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  const $metadata = { httpStatusCode: 400 };
  return new TransactionCanceledException({ message: 'CANARY-of-AWS', CancellationReasons, $metadata });
}

/** A client whose first transactions fail like this, and whose next is written. */
function failing(...errors: readonly Error[]): DynamoDBClient {
  const left = [...errors];
  const send = async () => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return { ConsumedCapacity: [] };
  };
  return { send } as unknown as DynamoDBClient;
}

function write(client: DynamoDBClient) {
  const definition = { id: 'a', awsAccountId: '123456789012' };
  const one = {
    kind: 'account',
    id: 'a',
    replaces: undefined,
    definition,
    changedBy: 'tests',
    changedAt: NOW,
  } as const;
  return createWriteDefinitions({ client, tableName: 'definitions' })([one], aCall());
}

const THROTTLED = canceledFor('None', 'ThrottlingError');
const CLASHED = canceledFor('TransactionConflict', 'None');

it.each([
  ['ItemCollectionSizeLimitExceeded', 'misconfigured'],
  ['ValidationError', 'misconfigured'],
])('a transaction canceled for %s is %s', async (reason, code) => {
  await expect(write(failing(canceledFor('None', reason)))).rejects.toMatchObject({
    code,
    reason: `TransactionCanceledException: ${reason}`,
  });
});

it.each([
  ['throttled', THROTTLED],
  ['in the way of another one', CLASHED],
])('a transaction that is %s twice is written by the third attempt', async (_what, canceled) => {
  await expect(write(failing(canceled, canceled))).resolves.toBeUndefined();
});

it('a transaction that is throttled each time is the table’s fault', async () => {
  await expect(write(failing(THROTTLED, THROTTLED, THROTTLED))).rejects.toMatchObject({
    code: 'table_unavailable',
    reason: 'TransactionCanceledException: ThrottlingError',
  });
});

it('a transaction that meets another one each time it is repeated has lost to it', async () => {
  await expect(write(failing(CLASHED, CLASHED, CLASHED))).rejects.toMatchObject({ name: 'VersionConflict' });
});

it('a transaction whose condition failed is not repeated, though it was throttled too', async () => {
  const lost = canceledFor('ConditionalCheckFailed', 'ThrottlingError');
  await expect(write(failing(lost))).rejects.toMatchObject({ name: 'VersionConflict' });
});

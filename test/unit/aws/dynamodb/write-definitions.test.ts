// A transaction that DynamoDB cancels for another reason than our conditions (API reference, TransactWriteItems).
import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createWriteDefinitions } from '../../../../shared/aws/dynamodb/write-definitions.ts';
import { aCall, NOW } from '../../../support/builders.ts';

/** A client whose transactions are all canceled for these reasons, one for each put. */
function canceledFor(...codes: readonly string[]): DynamoDBClient {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  const error = new TransactionCanceledException({
    message: 'CANARY-of-AWS',
    CancellationReasons,
    $metadata: { httpStatusCode: 400 },
  });
  return { send: () => Promise.reject(error) } as unknown as DynamoDBClient;
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

it.each([
  ['ThrottlingError', 'table_unavailable'],
  ['ProvisionedThroughputExceeded', 'table_unavailable'],
  ['ItemCollectionSizeLimitExceeded', 'misconfigured'],
  ['ValidationError', 'misconfigured'],
])('a transaction canceled for %s is %s', async (reason, code) => {
  await expect(write(canceledFor('None', reason))).rejects.toMatchObject({
    code,
    reason: `TransactionCanceledException: ${reason}`,
  });
});

it('a transaction that meets another one each time it is repeated has lost to it', async () => {
  await expect(write(canceledFor('TransactionConflict', 'None'))).rejects.toMatchObject({ name: 'VersionConflict' });
});

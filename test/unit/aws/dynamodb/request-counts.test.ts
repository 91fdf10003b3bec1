// Counts that DynamoDB turns away without counting (API reference, TransactWriteItems and UpdateItem).
import {
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createCountRequests } from '../../../../shared/aws/dynamodb/request-counts.ts';
import { aCall } from '../../../support/builders.ts';

const limit = { requests: 10, perSeconds: 60 };
const window = { startsAt: new Date('2026-11-21T12:00:00.000Z'), endsAt: new Date('2026-11-21T12:01:00.000Z') };
const ONE = { connectorId: 'a', issuer: 'ci', subject: 'job', requests: 1, limit, window };
const BATCH = [ONE, { ...ONE, connectorId: 'b' }];

function canceledFor(...codes: readonly string[]) {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  const $metadata = { httpStatusCode: 400 };
  return new TransactionCanceledException({ message: 'canceled', CancellationReasons, $metadata });
}

const CONFLICT = new TransactionConflictException({ message: 'busy', $metadata: { httpStatusCode: 400 } });
const CLASHED = canceledFor('None', 'TransactionConflict');
const THROTTLED = canceledFor('ThrottlingError', 'None');

/** Counts at a table that fails like this first, and then counts. */
function count(counts: readonly (typeof ONE)[], ...errors: readonly Error[]) {
  const left = [...errors];
  const send = async () => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return { ConsumedCapacity: {} };
  };
  return createCountRequests({ client: { send } as unknown as DynamoDBClient, tableName: 'activity' })(counts, aCall());
}

describe.each([
  ['a request that meets a batch of its caller', [ONE], CONFLICT],
  ['a batch that meets another one of its caller', BATCH, CLASHED],
  ['a batch that is throttled', BATCH, THROTTLED],
])('%s', (_what, counts, busy) => {
  it('is counted by the third attempt', async () => {
    expect(await count(counts, busy, busy)).toEqual([]);
  });

  it('is the table’s fault at the third time, and not a fault of the configuration', async () => {
    await expect(count(counts, busy, busy, busy)).rejects.toMatchObject({ code: 'table_unavailable' });
  });
});

it('does not repeat a batch that is beyond a limit, though it met another one too', async () => {
  expect(await count(BATCH, canceledFor('TransactionConflict', 'ConditionalCheckFailed'))).toEqual([BATCH[1]]);
});

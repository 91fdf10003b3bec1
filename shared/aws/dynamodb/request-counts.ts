import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import type { RequestCount } from '../../domain/rate-limit.ts';
import type { CountRequests } from '../../vending/issuing/ports.ts';
import { ITEM_SCHEMA } from './envelope.ts';
import type { ActivityTable } from './refresh-state.ts';
import { retryWhileBusy } from './retries.ts';
import { assertConsumedCapacity, REPORT_CONSUMED_CAPACITY, tableError } from './table.ts';

/**
 * How long a count is kept after its window, in seconds. An environment whose clock is behind still counts in that
 * window, and must not begin it anew.
 */
const KEPT_SECONDS = 3_600;

/**
 * Counts requests by one conditional write, so that of many environments at once none goes beyond the limit. If the SDK
 * sends the write again because the answer was lost, the requests count twice, and the caller gets fewer.
 */
export function createCountRequests(table: ActivityTable): CountRequests {
  return async (counts, call) => {
    if (counts.length === 0) return [];
    try {
      assertConsumedCapacity(await retryWhileBusy(() => add(table, counts, call), call));
      return [];
    } catch (error) {
      const beyond = beyondLimit(counts, error);
      if (beyond.length > 0) return beyond;
      throw tableError(error, call, 'connector');
    }
  };
}

function add(
  { client, tableName }: ActivityTable,
  counts: readonly RequestCount[],
  { signal }: Call,
): Promise<{ readonly ConsumedCapacity?: unknown }> {
  const [first, ...others] = counts.map((count) => addition(tableName, count));
  const options = { abortSignal: signal };
  if (first !== undefined && others.length === 0) {
    return client.send(new UpdateItemCommand({ ...first, ...REPORT_CONSUMED_CAPACITY }), options);
  }
  const TransactItems = [first, ...others].map((Update) => ({ Update }));
  return client.send(new TransactWriteItemsCommand({ TransactItems, ...REPORT_CONSUMED_CAPACITY }), options);
}

function addition(TableName: string, { requests, limit, window, ...who }: RequestCount) {
  return {
    TableName,
    Key: countKey(who, limit.perSeconds, window.startsAt),
    UpdateExpression: 'SET #schema = :schema, #expiresAt = :expiresAt ADD #requests :requests',
    ConditionExpression: 'attribute_not_exists(#requests) OR #requests <= :room',
    ExpressionAttributeNames: { '#schema': 'schema', '#expiresAt': 'expiresAt', '#requests': 'requests' },
    ExpressionAttributeValues: {
      ':schema': { N: String(ITEM_SCHEMA) },
      ':expiresAt': { N: String(window.endsAt.getTime() / 1000 + KEPT_SECONDS) },
      ':requests': { N: String(requests) },
      ':room': { N: String(limit.requests - requests) },
    },
  };
}

/** A window has its length in the key, so that a changed limit never counts in windows of another length. */
function countKey(
  { connectorId, issuer, subject }: Pick<RequestCount, 'connectorId' | 'issuer' | 'subject'>,
  perSeconds: number,
  startsAt: Date,
) {
  const caller = createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex');
  return { pk: { S: `limit#${connectorId}#${caller}` }, sk: { S: `${perSeconds}#${startsAt.toISOString()}` } };
}

/** The counts whose condition failed. Empty if anything else made the write fail. */
function beyondLimit(counts: readonly RequestCount[], error: unknown): readonly RequestCount[] {
  if (error instanceof ConditionalCheckFailedException) return counts;
  if (!(error instanceof TransactionCanceledException)) return [];
  const reasons = error.CancellationReasons ?? [];
  return counts.filter((_count, index) => reasons[index]?.Code === 'ConditionalCheckFailed');
}

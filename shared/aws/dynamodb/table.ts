import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import { type ErrorCode, PortunusError, type Stage } from '../../domain/errors.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';

/** Both tables are read and written through one client: one connection pool. */
export function createDynamoDbClient(attemptMs = 1_000): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(attemptMs) });
}

/** Asks DynamoDB to report what a call cost. Every real answer then contains that report. */
export const REPORT_CONSUMED_CAPACITY = { ReturnConsumedCapacity: 'TOTAL' } as const;

/**
 * Throws for an answer that does not come from DynamoDB. The SDK resolves for any 200, also for an empty one from a proxy:
 * without this check a read would find nothing, and a write would count as done.
 */
export function assertConsumedCapacity(answer: { readonly ConsumedCapacity?: unknown }): void {
  if (answer.ConsumedCapacity === undefined) throw new TypeError('no answer of DynamoDB');
}

/** Spreads texts evenly over the shards, which are numbered from 0. */
export function shardOf(text: string, shards: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE() % shards;
}

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'table_unavailable',
  // No such table, no right to read it: never "no such connector".
  own_credentials: 'misconfigured',
  refused: 'misconfigured',
  unreadable: 'table_unavailable',
};

/** A failed read of the definitions, in our words. */
export function tableError(error: unknown, call: Call, stage: Stage): PortunusError {
  const { verdict, name } = classifySdkError(error, call.signal);
  return new PortunusError(CODES[verdict], stage, { detail: name, cause: error });
}

/** Sends a command and checks that DynamoDB answered it. Throws a failure in our words. */
export async function sendToTable<A extends { readonly ConsumedCapacity?: unknown }>(
  send: () => Promise<A>,
  call: Call,
  stage: Stage,
): Promise<A> {
  try {
    const answer = await send();
    assertConsumedCapacity(answer);
    return answer;
  } catch (error) {
    throw tableError(error, call, stage);
  }
}

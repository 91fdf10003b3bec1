import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import { type ErrorCode, PortunusError, type Stage } from '../../domain/errors.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';
import { unlogged } from '../unlogged.ts';
import { cancellationCodes, isBusy } from './retries.ts';

/**
 * Creates the one client for both tables, so that they share a connection pool. `attemptMs` limits each attempt, in
 * milliseconds. The environment names the region, if nothing else does.
 */
export function createDynamoDbClient(attemptMs = 1_000, region?: string): DynamoDBClient {
  const config = { maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(attemptMs) };
  return unlogged(new DynamoDBClient({ ...config, ...(region !== undefined && { region }) }));
}

/** Asks DynamoDB to report the capacity that a call consumed. Every genuine answer then contains this report. */
export const REPORT_CONSUMED_CAPACITY = { ReturnConsumedCapacity: 'TOTAL' } as const;

/**
 * Throws if an answer does not come from DynamoDB. The SDK accepts every 200, even an empty one from a proxy: without
 * this check, a read would find nothing, and a write would count as done.
 */
export function assertConsumedCapacity(answer: { readonly ConsumedCapacity?: unknown }): void {
  if (answer.ConsumedCapacity === undefined) throw new TypeError('no answer of DynamoDB');
}

/** Spreads texts evenly over shards. Returns a number from 0 to `shards - 1`. */
export function shardOf(text: string, shards: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE() % shards;
}

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'table_unavailable',
  // A missing table, or a missing right to read it, must never look like a missing connector.
  own_credentials: 'misconfigured',
  refused: 'misconfigured',
  unreadable: 'table_unavailable',
};

/** Turns a failed call of a table into a `PortunusError`. */
export function tableError(error: unknown, call: Call, stage: Stage): PortunusError {
  const { verdict, name } = classifySdkError(error, call.signal);
  const code = verdict === 'refused' && isBusy(error) ? 'table_unavailable' : CODES[verdict];
  const codes = cancellationCodes(error).join(', ');
  return new PortunusError(code, stage, { detail: codes === '' ? name : `${name}: ${codes}`, cause: error });
}

/** Sends a command, and checks that DynamoDB answered it. Throws a `PortunusError`. */
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

import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import { pause } from '../pause.ts';
import { MAX_ATTEMPTS } from '../request-handler.ts';

/** The longest pause before the second attempt, in milliseconds. It doubles before each further one. */
const FIRST_PAUSE_MS = 100;

/** Waits a random time, so that callers whom DynamoDB turned away at once do not all come back at once. */
export function pauseBeforeRetry(attempt: number, call: Call): Promise<void> {
  // At the deadline the pause ends, and the next attempt reports it.
  return pause(Math.random() * FIRST_PAUSE_MS * 2 ** (attempt - 1), call);
}

/** Sends a write again while DynamoDB is busy with its items. Throws the last error. */
export async function retryWhileBusy<A>(send: () => Promise<A>, call: Call): Promise<A> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isBusy(error) || attempt === MAX_ATTEMPTS) throw error;
    }
    await pauseBeforeRetry(attempt, call);
  }
}

/**
 * Whether DynamoDB wrote nothing because it throttled a transaction, or because another one touched the same item. The
 * SDK does not send such a write again. A condition that failed would fail again.
 */
export function isBusy(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  const codes = cancellationCodes(error);
  const isFinal = codes.includes('ConditionalCheckFailed');
  return !isFinal && codes.some((code) => /^(?:Throttling|ProvisionedThroughput|TransactionConflict)/.test(code));
}

/** Why DynamoDB canceled a transaction: the codes of its items. Empty for every other error. */
export function cancellationCodes(error: unknown): readonly string[] {
  if (!(error instanceof TransactionCanceledException)) return [];
  return [...new Set((error.CancellationReasons ?? []).flatMap(({ Code }) => (Code && Code !== 'None' ? [Code] : [])))];
}

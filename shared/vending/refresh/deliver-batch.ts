import type { Call } from '../../domain/call.ts';
import { asPortunusError, faultsText, PortunusError } from '../../domain/errors.ts';
import type { Parsed } from '../../domain/parse.ts';
import type { RefreshMessage } from '../../domain/refresh-state.ts';
import { mapLimited } from '../map-limited.ts';
import { deliverRefresh, type RefreshPorts } from './deliver-refresh.ts';

/** A message as it came from the queue. */
export interface Received {
  readonly id: string;
  readonly message: Parsed<RefreshMessage>;
}

interface Invocation {
  readonly requestId: string;
  readonly now: () => Date;
  /** Returns the milliseconds until Lambda ends the function. */
  readonly timeLeft: () => number;
}

/** How many deliveries run at once. They mostly wait for AWS, and five are few compared with its quotas. */
const CONCURRENCY = 5;
/** The time limit of one delivery, and the time reserved to save its failure. Both are in milliseconds. */
const ITEM_MS = 10_000;
const RESERVE_MS = 3_000;

/** Delivers each message separately. Returns the ids of the messages that the queue should send again. */
export async function deliverBatch(
  ports: RefreshPorts,
  received: readonly Received[],
  { requestId, now, timeLeft }: Invocation,
): Promise<readonly string[]> {
  const one = async ({ id, message }: Received, item: number): Promise<string | undefined> => {
    // A delivery that cannot finish in time is not started, so that it is never cut off halfway.
    if (timeLeft() < ITEM_MS + RESERVE_MS) return id;
    const call: Call = { requestId, now, signal: AbortSignal.timeout(ITEM_MS) };
    try {
      const outcome = await deliverRefresh(ports, readable(message), call, item);
      return outcome === 'in-progress' ? id : undefined;
    } catch (error) {
      ports.reportFault(asPortunusError(error), call);
      return id;
    }
  };
  const again = await mapLimited(received, CONCURRENCY, one);
  return again.filter((id) => id !== undefined);
}

/**
 * Throws if the message is not one of ours. The queue then sends it again, and finally moves it to the dead-letter
 * queue.
 */
function readable(message: Parsed<RefreshMessage>): RefreshMessage {
  if (message.ok) return message.value;
  throw new PortunusError('invalid_request', 'request', {
    detail: `not a refresh message: ${faultsText(message.errors)}`,
  });
}

import type { Call } from '../../domain/call.ts';
import { asPortunusError, PortunusError } from '../../domain/errors.ts';
import type { Parsed } from '../../domain/parse.ts';
import type { RefreshMessage } from '../../domain/refresh-state.ts';
import { mapLimited } from '../map-limited.ts';
import { deliverRefresh, type RefreshPorts } from './deliver-refresh.ts';

/** A message as the queue gave it. */
export interface Received {
  readonly id: string;
  readonly message: Parsed<RefreshMessage>;
}

interface Invocation {
  readonly requestId: string;
  readonly now: () => Date;
  /** Milliseconds until the function is ended. */
  readonly timeLeft: () => number;
}

/** At once, in one environment: enough to wait for AWS together, and few beside its quotas. */
const CONCURRENCY = 5;
/** One delivery's time, and what it may need beyond that to keep its failure. */
const ITEM_MS = 10_000;
const RESERVE_MS = 3_000;

/** Delivers each message by itself. Gives back the ids of those that the queue is to give again, and no others. */
export async function deliverBatch(
  ports: RefreshPorts,
  received: readonly Received[],
  { requestId, now, timeLeft }: Invocation,
): Promise<readonly string[]> {
  const one = async ({ id, message }: Received, item: number): Promise<string | undefined> => {
    // What is not begun is not half done.
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

/** What is no message of ours goes back until the queue puts it aside. */
function readable(message: Parsed<RefreshMessage>): RefreshMessage {
  if (message.ok) return message.value;
  const reason = message.errors.map(({ field, detail }) => `${field} ${detail}`).join('; ');
  throw new PortunusError('invalid_request', 'request', { detail: `not a refresh message: ${reason}` });
}

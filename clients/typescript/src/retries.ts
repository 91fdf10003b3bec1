import { isRetryable } from './problem.ts';

export type Send = (request: Request) => Promise<Response>;

/** The longest wait that is obeyed. Who is told to come back later than this had better do something else meanwhile. */
const MAX_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 1_000;

/** Sends a request again that the service could not answer now, as often as given, when it says. */
export function withRetries(send: Send, retries: number, random: () => number = Math.random): Send {
  if (retries === 0) return send;
  return async (request) => {
    for (let retry = 0; ; retry += 1) {
      const response = await send(request.clone());
      if (retry === retries || !isRetryable(response.status)) return response;
      const waitMs = waitOf(response, retry, random);
      if (waitMs > MAX_WAIT_MS) return response;
      await response.body?.cancel();
      await wait(waitMs, request.signal);
    }
  };
}

/** Many callers are refused at the same time, so each comes back at a time of its own. */
function waitOf(response: Response, retry: number, random: () => number): number {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const leastMs = Number.isFinite(seconds) ? seconds * 1_000 : FIRST_WAIT_MS * 2 ** retry;
  return leastMs + random() * FIRST_WAIT_MS;
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    }
  });
}

import { Socket } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

/** No limit of the handlers is shorter: on an attempt, a connection or a request. */
const SHORTEST_LIMIT_MS = 1_000;

/**
 * Within the handlers' time limits, a busy machine does fewer requests at once than an idle one. Tests that ask something
 * else of requests at once have no such limits, from the first test of a file or suite to its last.
 */
export function useNoTimeLimits(): void {
  const { timeout } = AbortSignal;
  const { setTimeout } = globalThis;
  const { setTimeout: setSocketTimeout } = Socket.prototype;
  const later = (work: () => void, ms = 0, ...args: []) =>
    setTimeout(work, ms < SHORTEST_LIMIT_MS ? ms : 1_000 * ms, ...args);
  beforeAll(() => {
    AbortSignal.timeout = () => new AbortController().signal;
    globalThis.setTimeout = Object.assign(later, setTimeout) as typeof setTimeout;
    Socket.prototype.setTimeout = function (ms, work) {
      return setSocketTimeout.call(this, ms < SHORTEST_LIMIT_MS ? ms : 0, work);
    };
  });
  afterAll(() => {
    AbortSignal.timeout = timeout;
    globalThis.setTimeout = setTimeout;
    Socket.prototype.setTimeout = setSocketTimeout;
  });
}

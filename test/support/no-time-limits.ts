import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';

/** No limit of the handlers is shorter: on an attempt, a connection or a request. */
const SHORTEST_LIMIT_MS = 1_000;
/** It only ends what never comes. */
const MOST_LOOKS = 20_000;
/** Timers can't be longer. */
const LONGEST_MS = 2 ** 31 - 1;

interface Limit {
  readonly ms: number;
  readonly end: () => void;
}

export interface TimeLimits {
  /** Ends what runs with a limit of so many milliseconds, as if they were over, once `isThere` says that it is time. */
  readonly pass: (ms: number, isThere: () => boolean) => Promise<void>;
  /** Whether anything but a connection has a limit of so many milliseconds now. */
  readonly isRunning: (ms: number) => boolean;
}

/**
 * Within the handlers' time limits, a busy machine does fewer requests at once than an idle one, and may miss one that
 * an idle one keeps. Tests that ask something else have no such limits, from the first test of a file or suite to its
 * last, but for those that they let pass. A connection that swallows what is sent needs `attempts`: the limits of
 * attempts and connections are kept then, and those of requests are not.
 */
export function useNoTimeLimits({ attempts = false } = {}): TimeLimits {
  const { timeout } = AbortSignal;
  const { random } = Math;
  const { setTimeout, clearTimeout } = globalThis;
  const { setTimeout: setSocketTimeout } = Socket.prototype;
  const limits = new Map<object, Limit>();
  const isLimit = (ms: number) => ms >= SHORTEST_LIMIT_MS;
  const muchLater = (ms: number) => (attempts ? ms : Math.min(1_000 * ms, LONGEST_MS));

  const later = (work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    if (!isLimit(ms)) return setTimeout(work, ms, ...args);
    const end = () => {
      limits.delete(timer);
      work(...args);
    };
    const timer = setTimeout(end, muchLater(ms));
    limits.set(timer, { ms, end });
    return timer;
  };
  beforeAll(() => {
    // A pause of the SDK is a random part of two seconds at most. In the lower half, none is as long as a limit.
    Math.random = () => random() / 2;
    AbortSignal.timeout = (ms) => {
      const limit = new AbortController();
      limits.set(limit, { ms, end: () => limit.abort(new DOMException('It is over.', 'TimeoutError')) });
      return limit.signal;
    };
    globalThis.setTimeout = Object.assign(later, setTimeout) as typeof setTimeout;
    globalThis.clearTimeout = (timer) => {
      if (typeof timer === 'object') limits.delete(timer);
      clearTimeout(timer);
    };
    Socket.prototype.setTimeout = function (ms, work) {
      limits.delete(this);
      if (isLimit(ms)) limits.set(this, { ms, end: () => void this.emit('timeout') });
      return setSocketTimeout.call(this, isLimit(ms) ? muchLater(ms) : ms, work);
    };
  });
  afterAll(() => {
    Math.random = random;
    AbortSignal.timeout = timeout;
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Socket.prototype.setTimeout = setSocketTimeout;
  });

  const ofLength = (ms: number) => [...limits].filter(([, limit]) => limit.ms === ms);
  return {
    isRunning: (ms) => ofLength(ms).some(([key]) => !(key instanceof Socket)),
    pass: async (ms, isThere) => {
      // `vi.waitFor` would move a clock that a test lets stand still.
      for (let looks = 1; !isThere() || ofLength(ms).length === 0; looks += 1) {
        if (looks === MOST_LOOKS) throw new Error(`nothing is there that ${ms} ms would end`);
        await sleep(5);
      }
      for (const [key, { end }] of ofLength(ms)) {
        limits.delete(key);
        end();
      }
    },
  };
}

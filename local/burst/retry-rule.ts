/** What a helper gets for one try. */
export interface Answer {
  readonly status: number;
  /** In seconds. */
  readonly retryAfter?: number;
}

export interface Tries {
  /**
   * Returns how long the helper waits before its next try, in milliseconds, or `undefined` if this answer is final.
   * `chance` is from 0 to 999.
   */
  readonly after: (answer: Answer, tookMs: number, chance: number) => number | undefined;
}

/**
 * The rule of clients/portunus-request.sh for one request. A test compares both, answer by answer. It is written again
 * because a shell can't wait in simulated time.
 */
export function startTries(): Tries {
  let left = 25_000;
  let pause = 1_000;
  return {
    after: ({ status, retryAfter }, tookMs, chance) => {
      left -= tookMs;
      const room = left - 3_000;
      if (![429, 502, 503, 504].includes(status) || room <= 0) return undefined;
      const half = Math.floor(pause / 2);
      const own = half + Math.floor((half * chance) / 1000);
      const asked = retryAfter === undefined ? 0 : retryAfter * 1000 + chance;
      const wait = Math.min(Math.max(own, asked), room);
      left -= wait;
      pause *= 2;
      return wait;
    },
  };
}

/** A client without a rule: what it gets first is final. */
export function tryOnce(): Tries {
  return { after: () => undefined };
}

/** How many fetches unknown key ids may cause in a burst, beyond the regular ones. */
const MAX_EXTRA = 4;
/** How long it takes until one more such fetch is allowed. */
const EXTRA_EVERY_MS = 5_000;
/** How long a key id that a fetch did not find is not searched again. */
const IN_VAIN_MS = 30_000;
/** How many key ids that were not found are remembered. */
const MAX_REMEMBERED = 100;

/** Decides when a recent key set is fetched again for a key id that it lacks. */
export interface Searches {
  /** Whether the key id may be searched now. If so, the search counts against the limit. */
  readonly mayBegin: (keyId: string, now: number) => boolean;
  /** Records that a fetch did not find the key id. */
  readonly inVain: (keyId: string, now: number) => void;
}

/**
 * Limits the fetches for unknown key ids. Anybody can send one, but a newly rotated key is unknown too. A key id that
 * was not found waits 30 seconds and uses up none of the limit. All other ids share a burst of four fetches and one
 * more every five seconds, so a flood of new ids delays a rotated key by seconds only.
 */
export function createSearches(): Searches {
  const missing = new Map<string, number>();
  let extra = MAX_EXTRA;
  let countedAt = Number.NEGATIVE_INFINITY;
  return {
    mayBegin: (keyId, now) => {
      const elapsed = now - (missing.get(keyId) ?? Number.NEGATIVE_INFINITY);
      if (elapsed >= 0 && elapsed <= IN_VAIN_MS) return false;
      // If the clock was set back, the elapsed time is unknown, and the full burst is allowed.
      const earned = now < countedAt ? MAX_EXTRA : (now - countedAt) / EXTRA_EVERY_MS;
      extra = Math.min(MAX_EXTRA, extra + earned);
      countedAt = now;
      if (extra < 1) return false;
      extra -= 1;
      return true;
    },
    inVain: (keyId, now) => {
      missing.delete(keyId);
      missing.set(keyId, now);
      const [oldest] = missing.keys();
      if (missing.size > MAX_REMEMBERED && oldest !== undefined) missing.delete(oldest);
    },
  };
}

/** How many fetches beyond the regular ones unknown key ids may cost at once. */
const MAX_EXTRA = 4;
/** How long it takes until one of them may be made again. */
const EXTRA_EVERY_MS = 5_000;
/** A key id that a fetch did not bring is not looked for again for so long. */
const IN_VAIN_MS = 30_000;
/** How many such key ids are remembered. */
const MAX_REMEMBERED = 100;

/** When a young key set is fetched anew for a key id that it lacks. */
export interface Searches {
  /** Whether the key id may be looked for now; counts it as done if so. */
  readonly mayBegin: (keyId: string, now: number) => boolean;
  /** A fetch did not bring the key id. */
  readonly inVain: (keyId: string, now: number) => void;
}

/**
 * Anybody can send an unknown key id, and a rotated key is one too. So each id is looked for by itself: one that was
 * not found waits half a minute, however often it comes, and uses nothing up. Ids that are always new share four
 * fetches and one every five seconds: so long a key that has just been published can be hidden by them at most.
 */
export function createSearches(): Searches {
  const missing = new Map<string, number>();
  let extra = MAX_EXTRA;
  let countedAt = Number.NEGATIVE_INFINITY;
  return {
    mayBegin: (keyId, now) => {
      const elapsed = now - (missing.get(keyId) ?? Number.NEGATIVE_INFINITY);
      if (elapsed >= 0 && elapsed <= IN_VAIN_MS) return false;
      // A clock that was set back is no reason to wait.
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

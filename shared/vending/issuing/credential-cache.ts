import { type Call, withinCall } from '../../domain/call.ts';
import type { Fetched } from '../../domain/credential.ts';
import { PortunusError } from '../../domain/errors.ts';

/** An entry takes about 10 KB, so the cache takes 5 MB at most, however many callers there are. */
const MAX_ENTRIES = 500;

/** What was fetched, and whether it was fetched for this request or comes from the cache. */
export type Cached<T> = T & { readonly source: 'fresh' | 'cache' };

/**
 * A cache of credentials in the memory of this execution environment. Callers authorize each request before they use
 * it, so a cache hit never skips a decision.
 */
export interface CredentialCache<T extends Fetched> {
  /**
   * Returns the entry under the key while more than half of its life is left. Otherwise it calls `fetch`. Concurrent
   * requests with the same key share one fetch; requests without a key share nothing. Failures are not cached.
   */
  readonly getOrFetch: (key: string | undefined, call: Call, fetch: () => Promise<T>) => Promise<Cached<T>>;
}

/** Creates a cache that always fetches. Refresh jobs use it, because a cached login would expire too soon. */
export function createNoCache<T extends Fetched>(): CredentialCache<T> {
  return { getOrFetch: async (_key, _call, fetch) => ({ ...(await fetch()), source: 'fresh' }) };
}

export function createCredentialCache<T extends Fetched>(): CredentialCache<T> {
  const entries = new Map<string, T>();
  const inFlight = new Map<string, Promise<T>>();

  const get = (key: string, now: Date): T | undefined => {
    const cached = entries.get(key);
    if (cached === undefined) return undefined;
    entries.delete(key);
    if (!hasOverHalfOfItsLife(cached, now)) return undefined;
    // A Map keeps the order of insertion. Adding the entry again marks it as the most recently used.
    entries.set(key, cached);
    return cached;
  };

  const fetchAndKeep = async (key: string, fetch: () => Promise<T>): Promise<T> => {
    const fetched = await fetch();
    entries.set(key, fetched);
    const oldest = entries.keys().next();
    if (entries.size > MAX_ENTRIES && !oldest.done) entries.delete(oldest.value);
    return fetched;
  };

  return {
    getOrFetch: async (key, call, fetch) => {
      if (key === undefined) return { ...(await fetch()), source: 'fresh' };
      const cached = get(key, call.now());
      if (cached !== undefined) return { ...cached, source: 'cache' };
      const flight = inFlight.get(key);
      if (flight !== undefined) return { ...(await withinCall(flight, call, waitedTooLong)), source: 'cache' };
      const own = fetchAndKeep(key, fetch).finally(() => inFlight.delete(key));
      inFlight.set(key, own);
      return { ...(await own), source: 'fresh' };
    },
  };
}

function hasOverHalfOfItsLife({ fetchedAt, endsAt }: Fetched, now: Date): boolean {
  return endsAt.getTime() - now.getTime() > (endsAt.getTime() - fetchedAt.getTime()) / 2;
}

function waitedTooLong() {
  return new PortunusError('deadline_exceeded', 'sts', { reason: 'waited_for_an_equal_request' });
}

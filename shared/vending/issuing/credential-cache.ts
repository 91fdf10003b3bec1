import { type Call, withinCall } from '../../domain/call.ts';
import type { Fetched } from '../../domain/credential.ts';
import { PortunusError } from '../../domain/errors.ts';

/** About 10 KB an entry: 5 MB at most, whatever the number of callers. */
const MAX_ENTRIES = 500;

/** What was fetched, and whether for this request or for an earlier one. */
export type Cached<T> = T & { readonly source: 'fresh' | 'cache' };

/**
 * Credentials in this environment's memory. Authorization has already run for the request; a cache hit never skips it.
 */
export interface CredentialCache<T extends Fetched> {
  /**
   * What is cached under the key while more than half of its life is left; otherwise what `fetch` gets. Equal requests
   * at the same time share one fetch. Without a key they share nothing. Failures are not cached.
   */
  readonly getOrFetch: (key: string | undefined, call: Call, fetch: () => Promise<T>) => Promise<Cached<T>>;
}

/** Always fetches; used by refresh jobs, which must not reuse a cached login. */
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
    // A Map keeps the order of insertion. Put back last, the entry counts as used just now.
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

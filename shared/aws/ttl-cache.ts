import type { Call } from '../domain/call.ts';

const TTL_MS = 60_000;
const MAX_ENTRIES = 200;

export interface TtlCache<T> {
  readonly get: (key: string, call: Call) => Promise<T>;
  /** Drops an entry that is known to be out of date. */
  readonly forget: (key: string) => void;
}

/**
 * Caches what a read found, by key, for `ttlMs` milliseconds (a minute by default). Concurrent requests share one read.
 * Failures are not cached, and nothing is used after it expires, even if the source cannot be read.
 */
export function createTtlCache<T>(
  read: (key: string, call: Call) => Promise<T>,
  { ttlMs = TTL_MS }: { readonly ttlMs?: number } = {},
): TtlCache<T> {
  const entries = new Map<string, { readonly since: number; readonly value: Promise<T> }>();
  const get = (key: string, call: Call): Promise<T> => {
    const now = call.now().getTime();
    const entry = entries.get(key);
    if (entry !== undefined && now - entry.since < ttlMs && now >= entry.since) return entry.value;
    const value = read(key, call);
    if (entries.size >= MAX_ENTRIES) entries.clear();
    entries.set(key, { since: now, value });
    value.catch(() => {
      if (entries.get(key)?.value === value) entries.delete(key);
    });
    return value;
  };
  return { get, forget: (key) => void entries.delete(key) };
}

import type { Call } from '../domain/call.ts';

const HELD_MS = 60_000;
const MAX_ENTRIES = 200;

/**
 * Holds what a read found for at most a minute, by key; requests at the same time share one read. Failures are not
 * held, and nothing is served beyond its minute, whatever the table's state.
 */
export const createHeld = <T>(
  read: (key: string, call: Call) => Promise<T>,
): ((key: string, call: Call) => Promise<T>) => {
  const entries = new Map<string, { readonly since: number; readonly value: Promise<T> }>();
  return (key, call) => {
    const now = call.now().getTime();
    const entry = entries.get(key);
    if (entry !== undefined && now - entry.since < HELD_MS && now >= entry.since) return entry.value;
    const value = read(key, call);
    if (entries.size >= MAX_ENTRIES) entries.clear();
    entries.set(key, { since: now, value });
    value.catch(() => {
      if (entries.get(key)?.value === value) entries.delete(key);
    });
    return value;
  };
};

import type { Call } from '../domain/call.ts';

const HELD_MS = 60_000;
const MAX_ENTRIES = 200;

export interface Held<T> {
  readonly get: (key: string, call: Call) => Promise<T>;
  /** What is held under the key is no longer true. */
  readonly forget: (key: string) => void;
}

/**
 * Holds what a read found for a while, a minute if not told, by key; requests at the same time share one read. Failures
 * are not held, and nothing is served beyond its time, whatever the state of what is read.
 */
export function createHeld<T>(
  read: (key: string, call: Call) => Promise<T>,
  { heldMs = HELD_MS }: { readonly heldMs?: number } = {},
): Held<T> {
  const entries = new Map<string, { readonly since: number; readonly value: Promise<T> }>();
  const get = (key: string, call: Call): Promise<T> => {
    const now = call.now().getTime();
    const entry = entries.get(key);
    if (entry !== undefined && now - entry.since < heldMs && now >= entry.since) return entry.value;
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

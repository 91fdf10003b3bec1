import type { Fetched } from '../../domain/credential.ts';

/** About 10 KB an entry: 5 MB at most, whatever the number of callers. */
const MAX_ENTRIES = 500;

export interface CredentialCache<T extends Fetched> {
  readonly get: (key: string, now: Date) => T | undefined;
  readonly put: (key: string, obtained: T) => void;
}

/** Holds what was obtained in this environment's memory; the one unused for longest goes first. */
export function createCredentialCache<T extends Fetched>(): CredentialCache<T> {
  const entries = new Map<string, T>();
  return {
    get: (key, now) => {
      const held = entries.get(key);
      if (held === undefined) return undefined;
      entries.delete(key);
      if (!overHalfOfLifeLeft(held, now)) return undefined;
      // A Map keeps the order of insertion: put back last, the entry counts as used just now.
      entries.set(key, held);
      return held;
    },
    put: (key, obtained) => {
      entries.set(key, obtained);
      const oldest = entries.keys().next();
      if (entries.size > MAX_ENTRIES && !oldest.done) entries.delete(oldest.value);
    },
  };
}

function overHalfOfLifeLeft({ fetchedAt, endsAt }: Fetched, now: Date): boolean {
  return endsAt.getTime() - now.getTime() > (endsAt.getTime() - fetchedAt.getTime()) / 2;
}

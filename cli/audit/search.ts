import type { SearchParameters } from './filters.ts';

/** A record as it came: from a service that may be newer, and of callers who chose their names. */
export type FoundRecord = Readonly<Record<string, unknown>>;

export interface FoundPage {
  readonly items: readonly FoundRecord[];
  readonly hasMore: boolean;
}

/** Searches page by page, newest first. */
export type SearchRecords = (parameters: SearchParameters, limit: number) => AsyncIterable<FoundPage>;

/** The most records on one page, by the API. */
const PAGE = 100;

/** Ends a search that finds little in a long time. */
export const MOST_PAGES = 1_000;

interface Found {
  readonly records: readonly FoundRecord[];
  /** Why there may be more than these. Absent if there are none. */
  readonly more?: string;
}

/** Collects the records of all searches, and stops at a bound. */
export async function collect(
  search: SearchRecords,
  searches: readonly SearchParameters[],
  most: number,
): Promise<Found> {
  const records: FoundRecord[] = [];
  for (const parameters of searches) {
    let pages = 0;
    for await (const { items, hasMore } of search(parameters, Math.min(most, PAGE))) {
      records.push(...items);
      pages += 1;
      if (records.length >= most && (hasMore || records.length > most)) {
        return { records: records.slice(0, most), more: `there may be more than ${most}: --limit shows more` };
      }
      if (pages === MOST_PAGES && hasMore)
        return { records, more: `the search ended after ${pages} pages: name a shorter time` };
    }
  }
  return { records };
}

/** Identifies a record: a request can have several. */
function keyOf({ time, requestId, item, action, outcome, unreadable }: FoundRecord): string {
  return JSON.stringify([time, requestId, item, action, outcome, unreadable]);
}

export interface FollowSteps {
  readonly search: SearchRecords;
  readonly now: () => Date;
  /** Waits for the next look. Returns false to end. */
  readonly wait: () => Promise<boolean>;
  readonly print: (records: readonly FoundRecord[]) => void;
  /** Is told why a look failed. Whatever is thrown here ends the following. */
  readonly failed: (error: unknown) => void;
}

/** How long a record may take into an index, and the clocks of functions may differ. */
const OVERLAP_MS = 60_000;
const MOST_AT_ONCE = 10_000;

/** Prints new records as they come, oldest first. Each look goes back a minute, because indexes lag behind. */
export async function follow(
  { search, now, wait, print, failed }: FollowSteps,
  { to: _to, ...parameters }: SearchParameters,
): Promise<void> {
  const seen = new Map<string, number>();
  let from = parameters.from ?? now().toISOString();
  do {
    const to = now();
    try {
      const { records } = await collect(search, [{ ...parameters, from, to: to.toISOString() }], MOST_AT_ONCE);
      const fresh = records.filter((record) => !seen.has(keyOf(record)));
      for (const record of fresh) seen.set(keyOf(record), to.getTime());
      if (fresh.length > 0) print(fresh.toReversed());
      from = laterOf(from, new Date(to.getTime() - OVERLAP_MS).toISOString());
      for (const [key, at] of seen) if (at < to.getTime() - 2 * OVERLAP_MS) seen.delete(key);
    } catch (error) {
      failed(error);
    }
  } while (await wait());
}

function laterOf(one: string, other: string): string {
  return one > other ? one : other;
}

import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { PAGE_LIMIT, readAll } from '../../api/read-all.ts';
import { byReason, firstDay } from './sums.ts';

/** A thousand connectors. */
const MOST_PAGES = 10;
const REFUSAL_DAYS = 7;

export type Counts = NonNullable<ReturnType<typeof useUsage>['data']>;

/** The counts of some days, of one connector or of all. */
export function useUsage(days: number, connector: string | undefined) {
  const from = firstDay(days, Date.now());
  return useCounts({ from, ...(connector !== undefined && { connector }) });
}

export function useUnused(days: number) {
  return useCounts({ unusedForDays: days });
}

function useCounts(wanted: { readonly from?: string; readonly connector?: string; readonly unusedForDays?: number }) {
  return useQuery({
    queryKey: ['usage', wanted],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const ask = (from: object) =>
        api.GET('/usage', { params: { query: { limit: PAGE_LIMIT, ...wanted, ...from } }, signal });
      const { pages, isWhole } = await readAll(ask, MOST_PAGES);
      const since = pages.flatMap((page) => (page.kept ? [page.since] : []))[0];
      return { since, isWhole, items: pages.flatMap((page) => (page.kept ? page.items : [])) };
    },
  });
}

/** Counts the reasons of refusals. It reads the audit, which is recorded, so it takes a click. */
export async function countReasons() {
  const from = firstDay(REFUSAL_DAYS, Date.now());
  const ask = (position: object) =>
    api.GET('/audit', { params: { query: { outcome: 'refused' as const, from, limit: PAGE_LIMIT, ...position } } });
  const { pages, isWhole } = await readAll(ask, MOST_PAGES);
  const records = pages.flatMap(({ items }) => items.flatMap((item) => ('requestId' in item ? [item] : [])));
  return { reasons: byReason(records), count: records.length, isWhole };
}

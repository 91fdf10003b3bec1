import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { type AuditFilters, type SearchParameters, searchesOf } from './filters.ts';
import type { FoundRecord } from './records.ts';

/** Where a page begins: in which of the searches, and where in it. */
interface Place {
  readonly searches: readonly SearchParameters[];
  readonly nextToken?: string;
}

export interface FoundPage {
  readonly items: readonly FoundRecord[];
  /** Where the next page begins. Absent on the last page of the last search. */
  readonly next?: Place;
}

export function firstPlace(filters: AuditFilters): Place {
  return { searches: searchesOf(filters, new Date()) };
}

/**
 * Reads one page. A leaked token was recorded in one form, so that the other one is looked for only where
 * nothing was found.
 */
export async function readPage(place: Place, limit: number, signal: AbortSignal): Promise<FoundPage> {
  const { searches, nextToken } = place;
  const [search, ...others] = searches;
  if (search === undefined) return { items: [] };
  const query = { ...search, limit, ...(nextToken !== undefined && { nextToken }) };
  const page = dataOf(await api.GET('/audit', { params: { query }, signal }));
  if (page.nextToken !== undefined) return { items: page.items, next: { searches, nextToken: page.nextToken } };
  if (page.items.length > 0 || others.length === 0) return { items: page.items };
  return readPage({ searches: others }, limit, signal);
}

const PAGE = 50;

function queryKey(filters: AuditFilters) {
  return ['audit', filters] as const;
}

/** Searches once, and again only when it is asked to: each search is recorded. */
export function useSearch(filters: AuditFilters, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: queryKey(filters),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
    initialPageParam: undefined as Place | undefined,
    queryFn: ({ pageParam, signal }) => readPage(pageParam ?? firstPlace(filters), PAGE, signal),
    getNextPageParam: ({ next }) => next,
  });
}

/** Searches for the same again, from the newest record on. */
export function useSearchAgain() {
  const queries = useQueryClient();
  return (filters: AuditFilters) => void queries.resetQueries({ queryKey: queryKey(filters) });
}

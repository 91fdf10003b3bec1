import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { type Filter, isFound, type Usable, usablesOf } from './connectors.ts';

/** As many are read at once. A page of the service may be short, or empty, and not be the last. */
const ENOUGH = 50;

function usePages(filter: Filter, enabled: boolean) {
  const pages = useInfiniteQuery({
    queryKey: ['connectors', 'mine', filter],
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 100, ...filter, ...(pageParam !== undefined && { nextToken: pageParam }) };
      return dataOf(await api.GET('/connectors', { params: { query }, signal }));
    },
    getNextPageParam: ({ nextToken }) => nextToken,
  });
  return { ...pages, items: pages.data?.pages.flatMap(usablesOf) ?? [] };
}

/**
 * The connectors that the person may use and looks for. What was read is searched at once. Only if there is more than
 * that, the service searches the rest.
 */
export function useConnectors(filter: Filter, wanted: number) {
  const all = usePages({}, true);
  const isFiltered = filter.text !== undefined || filter.serves !== undefined;
  const asked = isFiltered && all.hasNextPage;
  const found = usePages(filter, asked);
  const items = merged(all.items.filter(isFound(filter)), asked ? found.items : []);
  const source = asked ? found : all;
  const isShort = items.length < Math.max(wanted, ENOUGH) && source.hasNextPage;
  const { fetchNextPage, isFetching, isError } = source;
  useEffect(() => {
    if (isShort && !isFetching && !isError) void fetchNextPage();
  }, [isShort, isFetching, isError, fetchNextPage]);
  const error = all.error ?? found.error;
  const served = new Set(all.items.flatMap(({ serves }) => serves));
  return {
    items,
    served,
    error,
    again: () => void source.refetch(),
    isReading: isFetching || isShort,
    hasMore: source.hasNextPage,
  };
}

function merged(first: readonly Usable[], second: readonly Usable[]): readonly Usable[] {
  const known = new Set(first.map(({ id }) => id));
  return [...first, ...second.filter(({ id }) => !known.has(id))];
}

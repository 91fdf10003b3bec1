import { type InfiniteData, type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { type Session, useSession } from '../../api/session.ts';
import { useStops } from '../../api/stops.ts';
import { type RowsPage, readCounted, readPage } from './read-page.ts';
import { type Row, withStops } from './rows.ts';

const KEY = ['connector-list'];
/** Reading it again takes a hundred requests, so that is asked for by a button. What is changed here is changed in it. */
const STALE_MS = 600_000;

/** All connectors: the first page is shown at once, and the others come one after the other until they are stopped. */
export function useRows() {
  const { data: session } = useSession();
  const queries = useQueryClient();
  const { pages, progress, hold, goOn } = usePages(session?.caller);
  const { data } = pages;
  const isAdministrator = session?.caller.administrator === true;
  const { data: stops } = useStops(isAdministrator);
  const read = useMemo(() => data?.pages.flatMap(({ rows }) => rows) ?? [], [data]);
  const rows = useMemo(() => (isAdministrator ? withStops(read, stops) : read), [isAdministrator, read, stops]);
  return {
    rows,
    caller: session?.caller,
    error: pages.error,
    allStopped: stops?.some(({ scope }) => scope === 'all') === true,
    loading: pages.isLoading,
    /** Whether further pages come. */
    progress,
    hold,
    goOn,
    again: () => void queries.resetQueries({ queryKey: KEY }),
  };
}

/** Reads one page after the other, until somebody holds it. */
function usePages(caller: Session['caller'] | undefined) {
  const [held, setHeld] = useState(false);
  const pages = useInfiniteQuery({
    queryKey: [...KEY, caller?.issuer, caller?.subject],
    enabled: caller !== undefined,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => readPage(caller ?? noCaller(), pageParam, signal),
    getNextPageParam: ({ nextToken }) => nextToken,
    // Comparing ten thousand rows with each new page would take longer than reading it.
    structuralSharing: false,
    staleTime: STALE_MS,
  });
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages;
  const goesOn = hasNextPage && !held && !isError;
  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage();
  }, [goesOn, isFetching, fetchNextPage]);
  const goOn = () => {
    setHeld(false);
    if (isError) void fetchNextPage();
  };
  const progress = !hasNextPage ? ('whole' as const) : held ? ('held' as const) : ('reading' as const);
  return { pages, progress, hold: () => setHeld(true), goOn };
}

function noCaller(): never {
  throw new Error('the list is read before anybody is signed in');
}

/** Since when usage is counted. `undefined` while that is not known, and for people who may not ask. */
export function useCounted(enabled: boolean): string | false | undefined {
  const { data } = useQuery({
    queryKey: ['usage-counted'],
    enabled,
    staleTime: STALE_MS,
    queryFn: ({ signal }) => readCounted(signal),
  });
  return data;
}

/** Changes rows of the list where somebody has read it, so that it need not be read again after a change. */
export function changeRows(queries: QueryClient, change: (row: Row) => Row | undefined): void {
  queries.setQueriesData<InfiniteData<RowsPage>>(
    { queryKey: KEY },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({ ...page, rows: page.rows.flatMap((row) => change(row) ?? []) })),
      },
  );
}

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { readFindings } from './lint.ts';
import type { Row } from './rows.ts';

/** Typing changes the page with each key. Only one that is looked at for so long is linted. */
const LOOKED_AT_MS = 700;

/** How much the linter says of each connector on the page, by one request. Empty until that is known. */
export function useLint(page: readonly Row[], enabled: boolean) {
  const linted = page.filter(({ written }) => written !== undefined);
  const key = linted.map(({ id, etag }) => `${id}${etag}`).join(' ');
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), LOOKED_AT_MS);
    return () => clearTimeout(timer);
  }, [key]);
  const isSettled = enabled && key !== '' && settled === key;
  const { data, isError } = useQuery({
    queryKey: ['lint-of-page', key],
    enabled: isSettled,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      readFindings(
        linted.flatMap(({ written }) => written ?? []),
        signal,
      ),
  });
  return { findings: data, failed: isError };
}

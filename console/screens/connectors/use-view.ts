import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { readView, type View, writeView } from './view.ts';

/** Browsers allow few changes of the address in a second, and keys come faster. */
const WRITTEN_AFTER_MS = 300;

export type ChangeView = (update: (before: View) => View) => void;

/** What is shown, with the address following it. Typing makes no entries in the history. */
export function useView(): readonly [View, ChangeView] {
  const search = useSearch();
  const [path, go] = useLocation();
  const [view, setView] = useState(() => readView(new URLSearchParams(search)));
  const written = useRef(writeView(view).toString());

  useEffect(() => {
    const told = readView(new URLSearchParams(search));
    if (writeView(told).toString() === written.current) return;
    written.current = writeView(told).toString();
    setView(told);
  }, [search]);

  useEffect(() => {
    const query = writeView(view).toString();
    if (query === written.current) return;
    const timer = setTimeout(() => {
      written.current = query;
      go(query === '' ? path : `${path}?${query}`, { replace: true });
    }, WRITTEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [view, path, go]);

  return [view, useCallback<ChangeView>((update) => setView(update), [])];
}

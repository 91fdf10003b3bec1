import { useSearchParams } from 'wouter';
import type { Filter, Served } from './connectors.ts';

/** What of the screen stands in its address, so that a link opens the same. Opening a view issues nothing. */
export interface View {
  readonly connector: string;
  readonly view: 'snippets' | 'login';
}

const SERVED: readonly string[] = ['ecr', 'ecr-public', 'codeartifact', 'session', 'console'] satisfies Served[];

function isServed(text: string | null): text is Served {
  return text !== null && SERVED.includes(text);
}

export function useView() {
  const [query, setQuery] = useSearchParams();
  const [text, serves, connector, view] = [
    query.get('text'),
    query.get('serves'),
    query.get('connector'),
    query.get('view'),
  ];
  const change = (changes: Readonly<Record<string, string | undefined>>, options?: { readonly replace: boolean }) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === '') after.delete(name);
        else after.set(name, value);
      }
      return after;
    }, options);
  const filter: Filter = { ...(text && { text: text.slice(0, 100) }), ...(isServed(serves) && { serves }) };
  const shown: View | undefined =
    connector !== null && (view === 'snippets' || view === 'login') ? { connector, view } : undefined;
  return {
    filter,
    shown,
    /** Typing makes no entries in the history. */
    find: (changes: { readonly text?: string; readonly serves?: Served | undefined }) =>
      change(changes, { replace: true }),
    show: ({ connector, view }: View) => change({ connector, view }),
    close: () => change({ connector: undefined, view: undefined }, { replace: true }),
  };
}

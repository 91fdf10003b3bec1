import { useMemo, useState } from 'react';
import { useSession } from '../api/session.ts';
import { openDrafts } from './draft-store.ts';

interface Draft<T> {
  /** What was typed before the page was left, if anything was. It does not change while the page is open. */
  readonly draft: T | undefined;
  /** Call it with each change. Never with a secret. */
  readonly keep: (value: T) => void;
  /** Call it when the change is saved, or given up. */
  readonly discard: () => void;
}

/**
 * Keeps what a person types over a sign-in, in this tab alone.
 *
 * @param key names the form and its object, such as `connector/build`
 */
export function useDraft<T>(key: string): Draft<T> {
  const { data } = useSession();
  const owner = data === undefined ? '' : `${data.caller.issuer} ${data.caller.subject}`;
  const drafts = useMemo(() => openDrafts(sessionStorage, owner, PORTUNUS_VERSION), [owner]);
  const [draft] = useState(() => drafts.read(key) as T | undefined);
  return { draft, keep: (value) => drafts.keep(key, value), discard: () => drafts.discard(key) };
}

import { useNow } from './now.ts';
import { relativeTime } from './relative-time.ts';

/** A point in time: how far away it is, and exactly when. */
export function Time({ at }: { readonly at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={at}>
      {relativeTime(at, now)} <small>{at.replace('T', ' ').replace(/\.\d+Z$/, 'Z')}</small>
    </time>
  );
}

import { relativeTime } from './relative-time.ts';

/** A point in time: how far away it is, and exactly when. */
export function Time({ at, now = Date.now() }: { readonly at: string; readonly now?: number }) {
  return (
    <time dateTime={at} title={at}>
      {relativeTime(at, now)} <small>{at.replace('T', ' ').replace(/\.\d+Z$/, 'Z')}</small>
    </time>
  );
}

/** What was done or went wrong, said once and kept on the page until it is dismissed. */
export interface Notice {
  readonly type: 'success' | 'info' | 'warning' | 'error';
  readonly text: string;
  readonly requestId?: string;
}

export interface PostedNotice extends Notice {
  readonly id: number;
  /** How often its reader has gone to another page since. */
  readonly pages: number;
}

const MOST = 3;
/** A notice outlives the page that it began on, because saving often leads to another one. */
const PAGES = 2;

let posted: readonly PostedNotice[] = [];
let count = 0;
const listeners = new Set<() => void>();

function change(next: readonly PostedNotice[]): void {
  posted = next;
  for (const listener of listeners) listener();
}

/** Tells what was done, above the page and to screen readers. At most three notices stand there, newest first. */
export function notify(notice: Notice): void {
  count += 1;
  change([{ ...notice, id: count, pages: 0 }, ...posted].slice(0, MOST));
}

export function dismiss(id: number): void {
  change(posted.filter((notice) => notice.id !== id));
}

/** Says that another page is open. Errors stay until they are dismissed. */
export function turnPage(): void {
  const turned = posted.map((notice) => ({ ...notice, pages: notice.pages + 1 }));
  change(turned.filter(({ type, pages }) => type === 'error' || pages < PAGES));
}

export function notices(): readonly PostedNotice[] {
  return posted;
}

export function onNotices(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

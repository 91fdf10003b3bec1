import type { Row } from './rows.ts';
import type { View } from './view.ts';

const DAY_MS = 86_400_000;

/** The rows that a view shows, in its order. All of its filters must hold, and so must each word. */
export function findRows(rows: readonly Row[], view: View, now: number): readonly Row[] {
  const words = view.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => words.every((word) => row.text.includes(word)) && holds(row, view, now));
  return sorted(found, view);
}

function holds(row: Row, view: View, now: number): boolean {
  return (
    (view.state === undefined || view.state === stateOf(row)) &&
    (view.verified === undefined || view.verified === (row.verified?.outcome ?? 'never')) &&
    (view.type === undefined || view.type === row.principalType) &&
    (view.serves === undefined || row.serves.includes(view.serves)) &&
    (view.access === undefined || view.access === row.access) &&
    (view.account === undefined || view.account === row.account) &&
    (view.unused === undefined || isUnused(row, view.unused, now))
  );
}

export type RowState = 'enabled' | 'disabled' | 'stopped' | 'unreadable' | 'unknown';

/** Stopped comes first: it is the operator's brake, and holds whatever the definition says. */
export function stateOf({ stopped, enabled }: Row): RowState {
  if (stopped) return 'stopped';
  if (enabled === undefined) return 'unreadable';
  if (!enabled) return 'disabled';
  return stopped === undefined ? 'unknown' : 'enabled';
}

function isUnused({ lastUsedAt }: Row, days: number, now: number): boolean {
  return lastUsedAt === undefined || Date.parse(lastUsedAt) <= now - days * DAY_MS;
}

const KEYS: { readonly [column in View['sort']]: (row: Row) => string } = {
  id: ({ id }) => id,
  account: ({ account = '' }) => account,
  type: ({ principalType = '' }) => principalType,
  access: ({ access = '' }) => access,
  state: stateOf,
  // The one that is longest unused comes first, and before it the one that was never used.
  used: ({ lastUsedAt = '' }) => lastUsedAt,
  verified: ({ verified }) => `${VERIFIED_ORDER[verified?.outcome ?? 'never']} ${verified?.at ?? ''}`,
};

/** What needs somebody comes first. */
const VERIFIED_ORDER = { failed: 0, not_checked: 1, never: 2, passed: 3 } as const;

/** Equal rows keep the order of their IDs, in either direction. */
function sorted(rows: readonly Row[], { sort, descending }: View): readonly Row[] {
  if (sort === 'id' && !descending) return rows;
  const key = KEYS[sort];
  const keyed = rows.map((row) => ({ row, key: key(row) }));
  const sign = descending ? -1 : 1;
  return keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0)).map(({ row }) => row);
}

/** The accounts that rows have, for a choice of them. */
export function accountsOf(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.flatMap(({ account }) => account ?? []))].sort();
}

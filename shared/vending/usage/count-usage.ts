import type { Call } from '../../domain/call.ts';
import type { CountedTime, Counts, DayUsage, GrantTimes, TotalUsage, Use } from '../../domain/usage.ts';
import { mapLimited } from '../map-limited.ts';
import type { UpdateUsage } from './ports.ts';

const UPDATES_AT_ONCE = 10;

/**
 * The most grants that are told apart. A connector has at most 100 at a time, and what is over this number comes from
 * grants that were replaced many times. They still count for the connector.
 */
export const MOST_GRANTS = 200;

/**
 * Counts the uses of a batch of the stream: one update for each connector and day, and one for each connector. The same
 * batch, or any part of it, may come again in the same order: nothing is counted twice, and nothing is left out.
 */
export async function countUsage(update: UpdateUsage, uses: readonly Use[], call: Call): Promise<void> {
  if (uses.length === 0) return;
  const days = Object.values(grouped(uses, ({ connectorId, time }) => `${connectorId}#${time.slice(0, 10)}`));
  await mapLimited(days, UPDATES_AT_ONCE, ([first, ...rest]) =>
    update.day(first.connectorId, first.time.slice(0, 10), (before) => addToDay(before, [first, ...rest]), call),
  );
  const connectors = Object.values(grouped(uses, ({ connectorId }) => connectorId));
  await mapLimited(connectors, UPDATES_AT_ONCE, ([first, ...rest]) =>
    update.total(first.connectorId, (before) => addToTotal(before, [first, ...rest]), call),
  );
  // Last of all, so that it never tells more than what is counted.
  await update.counted((before) => addToCounted(before, uses), call);
}

type Some<T> = readonly [T, ...T[]];

function grouped(uses: readonly Use[], keyOf: (use: Use) => string): Readonly<Record<string, Some<Use>>> {
  const groups = new Map<string, [Use, ...Use[]]>();
  for (const use of uses) {
    const group = groups.get(keyOf(use));
    if (group === undefined) groups.set(keyOf(use), [use]);
    else group.push(use);
  }
  return Object.fromEntries(groups);
}

const NONE: Counts = { issued: 0, refused: 0, failed: 0 };
const EMPTY_DAY: DayUsage = { ...NONE, grants: {}, marks: {} };

/** Adds the uses that come after the last one that was counted of the same partition. */
export function addToDay(before: DayUsage = EMPTY_DAY, uses: readonly Use[]): DayUsage | undefined {
  let after = before;
  for (const { outcome, grantKey, source, sequenceNumber } of uses) {
    const mark = after.marks[source];
    if (mark !== undefined && BigInt(sequenceNumber) <= BigInt(mark)) continue;
    const grants = grantKey === undefined ? after.grants : addToGrant(after.grants, grantKey, outcome);
    after = { ...plusOne(after, outcome), grants, marks: { ...after.marks, [source]: sequenceNumber } };
  }
  return after === before ? undefined : after;
}

function plusOne<C extends Counts>(counts: C, outcome: keyof Counts): C {
  return { ...counts, [outcome]: counts[outcome] + 1 };
}

function addToGrant(grants: DayUsage['grants'], key: string, outcome: keyof Counts): DayUsage['grants'] {
  const known = grants[key];
  if (known === undefined && Object.keys(grants).length >= MOST_GRANTS) return grants;
  return { ...grants, [key]: plusOne(known ?? NONE, outcome) };
}

/** Moves the times of a connector and of its grants. Doing it again with the same uses changes nothing. */
export function addToTotal(before: TotalUsage | undefined, uses: readonly Use[]): TotalUsage | undefined {
  const start = before ?? { grants: {} };
  const issued = uses.filter(({ outcome }) => outcome === 'issued');
  const grants = new Map(Object.entries(start.grants));
  for (const use of uses) {
    const { grantKey, connectorVersion } = use;
    if (grantKey === undefined || connectorVersion === undefined) continue;
    grants.set(grantKey, withMatch(grants.get(grantKey), { ...use, connectorVersion }));
  }
  // A refusal that no grant let in creates nothing here: anybody can ask for any id.
  if (issued.length === 0 && grants.size === 0) return undefined;
  const after = { ...withTimes(start, issued), grants: latest(grants) };
  return JSON.stringify(after) === JSON.stringify(before) ? undefined : after;
}

interface Times {
  readonly first?: string;
  readonly last?: string;
}

/** Extends the time from the first to the last use. Times in ISO 8601 sort as texts. */
function withTimes<T extends Times>(before: T, uses: readonly Use[]): T {
  const times = [before.first, before.last, ...uses.map(({ time }) => time)].filter((time) => time !== undefined);
  const [first, last] = [times.toSorted().at(0), times.toSorted().at(-1)];
  return first === undefined || last === undefined ? before : { ...before, first, last };
}

function withMatch(before: GrantTimes | undefined, use: Use & { readonly connectorVersion: number }): GrantTimes {
  const { time, outcome, connectorVersion } = use;
  const isLater = before === undefined || time >= before.matched;
  const start = isLater ? { ...before, matched: time, version: connectorVersion } : before;
  return withTimes(start, outcome === 'issued' ? [use] : []);
}

/** Keeps the grants that matched last, so that the item never grows without end. */
function latest(grants: ReadonlyMap<string, GrantTimes>): TotalUsage['grants'] {
  const sorted = [...grants].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const kept = sorted.toSorted(([, a], [, b]) => (a.matched < b.matched ? 1 : -1)).slice(0, MOST_GRANTS);
  const keys = new Set(kept.map(([key]) => key));
  return Object.fromEntries(sorted.filter(([key]) => keys.has(key)));
}

/** How far the end may lag behind. Without it, each batch would write the one item that tells the end. */
const LAG_MS = 60_000;

export function addToCounted(before: CountedTime | undefined, uses: readonly Use[]): CountedTime | undefined {
  const times = uses.map(({ time }) => time).toSorted();
  const [since = '', until = ''] = [times.at(0), times.at(-1)];
  if (before === undefined) return { since, until };
  if (Date.parse(until) < Date.parse(before.until) + LAG_MS) return undefined;
  return { ...before, until };
}

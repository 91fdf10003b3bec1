import type { components } from '../../../clients/typescript/src/index.ts';

export type ConnectorUsage = components['schemas']['ConnectorUsage'];
export type Used = Exclude<ConnectorUsage, { readonly unreadable: true }>;

export interface Counts {
  readonly issued: number;
  readonly refused: number;
  readonly failed: number;
}

export interface Day extends Counts {
  /** In UTC, such as 2026-11-28. */
  readonly day: string;
}

const NONE: Counts = { issued: 0, refused: 0, failed: 0 };
const DAY_MS = 86_400_000;

/** The first of so many days that end with today, in UTC. */
export function firstDay(days: number, now: number): string {
  return dayOf(now - (days - 1) * DAY_MS);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

export function isUsed(usage: ConnectorUsage): usage is Used {
  return !('unreadable' in usage);
}

function plus(one: Counts, other: Counts): Counts {
  return {
    issued: one.issued + other.issued,
    refused: one.refused + other.refused,
    failed: one.failed + other.failed,
  };
}

/** What all connectors were used for on each day up to today. A day without any use is one with zeros. */
export function daily(items: readonly ConnectorUsage[], days: number, now: number): readonly Day[] {
  const sums = new Map<string, Counts>();
  for (const { day, ...counts } of items.filter(isUsed).flatMap((item) => item.days ?? [])) {
    sums.set(day, plus(sums.get(day) ?? NONE, counts));
  }
  return Array.from({ length: days }, (_, index) => {
    const day = dayOf(now - (days - 1 - index) * DAY_MS);
    return { day, ...(sums.get(day) ?? NONE) };
  });
}

/** The connectors that were used, those with the most logins first. */
export function byConnector(items: readonly ConnectorUsage[]): readonly Used[] {
  return items
    .filter(isUsed)
    .filter(({ issued, refused, failed }) => issued + refused + failed > 0)
    .toSorted((one, other) => other.issued - one.issued || one.connectorId.localeCompare(other.connectorId));
}

/** How many grants of each connector never let anybody in. */
export function neverMatched(items: readonly ConnectorUsage[]) {
  return items.filter(isUsed).flatMap(({ connectorId, grants = [] }) => {
    const count = grants.filter((grant) => grant.neverMatched === true).length;
    return count === 0 ? [] : [{ connectorId, count }];
  });
}

/** How often each reason stands among refusals, the commonest first. */
export function byReason(records: readonly { readonly reason?: string; readonly code?: string }[]) {
  const counts = new Map<string, number>();
  for (const { reason, code } of records) {
    const name = reason ?? code;
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .toSorted((one, other) => other.count - one.count || one.reason.localeCompare(other.reason));
}

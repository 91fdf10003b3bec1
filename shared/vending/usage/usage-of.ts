import type { Counts, DayUsage, TotalUsage } from '../../domain/usage.ts';
import { ADMINISTRATOR } from '../../domain/usage.ts';
import type { UsageOfDay } from './ports.ts';

type CountsOfDay = Counts & { readonly day: string };

/** What a grant, or administrators, did with a connector. */
export interface GrantUsage extends Counts {
  readonly firstUsedAt?: string;
  readonly lastUsedAt?: string;
  readonly days?: readonly CountsOfDay[];
}

export interface NamedGrantUsage extends GrantUsage {
  readonly grantSha256: string;
  /** As it is written. Only where one connector is asked for. */
  readonly grant?: unknown;
  readonly neverMatched?: true;
}

/** The usage of one connector. If its counters are not readable, nothing else is said. */
export type ConnectorUsage =
  | { readonly connectorId: string; readonly unreadable: true }
  | (GrantUsage & {
      readonly connectorId: string;
      readonly deleted?: true;
      /** Of connectors that were never used: since when they could have been. */
      readonly createdAt?: string;
      /** The grants that the connector has, in its order. */
      readonly grants: readonly NamedGrantUsage[];
      /** Grants that it had, as far as they matched. */
      readonly formerGrants?: readonly NamedGrantUsage[];
      /** What administrators did, whom no grant lets in. */
      readonly administrators?: GrantUsage;
    });

interface Found {
  readonly connectorId: string;
  readonly createdAt?: string;
  readonly total: TotalUsage;
  readonly days: readonly UsageOfDay[];
  readonly grants: readonly { readonly sha256: string; readonly written: unknown }[];
  readonly never: ReadonlySet<string>;
  /** Whether to give the days of each grant, and the grants themselves. */
  readonly isDetailed: boolean;
}

/** Puts the counters of a connector together with the grants that it has now. */
export function usageOf({ connectorId, createdAt, total, days, grants, never, isDetailed }: Found): ConnectorUsage {
  const ofGrant = (key: string) => ({ ...timesOf(total.grants[key]), ...countsOf(daysOf(days, key), isDetailed) });
  const current = new Set(grants.map(({ sha256 }) => sha256));
  const counted = new Set([...Object.keys(total.grants), ...days.flatMap(({ usage }) => Object.keys(usage.grants))]);
  const former = [...counted].filter((key) => key !== ADMINISTRATOR && !current.has(key)).toSorted();
  return {
    connectorId,
    ...(createdAt !== undefined && { createdAt }),
    ...timesOf(total),
    ...countsOf(
      days.map(({ day, usage: { issued, refused, failed } }) => ({ day, issued, refused, failed })),
      true,
    ),
    grants: grants.map(({ sha256, written }) => ({
      grantSha256: sha256,
      ...(isDetailed && { grant: written }),
      ...ofGrant(sha256),
      ...(never.has(sha256) && { neverMatched: true as const }),
    })),
    ...(former.length > 0 && { formerGrants: former.map((key) => ({ grantSha256: key, ...ofGrant(key) })) }),
    ...(counted.has(ADMINISTRATOR) && { administrators: ofGrant(ADMINISTRATOR) }),
  };
}

function timesOf({ first, last }: { readonly first?: string; readonly last?: string } = {}) {
  return { ...(first !== undefined && { firstUsedAt: first }), ...(last !== undefined && { lastUsedAt: last }) };
}

function daysOf(days: readonly UsageOfDay[], key: string): readonly CountsOfDay[] {
  return days.flatMap(({ day, usage }) => {
    const counts: DayUsage['grants'][string] | undefined = usage.grants[key];
    return counts === undefined ? [] : [{ day, ...counts }];
  });
}

function countsOf(days: readonly CountsOfDay[], withDays: boolean) {
  const sum = (name: keyof Counts) => days.reduce((all, counts) => all + counts[name], 0);
  return { issued: sum('issued'), refused: sum('refused'), failed: sum('failed'), ...(withDays && { days }) };
}

import type { Call } from '../../domain/call.ts';
import type { CountedTime, DayUsage, TotalUsage } from '../../domain/usage.ts';

/** Returns what to store in place of what is there, or `undefined` if nothing has to change. */
export type ChangeUsage<T> = (before: T | undefined) => T | undefined;

/**
 * Changes one stored item. If somebody else changes it meanwhile, the change is computed again from what is there then.
 * Throws if the change may not be stored afterwards.
 */
export interface UpdateUsage {
  readonly day: (connectorId: string, day: string, change: ChangeUsage<DayUsage>, call: Call) => Promise<void>;
  readonly total: (connectorId: string, change: ChangeUsage<TotalUsage>, call: Call) => Promise<void>;
  readonly counted: (change: ChangeUsage<CountedTime>, call: Call) => Promise<void>;
}

/** An item that this release can not read, such as one of a newer release. */
export type Unreadable = 'unreadable';

export interface UsageOfDay {
  readonly day: string;
  readonly usage: DayUsage;
}

export interface ReadUsage {
  /** Returns the days in order, both ends included. Days on which nothing happened are left out. */
  readonly days: (
    connectorId: string,
    first: string,
    last: string,
    call: Call,
  ) => Promise<readonly UsageOfDay[] | Unreadable>;
  readonly total: (connectorId: string, call: Call) => Promise<TotalUsage | Unreadable | undefined>;
  /** Returns `undefined` if nothing was ever counted: the deployment keeps no usage. */
  readonly counted: (call: Call) => Promise<CountedTime | Unreadable | undefined>;
}

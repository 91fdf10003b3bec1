// Uses as the table's stream brings them, and the counters' store in memory.
import type { LocalAws } from '../../local/start-local-aws.ts';
import { createUpdateUsage } from '../../shared/aws/dynamodb/usage.ts';
import type { CountedTime, DayUsage, TotalUsage, Use } from '../../shared/domain/usage.ts';
import { countUsage } from '../../shared/vending/usage/count-usage.ts';
import type { ChangeUsage, ReadUsage, UpdateUsage } from '../../shared/vending/usage/ports.ts';
import { aCall } from './builders.ts';

export const DIGEST = 'a'.repeat(64);
export const OTHER_DIGEST = 'b'.repeat(64);

let sequence = 400_000_000_000_000_000_000n;

/** A use of its own place in the stream. */
export function aUse(overrides: Partial<Use> = {}): Use {
  sequence += 1n;
  return {
    connectorId: 'shop-images',
    time: '2026-11-21T12:00:00.000Z',
    outcome: 'issued',
    grantKey: DIGEST,
    connectorVersion: 1,
    source: 'audit#2026-11-21#0',
    sequenceNumber: String(sequence),
    ...overrides,
  };
}

export interface UsageStore {
  readonly days: Map<string, DayUsage>;
  readonly totals: Map<string, TotalUsage>;
  readonly counted: Map<string, CountedTime>;
  readonly update: UpdateUsage;
  readonly read: ReadUsage;
}

/** `around` may fail before or after a change is stored. */
export function aUsageStore(around: (store: () => void) => Promise<void> = async (store) => store()): UsageStore {
  const days = new Map<string, DayUsage>();
  const totals = new Map<string, TotalUsage>();
  const counted = new Map<string, CountedTime>();
  const update = <T>(items: Map<string, T>, key: string, change: ChangeUsage<T>) =>
    around(() => {
      const after = change(items.get(key));
      if (after !== undefined) items.set(key, after);
    });
  return {
    ...{ days, totals, counted },
    update: {
      day: (connectorId, day, change) => update(days, `${connectorId}#${day}`, change),
      total: (connectorId, change) => update(totals, connectorId, change),
      counted: (change) => update(counted, 'time', change),
    },
    read: {
      days: async (connectorId, first, last) =>
        [...days]
          .map(([key, usage]) => ({ connectorId: key.split('#')[0], day: key.split('#')[1] ?? '', usage }))
          .filter((one) => one.connectorId === connectorId && one.day >= first && one.day <= last)
          .toSorted((a, b) => (a.day < b.day ? -1 : 1))
          .map(({ day, usage }) => ({ day, usage })),
      total: async (connectorId) => totals.get(connectorId),
      counted: async () => counted.get('time'),
    },
  };
}

/** Counts uses in the embedded tables, as the stream's function does. */
export async function countInto({ dynamoDb }: LocalAws, ...uses: readonly Partial<Use>[]): Promise<void> {
  const table = { client: dynamoDb, tableName: 'portunus-local-activity', retentionDays: 400 };
  const update = createUpdateUsage(table, (fault) => {
    throw fault;
  });
  await countUsage(update, uses.map(aUse), aCall());
}

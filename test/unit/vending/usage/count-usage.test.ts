import { describe, expect, it } from 'vitest';
import type { Use } from '../../../../shared/domain/usage.ts';
import {
  addToCounted,
  addToDay,
  addToTotal,
  countUsage,
  MOST_GRANTS,
} from '../../../../shared/vending/usage/count-usage.ts';
import { aCall } from '../../../support/builders.ts';
import { aUsageStore, aUse, DIGEST, OTHER_DIGEST } from '../../../support/usage.ts';

/** Of a caller whom no grant lets in. */
function aRefusal(): Use {
  const { grantKey: _none, connectorVersion: _unknown, ...refusal } = aUse({ outcome: 'refused' });
  return refusal;
}

const NONE = { issued: 0, refused: 0, failed: 0 };

describe('a batch', () => {
  it('is counted by connector, day, outcome and grant', async () => {
    const store = aUsageStore();
    const batch = [
      aUse(),
      aUse({ grantKey: OTHER_DIGEST }),
      aUse({ outcome: 'failed' }),
      aRefusal(),
      aUse({ connectorId: 'base-images', grantKey: 'administrator' }),
      aUse({ time: '2026-11-22T00:00:00.000Z', source: 'audit#2026-11-22#0' }),
    ];
    await countUsage(store.update, batch, aCall());
    const shown = Object.fromEntries([...store.days].map(([key, { marks: _marks, ...counts }]) => [key, counts]));
    expect(shown).toEqual({
      'shop-images#2026-11-21': {
        issued: 2,
        refused: 1,
        failed: 1,
        grants: { [DIGEST]: { issued: 1, refused: 0, failed: 1 }, [OTHER_DIGEST]: { ...NONE, issued: 1 } },
      },
      'shop-images#2026-11-22': { ...NONE, issued: 1, grants: { [DIGEST]: { ...NONE, issued: 1 } } },
      'base-images#2026-11-21': { ...NONE, issued: 1, grants: { administrator: { ...NONE, issued: 1 } } },
    });
  });

  it('costs one update for each connector and day, one for each connector, and one for the time', async () => {
    let updates = 0;
    const store = aUsageStore(async (change) => {
      updates += 1;
      change();
    });
    const uses = Array.from({ length: 1_000 }, (_, index) => aUse({ connectorId: `connector-${index % 3}` }));
    await countUsage(store.update, uses, aCall());
    expect(updates).toBe(3 + 3 + 1);
  });

  it('of nothing that counts writes nothing', async () => {
    const store = aUsageStore(async () => {
      throw new Error('must not be called');
    });
    await countUsage(store.update, [], aCall());
  });
});

describe('the counters of a day', () => {
  it('leave out what was counted before, by the partition that it is in', () => {
    const first = [aUse({ sequenceNumber: '10' }), aUse({ sequenceNumber: '11' })];
    const day = addToDay(undefined, first);
    const again = addToDay(day, [...first, aUse({ sequenceNumber: '12' })]);
    expect(again).toMatchObject({ issued: 3, marks: { 'audit#2026-11-21#0': '12' } });
    const other = addToDay(again, [aUse({ sequenceNumber: '9', source: 'audit#2026-11-21#1' })]);
    expect(other).toMatchObject({ issued: 4, marks: { 'audit#2026-11-21#0': '12', 'audit#2026-11-21#1': '9' } });
  });

  it('compare sequence numbers as numbers, of any length', () => {
    const day = addToDay(undefined, [aUse({ sequenceNumber: '9'.repeat(30) })]);
    expect(addToDay(day, [aUse({ sequenceNumber: `1${'0'.repeat(30)}` })])).toMatchObject({ issued: 2 });
    expect(addToDay(day, [aUse({ sequenceNumber: '9'.repeat(29) })])).toBeUndefined();
  });

  it('tell a bounded number of grants apart, and count the others for the connector', () => {
    const uses = Array.from({ length: MOST_GRANTS + 1 }, (_, index) =>
      aUse({ grantKey: index.toString(16).padStart(64, '0') }),
    );
    const day = addToDay(undefined, uses);
    expect([day?.issued, Object.keys(day?.grants ?? {}).length]).toEqual([MOST_GRANTS + 1, MOST_GRANTS]);
    expect(addToDay(day, [aUse({ grantKey: '0'.repeat(64) })])?.grants['0'.repeat(64)]).toMatchObject({ issued: 2 });
  });
});

describe('the times of a connector', () => {
  const at = (hour: number) => `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`;

  it('go from the first to the last that was issued, of the connector and of each grant', () => {
    const total = addToTotal(undefined, [
      aUse({ time: at(10) }),
      aUse({ time: at(8), grantKey: OTHER_DIGEST, connectorVersion: 3 }),
      aUse({ time: at(12), outcome: 'failed', connectorVersion: 2 }),
    ]);
    expect(total).toEqual({
      first: at(8),
      last: at(10),
      grants: {
        [DIGEST]: { first: at(10), last: at(10), matched: at(12), version: 2 },
        [OTHER_DIGEST]: { first: at(8), last: at(8), matched: at(8), version: 3 },
      },
    });
  });

  it('do not change if the same comes again, or something older', () => {
    const uses = [aUse({ time: at(10), connectorVersion: 2 })];
    const total = addToTotal(undefined, uses);
    expect(addToTotal(total, uses)).toBeUndefined();
    const older = addToTotal(total, [aUse({ time: at(9), connectorVersion: 1 })]);
    expect(older?.grants[DIGEST]).toEqual({ first: at(9), last: at(10), matched: at(10), version: 2 });
  });

  it('of a connector that only refused are none, so that nobody fills the table with ids', () => {
    expect(addToTotal(undefined, [aRefusal()])).toBeUndefined();
  });

  it('keep the grants that matched last, within a bound', () => {
    const uses = Array.from({ length: MOST_GRANTS + 5 }, (_, index) =>
      aUse({
        grantKey: index.toString(16).padStart(64, '0'),
        time: new Date(Date.UTC(2026, 10, 21, 0, 0, index)).toISOString(),
      }),
    );
    const keys = Object.keys(addToTotal(undefined, uses)?.grants ?? {});
    expect(keys).toHaveLength(MOST_GRANTS);
    expect(keys.includes('0'.repeat(64))).toBe(false);
    expect(keys.includes((MOST_GRANTS + 4).toString(16).padStart(64, '0'))).toBe(true);
  });
});

describe('the time that is counted', () => {
  const from = (time: string) => [aUse({ time: `2026-11-21T${time}.000Z` })];

  it('begins with the first record, and its end moves by the minute', () => {
    const counted = addToCounted(undefined, from('10:00:00'));
    expect(counted).toEqual({ since: '2026-11-21T10:00:00.000Z', until: '2026-11-21T10:00:00.000Z' });
    expect(addToCounted(counted, from('10:00:59'))).toBeUndefined();
    expect(addToCounted(counted, from('10:01:00'))).toEqual({ ...counted, until: '2026-11-21T10:01:00.000Z' });
  });

  it('never goes back', () => {
    const counted = addToCounted(undefined, from('10:00:00'));
    expect(addToCounted(counted, from('09:00:00'))).toBeUndefined();
  });
});

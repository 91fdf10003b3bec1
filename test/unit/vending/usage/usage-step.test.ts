import { describe, expect, it } from 'vitest';
import type { PortunusError } from '../../../../shared/domain/errors.ts';
import { createUsageStep } from '../../../../shared/vending/usage/usage-step.ts';
import { aCall, NOW } from '../../../support/builders.ts';
import { aBatch, type Change, ITEMS } from '../../../support/stream.ts';
import { aUsageStore } from '../../../support/usage.ts';

const THROTTLED = new Error('throttled');

async function run(changes: readonly Change[], { minutesLater = 0, isThrottled = false } = {}) {
  const faults: PortunusError[] = [];
  const store = aUsageStore(async (change) => {
    if (isThrottled) throw THROTTLED;
    change();
  });
  const step = createUsageStep(store.update, (fault) => void faults.push(fault));
  const now = () => new Date(NOW.getTime() + minutesLater * 60_000);
  await step.run(aBatch(...changes), aCall({ now }));
  return { faults, days: Object.fromEntries(store.days) };
}

describe('the counting of a batch', () => {
  it('counts new records that are about issuing, and nothing else', async () => {
    const changes: readonly Change[] = [
      { after: ITEMS.issued },
      { after: ITEMS.refused },
      { after: ITEMS.change },
      { after: ITEMS.denied },
      { eventName: 'MODIFY', before: ITEMS.issued, after: ITEMS.issued },
      { eventName: 'REMOVE', before: ITEMS.issued },
      { after: { ...ITEMS.issued, outcome: { S: 'granted' } } },
    ];
    expect((await run(changes)).days).toMatchObject({
      'team-a#2026-11-21': { issued: 1, refused: 0, failed: 0 },
      'team-b#2026-11-21': { issued: 0, refused: 1, failed: 0 },
    });
  });

  it('holds the stream while the table can not be written, for an hour', async () => {
    const changes = [{ after: ITEMS.issued }];
    await expect(run(changes, { isThrottled: true, minutesLater: 59 })).rejects.toBe(THROTTLED);
  });

  it('lets the stream go on after that, and says so', async () => {
    const { faults } = await run([{ after: ITEMS.issued }], { isThrottled: true, minutesLater: 60 });
    expect(faults.map(({ code, reason, cause }) => [code, reason, cause])).toEqual([
      ['table_unavailable', expect.stringContaining('not counted'), THROTTLED],
    ]);
  });

  it('still counts what is old, if it can', async () => {
    expect((await run([{ after: ITEMS.issued }], { minutesLater: 90 })).days).toMatchObject({
      'team-a#2026-11-21': { issued: 1 },
    });
  });
});

// Whatever fails, and however often a part of the stream comes again: the counts are those of the records, no more and
// no fewer.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Use } from '../../../../shared/domain/usage.ts';
import { addToTotal, countUsage } from '../../../../shared/vending/usage/count-usage.ts';
import { aCall } from '../../../support/builders.ts';
import { aUsageStore, aUse, DIGEST, OTHER_DIGEST } from '../../../support/usage.ts';

const use = fc.record({
  connectorId: fc.constantFrom('shop-images', 'base-images'),
  day: fc.constantFrom('2026-11-21', '2026-11-22'),
  second: fc.integer({ min: 0, max: 59 }),
  outcome: fc.constantFrom('issued', 'refused', 'failed'),
  grantKey: fc.constantFrom(DIGEST, OTHER_DIGEST, 'administrator'),
  partition: fc.integer({ min: 0, max: 2 }),
  shard: fc.integer({ min: 0, max: 1 }),
});

/** Takes one number after the other. When they are used up, nothing fails any more, so that every batch ends. */
function drawFrom(numbers: readonly number[]): () => number {
  const left = numbers.values();
  return () => left.next().value ?? 7;
}

/**
 * Lambda's way with one shard: a batch comes until it is through, whole or cut in half. What is behind it waits.
 */
async function deliver(uses: readonly Use[], next: () => number, count: (batch: readonly Use[]) => Promise<void>) {
  let from = 0;
  while (from < uses.length) {
    const size = 1 + (next() % 5);
    const batch = uses.slice(from, from + size);
    const isThrough = await count(batch).then(
      () => true,
      () => false,
    );
    // Lambda may have lost the answer of a batch that is through, and hand it over once more.
    const isForgotten = next() % 4 === 0;
    if (isThrough && !isForgotten) from += batch.length;
  }
}

function expectedOf(uses: readonly Use[]) {
  const counts: Record<string, Record<string, number>> = {};
  for (const { connectorId, time, outcome, grantKey } of uses) {
    const day = `${connectorId}#${time.slice(0, 10)}`;
    for (const key of [day, `${day}#${grantKey}`]) {
      counts[key] ??= { issued: 0, refused: 0, failed: 0 };
      counts[key][outcome] = (counts[key][outcome] ?? 0) + 1;
    }
  }
  return counts;
}

it('every record counts once, through failures before and after each write, and batches that come again', async () => {
  const property = fc.asyncProperty(
    fc.array(use, { minLength: 1, maxLength: 30 }),
    fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 200 }),
    async (drawn, numbers) => {
      // A table's partition is in one shard, so the records of one are in order.
      const uses = drawn.map(({ day, second, partition, shard, ...rest }) =>
        aUse({
          ...rest,
          time: `${day}T12:00:${String(second).padStart(2, '0')}.000Z`,
          source: `audit#${day}#${partition * 2 + shard}`,
        }),
      );
      const next = drawFrom(numbers);
      const store = aUsageStore(async (change) => {
        const luck = next() % 10;
        if (luck === 0) throw new Error('throttled');
        change();
        if (luck === 1) throw new Error('the answer was lost');
      });
      const count = (batch: readonly Use[]) => countUsage(store.update, batch, aCall());
      const shards = [0, 1].map((shard) => uses.filter(({ source }) => Number(source.split('#')[2]) % 2 === shard));
      await Promise.all(shards.map((shard) => deliver(shard, next, count)));
      const counted: Record<string, unknown> = {};
      for (const [day, { grants, marks: _marks, ...counts }] of store.days) {
        counted[day] = counts;
        for (const [key, ofGrant] of Object.entries(grants)) counted[`${day}#${key}`] = ofGrant;
      }
      expect(counted).toEqual(expectedOf(uses));
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

it('the times do not depend on the order, nor on how often a use comes', () => {
  const time = fc.integer({ min: 0, max: 86_399 }).map((second) => new Date(Date.UTC(2026, 10, 21, 0, 0, second)));
  const some = fc.array(fc.tuple(time, fc.constantFrom('issued', 'failed')), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(some, fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 12 }), (drawn, again) => {
      const uses = drawn.map(([at, outcome]) => aUse({ time: at.toISOString(), outcome: outcome as 'issued' }));
      const repeated = [...again.flatMap((index) => uses[index] ?? []), ...uses.toReversed()];
      const oneByOne = repeated.reduce((total, one) => addToTotal(total, [one]) ?? total, addToTotal(undefined, []));
      expect(oneByOne).toEqual(addToTotal(undefined, uses));
    }),
  );
});

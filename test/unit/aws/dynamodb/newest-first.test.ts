// Partitions that are read as one list: in order, each no further than it must be.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newestFirst, type ReadPartition, sortKeyOf } from '../../../../shared/aws/dynamodb/newest-first.ts';

/** Partitions with these sort keys, of which a query reads so many. */
function partitionsOf(partitions: readonly (readonly string[])[], atOnce: number) {
  let queries = 0;
  const read: ReadPartition = async (partition, startAfter) => {
    queries += 1;
    const all = (partitions[Number(partition)] ?? []).toSorted().toReversed();
    const start = startAfter === undefined ? 0 : all.indexOf(startAfter.sk?.S ?? '') + 1;
    const keys = all.slice(start, start + atOnce);
    const last = keys.at(-1);
    return {
      items: keys.map((key) => ({ sk: { S: key } })),
      ...(last !== undefined && start + atOnce < all.length && { next: { sk: { S: last } } }),
    };
  };
  const merged = newestFirst([...partitions.keys()].map(String), read);
  return { merged, queries: () => queries };
}

const keys = fc.uniqueArray(
  fc.nat(10_000).map((number) => String(number).padStart(5, '0')),
  { maxLength: 40 },
);

it('gives every item once, newest first, whatever is asked for at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      keys,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 9 }),
      async (all, shards, most) => {
        const partitions = Array.from({ length: shards }, (_, shard) =>
          all.filter((_key, index) => index % shards === shard),
        );
        const { merged } = partitionsOf(partitions, most);
        const taken: string[] = [];
        while (merged.hasMore()) taken.push(...(await merged.take(3)).map(sortKeyOf));
        expect(taken).toEqual(all.toSorted().toReversed());
      },
    ),
  );
});

it('sends a query for each partition, and further ones only where it must', async () => {
  const { merged, queries } = partitionsOf([['9', '8', '7', '1'], ['2']], 3);
  expect(merged.queriesNeeded()).toBe(2);
  expect((await merged.take(2)).map(sortKeyOf)).toEqual(['9', '8']);
  expect([queries(), merged.queriesNeeded()]).toEqual([2, 0]);
  // With 7 the first partition is used up as far as it was read, and 1 or something between 7 and 2 may follow.
  expect((await merged.take(9)).map(sortKeyOf)).toEqual(['7']);
  expect([queries(), merged.queriesNeeded()]).toEqual([2, 1]);
  expect((await merged.take(9)).map(sortKeyOf)).toEqual(['2', '1']);
  expect([queries(), merged.hasMore()]).toEqual([3, false]);
});

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Item = Readonly<Record<string, AttributeValue>>;

/** One answer of a query that reads a partition backwards. */
export interface PartitionPage {
  readonly items: readonly Item[];
  readonly next?: Record<string, AttributeValue>;
}

export type ReadPartition = (
  partition: string,
  startAfter: Record<string, AttributeValue> | undefined,
) => Promise<PartitionPage>;

/** A partition that is being read: what was read of it and not taken yet, and where to go on. */
interface Reader {
  readonly partition: string;
  waiting: Item[];
  startAfter: Record<string, AttributeValue> | undefined;
  hasMore: boolean;
}

/** Several partitions as one list, newest first. */
export interface NewestFirst {
  /** How many queries the next {@link take} sends. */
  readonly queriesNeeded: () => number;
  /** The next items, at most so many, and at most what is known to be in order without a further query. */
  readonly take: (most: number) => Promise<readonly Item[]>;
  readonly hasMore: () => boolean;
}

/** Merges partitions by their sort keys, which begin with the time. Each partition is read only as far as needed. */
export function newestFirst(partitions: readonly string[], readPartition: ReadPartition): NewestFirst {
  const readers: Reader[] = partitions.map((partition) => ({
    partition,
    waiting: [],
    startAfter: undefined,
    hasMore: true,
  }));
  const hungry = () => readers.filter(({ waiting, hasMore }) => hasMore && waiting.length === 0);
  return {
    queriesNeeded: () => hungry().length,
    hasMore: () => readers.some(({ waiting, hasMore }) => hasMore || waiting.length > 0),
    take: async (most) => {
      await Promise.all(hungry().map((reader) => fill(reader, readPartition)));
      const taken: Item[] = [];
      while (taken.length < most && hungry().length === 0) {
        const newest = takeNewest(readers);
        if (newest === undefined) break;
        taken.push(newest);
      }
      return taken;
    },
  };
}

async function fill(reader: Reader, readPartition: ReadPartition): Promise<void> {
  const { items, next } = await readPartition(reader.partition, reader.startAfter);
  reader.waiting = [...items];
  reader.startAfter = next;
  reader.hasMore = next !== undefined;
}

function takeNewest(readers: readonly Reader[]): Item | undefined {
  const [first, ...others] = readers.filter(({ waiting }) => waiting.length > 0);
  if (first === undefined) return undefined;
  const newest = others.reduce(
    (best, one) => (sortKeyOf(one.waiting[0]) > sortKeyOf(best.waiting[0]) ? one : best),
    first,
  );
  return newest.waiting.shift();
}

export function sortKeyOf(item: Item | undefined): string {
  return item?.sk?.S ?? '';
}

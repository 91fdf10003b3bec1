// Pages become one list, within a bound; and what is followed is printed once.
import { describe, expect, it } from 'vitest';
import { collect, type FoundRecord, follow, MOST_PAGES, type SearchRecords } from '../../../../cli/audit/search.ts';
import { CommandError } from '../../../../cli/command.ts';

function aRecord(second: number): FoundRecord {
  return {
    time: new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString(),
    requestId: `r${second}`,
    action: 'session',
  };
}

/** A service with these pages. */
function searchOf(pages: readonly (readonly FoundRecord[])[]): SearchRecords {
  return async function* search() {
    for (const [index, items] of pages.entries()) yield { items, hasMore: index < pages.length - 1 };
  };
}

const PAGES = [[aRecord(4), aRecord(3)], [], [aRecord(2), aRecord(1)]];

describe('a search', () => {
  it('goes on after an empty page', async () => {
    const { records, more } = await collect(searchOf(PAGES), [{}], 10);
    expect([records.map(({ requestId }) => requestId), more]).toEqual([['r4', 'r3', 'r2', 'r1'], undefined]);
  });

  it.each([
    [2, 2, /^there may be more than 2/],
    [3, 3, /^there may be more than 3/],
    [4, 4, undefined],
  ])('of at most %i shows %i, and says whether there may be more', async (most, shown, says) => {
    const { records, more } = await collect(searchOf(PAGES), [{}], most);
    expect(records.length).toBe(shown);
    if (says === undefined) expect(more).toBeUndefined();
    else expect(more).toMatch(says);
  });

  it('ends after a number of pages that have nothing', async () => {
    const pages = Array.from({ length: MOST_PAGES + 5 }, () => []);
    expect(await collect(searchOf(pages), [{}], 10)).toEqual({
      records: [],
      more: `the search ended after ${MOST_PAGES} pages: name a shorter time`,
    });
  });

  it('of several fingerprints has the records of all', async () => {
    const { records } = await collect(searchOf([[aRecord(1)]]), [{}, {}], 10);
    expect(records.length).toBe(2);
  });
});

describe('following', () => {
  /** Looks that each find some records; each asks from when on. */
  async function followed(looks: readonly (readonly FoundRecord[] | Error)[]) {
    const printed: unknown[] = [];
    const asked: (string | undefined)[] = [];
    let look = 0;
    const search: SearchRecords = async function* search({ from }) {
      asked.push(from);
      const found = looks[look];
      if (found instanceof Error) throw found;
      yield { items: found ?? [], hasMore: false };
    };
    await follow(
      {
        search,
        now: () => new Date(Date.UTC(2026, 10, 21, 12, 2 * look)),
        wait: async () => {
          look += 1;
          return look < looks.length;
        },
        print: (records) => void printed.push(...records.map(({ requestId }) => requestId)),
        failed: (error) => void printed.push(error instanceof CommandError ? error.lines[0] : 'another error'),
      },
      { from: '2026-11-21T11:00:00.000Z', to: 'ignored' },
    );
    return { printed, asked };
  }

  it('prints each record once, oldest first', async () => {
    const { printed } = await followed([[aRecord(2), aRecord(1)], [aRecord(3), aRecord(2)], []]);
    expect(printed).toEqual(['r1', 'r2', 'r3']);
  });

  it('looks back a minute each time, because indexes lag behind', async () => {
    const { asked } = await followed([[], [], []]);
    expect(asked).toEqual(['2026-11-21T11:00:00.000Z', '2026-11-21T11:59:00.000Z', '2026-11-21T12:01:00.000Z']);
  });

  it('goes on after a failure, from where it was', async () => {
    const { printed, asked } = await followed([new CommandError(['throttled'], 'unavailable'), [aRecord(1)]]);
    expect(printed).toEqual(['throttled', 'r1']);
    expect(asked).toEqual(['2026-11-21T11:00:00.000Z', '2026-11-21T11:00:00.000Z']);
  });
});

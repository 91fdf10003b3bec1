import { describe, expect, it } from 'vitest';
import { type RunOptions, type RunState, runAll } from '../../../../console/kit/run-all.ts';

function run<Item, Result>(
  options: Pick<RunOptions<Item, Result>, 'items' | 'act'> & Partial<RunOptions<Item, Result>>,
) {
  const defaults = { atOnce: 2, signal: new AbortController().signal, failsForAll: () => false, onChange: () => {} };
  return runAll<Item, Result>({ ...defaults, ...options });
}

describe('a long run', () => {
  it('does all items, and keeps what failed beside what did not', async () => {
    const failure = new Error('no');
    const act = async (item: number) => {
      if (item === 2) throw failure;
      return item * 10;
    };
    expect(await run({ items: [1, 2, 3], act })).toEqual({
      phase: 'ended',
      total: 3,
      outcomes: expect.arrayContaining([
        { item: 1, result: 10 },
        { item: 2, error: failure },
        { item: 3, result: 30 },
      ]),
    });
  });

  it('works on as many as it may, and on no more', async () => {
    let busy = 0;
    let most = 0;
    const act = async () => {
      busy += 1;
      most = Math.max(most, busy);
      await new Promise((resolve) => setImmediate(resolve));
      busy -= 1;
    };
    await run({ items: Array.from({ length: 20 }, (_, index) => index), act, atOnce: 4 });
    expect(most).toBe(4);
  });

  it('begins nothing after it is cancelled, and waits for what was begun', async () => {
    const own = new AbortController();
    const begun: number[] = [];
    const ended: number[] = [];
    const act = async (item: number) => {
      begun.push(item);
      if (item === 2) own.abort();
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    };
    const { phase } = await run({ items: [1, 2, 3, 4], act, signal: own.signal });
    expect({ phase, begun, ended }).toEqual({ phase: 'cancelled', begun: [1, 2], ended: [1, 2] });
  });

  it('does not take for a failure what the person broke off', async () => {
    const own = new AbortController();
    const act = async () => {
      own.abort();
      throw new DOMException('broken off', 'AbortError');
    };
    expect(await run({ items: [1, 2], act, signal: own.signal })).toEqual({
      phase: 'cancelled',
      total: 2,
      outcomes: [],
    });
  });

  it('stops at what would fail for each further item', async () => {
    const ended = new Error('sign in');
    const begun: number[] = [];
    const act = async (item: number) => {
      begun.push(item);
      throw ended;
    };
    const state = await run({ items: [1, 2, 3], act, atOnce: 1, failsForAll: (error) => error === ended });
    expect(begun).toEqual([1]);
    expect(state).toEqual({ phase: 'ended', total: 3, outcomes: [], stoppedBy: ended });
  });

  it('takes items that are found one after the other, and says why no more were found', async () => {
    const lost = new Error('the list broke off');
    async function* pages() {
      yield 'a';
      yield 'b';
      throw lost;
    }
    const state = await run({ items: pages(), act: async (item) => item });
    expect(state).toEqual({
      phase: 'ended',
      outcomes: [
        { item: 'a', result: 'a' },
        { item: 'b', result: 'b' },
      ],
      stoppedBy: lost,
    });
  });

  it('tells each step, from the first to the last', async () => {
    const told: [string, number][] = [];
    const onChange = ({ phase, outcomes }: RunState<number, void>) => told.push([phase, outcomes.length]);
    await run({ items: [1, 2], act: async () => {}, atOnce: 1, onChange });
    expect(told).toEqual([
      ['running', 0],
      ['running', 1],
      ['running', 2],
      ['ended', 2],
    ]);
  });
});

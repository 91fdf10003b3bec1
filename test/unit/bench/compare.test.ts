import { expect, test } from 'vitest';
import { changesIn } from '../../../bench/compare.ts';
import type { Run } from '../../../bench/history.ts';

const SETUP = { commit: '1a2b3c4', date: '2026-11-28T07:00:00.000Z', machine: 'two cores', node: 'v24.21.0' };

function aRun(figures: Readonly<Record<string, readonly [p25: number, p50: number, p75: number]>>): Run {
  const named = Object.entries(figures).map(([name, [p25, p50, p75]]) => ({
    ...{ name, p25, p50, p75 },
    ...{ blocks: 16, most: 1 },
  }));
  return { ...SETUP, figures: named };
}

test.each([
  ['by less than the spread', [1.5, 1.625, 2], false],
  ['by exactly the spread', [1.5, 1.75, 2], false],
  ['by more than the spread', [1.5, 1.875, 2], true],
  ['but got better', [1, 1.125, 1.5], false],
] as const)('a ratio that moved %s', (_what, now, isWorse) => {
  const [change] = changesIn([aRun({ 'fresh / floor': [1, 1.25, 1.5] }), aRun({ 'fresh / floor': now })]);
  expect(change?.isWorse).toBe(isWorse);
});

test('the wider spread of the two runs counts, so that a run on a busy machine accuses nobody', () => {
  const quiet = { ratio: [1, 1, 1] } as const;
  const busy = { ratio: [1, 1.5, 2] } as const;
  expect(changesIn([aRun(quiet), aRun(busy)])[0]?.isWorse).toBe(false);
  expect(changesIn([aRun({ ratio: [0.5, 1, 1.5] }), aRun({ ratio: [1.5, 1.5, 1.5] })])[0]?.isWorse).toBe(false);
});

test('each figure is compared with the last run before that has it', () => {
  const runs = [
    aRun({ warm: [1, 1, 1], cold: [3, 3, 3] }),
    aRun({ warm: [2, 2, 2] }),
    aRun({ warm: [2, 2, 2], cold: [3, 3, 3], size: [9, 9, 9] }),
  ];
  const compared = changesIn(runs).map(({ before, now }) => [now.name, before.p50]);
  expect(compared).toEqual([
    ['warm', 2],
    ['cold', 3],
  ]);
});

test('a first run has nothing to be compared with', () => {
  expect(changesIn([aRun({ warm: [1, 1, 1] })])).toEqual([]);
  expect(changesIn([])).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { compareBlocks, figureRow, inTurn, mean, quantile, ratioAt } from '../../../bench/statistics.ts';

describe('a quantile', () => {
  test.each([
    [0, 1],
    [0.25, 1.75],
    [0.5, 2.5],
    [0.75, 3.25],
    [1, 4],
  ])('%d of four values, in any order, is %d', (q, expected) => {
    expect(quantile([4, 1, 3, 2], q)).toBe(expected);
  });

  test('of one value is the value', () => {
    expect(quantile([7], 0.25)).toBe(7);
  });

  test('of nothing is no number', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });

  test('leaves the values in their order, because those of two variants belong together', () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('a comparison by blocks', () => {
  const of = { name: 'ours / theirs', most: 1.1, block: 2 };

  test('gives the quartiles of the blocks', () => {
    const ours = [10, 10, 11, 11, 12, 12, 13, 13, 14, 14];
    const theirs = [10, 10, 10, 10, 10, 10, 10, 10, 10, 10];
    expect(compareBlocks(of, ours, theirs, ratioAt(0.5))).toEqual({
      name: 'ours / theirs',
      p25: 1.1,
      p50: 1.2,
      p75: 1.3,
      blocks: 5,
      most: 1.1,
    });
  });

  test('is not moved by a phase that slows both', () => {
    const ours = [12, 12, 120, 120, 12, 12];
    const theirs = [10, 10, 100, 100, 10, 10];
    expect(compareBlocks(of, ours, theirs, ratioAt(0.5))).toMatchObject({ p25: 1.2, p50: 1.2, p75: 1.2 });
  });

  test('leaves out a block that is not full', () => {
    expect(compareBlocks(of, [1, 1, 9], [1, 1, 1], ratioAt(0.5))).toMatchObject({ p50: 1, blocks: 1 });
  });

  test('compares by what it is given, such as the difference of means', () => {
    const added = compareBlocks(of, [3, 5, 3, 5], [1, 2, 1, 2], (ours, theirs) => mean(ours) - mean(theirs));
    expect(added).toMatchObject({ p25: 2.5, p50: 2.5, p75: 2.5 });
  });
});

describe('the verdict of a figure', () => {
  const figure = { name: 'ours / theirs', p25: 1, p75: 1.2, blocks: 16, most: 1.1 };

  test('is met at the target', () => {
    expect(figureRow({ ...figure, p50: 1.1 })).toMatch(
      / 1\.100 {3}\(1\.000 to 1\.200, 16 blocks\) {3}at most 1\.10 {3}met$/,
    );
  });

  test('is missed above it, however little', () => {
    expect(figureRow({ ...figure, p50: 1.1001 })).toMatch(/MISSED$/);
  });
});

describe('variants in turn', () => {
  const rounds = [0, 1, 2, 3, 4, 5, 6, 7].map((round) => inTurn(['a', 'b', 'c', 'd'], round).join(''));

  test('are first equally often, and follow one another in both directions', () => {
    expect(rounds).toEqual(['abcd', 'bcda', 'cdab', 'dabc', 'dcba', 'adcb', 'badc', 'cbad']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  INTENT_MS,
  LEASE_MS,
  nextDue,
  nextLook,
  nextTry,
  secondsLeft,
} from '../../../shared/policy/refresh-schedule.ts';
import { NOW } from '../../support/builders.ts';

function inSeconds(seconds: number) {
  return new Date(NOW.getTime() + seconds * 1000);
}
function secondsTo(date: Date) {
  return (date.getTime() - NOW.getTime()) / 1000;
}

it('a stopped job looks again after five to ten minutes', () => {
  expect([0, 0.5, 1].map((random) => secondsTo(nextLook(NOW, random)))).toEqual([600, 450, 300]);
});

describe('a login that was just delivered is due again', () => {
  it.each<[string, number, number | undefined, number]>([
    ['when its own life says so', 21_600, undefined, 21_600],
    ['earlier where the job wants so', 21_600, 3_600, 3_600],
    ['by its own life where the job would be later', 3_600, 21_600, 3_600],
    ['in ten minutes, and no sooner, if its life is short', 599, undefined, 600],
    ['in ten minutes if its life is over', -60, undefined, 600],
    ['in ten minutes if its life is short and the job would be later', 300, 21_600, 600],
    ['after ten minutes and a second', 601, undefined, 601],
    ['after ten minutes where the job wants so', 21_600, 600, 600],
  ])('%s', (_when, refreshAfter, interval, due) => {
    expect(secondsTo(nextDue(NOW, inSeconds(refreshAfter), interval))).toBe(due);
  });

  it('never within 600 s, and never later than its life and the job say, unless that is within 600 s', () => {
    const interval = fc.option(fc.integer({ min: 600, max: 21_600 }), { nil: undefined });
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 200_000_000 }), interval, (ms, intervalSeconds) => {
        const refreshAfter = new Date(NOW.getTime() + ms);
        const wait = secondsTo(nextDue(NOW, refreshAfter, intervalSeconds));
        expect(wait).toBeGreaterThanOrEqual(600);
        expect(wait).toBeLessThanOrEqual(Math.max(600, secondsTo(refreshAfter)));
        if (intervalSeconds !== undefined) expect(wait).toBeLessThanOrEqual(intervalSeconds);
      }),
    );
  });
});

describe('after a failure it is tried again', () => {
  const wait = (failures: number, random: number) => secondsTo(nextTry(NOW, failures, random));

  it.each([
    [1, 60],
    [2, 120],
    [3, 240],
    [4, 480],
    [5, 600],
    [6, 600],
    [1_000_000, 600],
  ])('%i in a row: after %i s at most', (failures, most) => {
    expect(wait(failures, 0)).toBe(most);
  });

  it.each([
    [0, 60],
    [0.5, 45],
    [1, 30],
  ])('with chance at %d after %i s of 60', (random, seconds) => {
    expect(wait(1, random)).toBe(seconds);
  });

  it('within half to the whole of the doubled wait, and of ten minutes at most', () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), chance, (failures, random) => {
        const whole = Math.min(60 * 2 ** (failures - 1), 600);
        expect(wait(failures, random)).toBeGreaterThanOrEqual(whole / 2);
        expect(wait(failures, random)).toBeLessThanOrEqual(whole);
      }),
    );
  });
});

describe('what is left of a stored login', () => {
  it.each<[string, Date | undefined, number]>([
    ['is nothing where nothing is stored', undefined, 0],
    ['is nothing after its end', inSeconds(-5), 0],
    ['is nothing at its end', NOW, 0],
    ['is in whole seconds, rounded down', new Date(NOW.getTime() + 1_999), 1],
    ['is all of it', inSeconds(43_200), 43_200],
  ])('%s', (_what, endsAt, seconds) => {
    expect(secondsLeft(NOW, endsAt)).toBe(seconds);
  });
});

it('a lease outlives what a delivery may take, and an intent does too', () => {
  expect(LEASE_MS).toBe(300_000);
  expect(INTENT_MS).toBe(30_000);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refreshAfter } from '../../../shared/policy/session/duration.ts';
import { NOW } from '../../support/builders.ts';

function at(text: string): Date {
  return new Date(`2026-11-${text}Z`);
}

describe('the time to ask again', () => {
  // From noon to midnight twelve hours are left: half of them, less up to a tenth of that.
  it.each([
    ['half of what is left, without jitter', 0, at('21T18:00:00.000')],
    ['a little earlier', 0.5, at('21T17:42:00.000')],
    ['a tenth earlier at most', 1, at('21T17:24:00.000')],
  ])('is %s', (_what, random, expected) => {
    expect(refreshAfter(NOW, at('22T00:00:00.000'), random)).toEqual(expected);
  });

  it.each([
    ['what ends now', at('21T12:00:00.000')],
    ['what has ended', at('21T11:00:00.000')],
  ])('is now for %s', (_what, endsAt) => {
    expect(refreshAfter(NOW, endsAt, 0.5)).toEqual(at('21T12:00:00.000'));
  });

  it('is a whole millisecond', () => {
    expect(refreshAfter(NOW, at('21T12:00:00.003'), 0)).toEqual(at('21T12:00:00.001'));
  });

  it('lies between 45 and 50 of 100 of what is left', () => {
    const life = fc.integer({ min: 1_000, max: 129_600_000 });
    fc.assert(
      fc.property(life, fc.double({ min: 0, max: 1, noNaN: true }), (lifeMs, random) => {
        const waits = refreshAfter(NOW, new Date(NOW.getTime() + lifeMs), random).getTime() - NOW.getTime();
        expect(waits).toBeGreaterThanOrEqual(Math.floor(lifeMs * 0.45));
        expect(waits).toBeLessThanOrEqual(lifeMs / 2);
      }),
      { seed: 22, numRuns: 500 },
    );
  });

  it('differs with the jitter, so that not all ask at once', () => {
    const times = [0, 0.25, 0.5, 0.75, 1].map((random) => refreshAfter(NOW, at('22T00:00:00.000'), random).getTime());
    expect(new Set(times).size).toBe(5);
  });
});

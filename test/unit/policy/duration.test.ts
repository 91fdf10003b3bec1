import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideDuration } from '../../../shared/policy/duration.ts';

const decide = (requestedSeconds: number | undefined, connectorMaxSeconds: number | undefined, chained: boolean) =>
  decideDuration({ principalType: 'assumed-role', requestedSeconds, connectorMaxSeconds, chained });

describe('the duration of a session', () => {
  it.each([
    ['an hour by default', undefined, undefined, false, 3_600],
    ['an hour by default, also by role chaining', undefined, undefined, true, 3_600],
    ['what was asked for', 7_200, undefined, false, 7_200],
    ['the longest', 43_200, undefined, false, 43_200],
    ['the shortest', 900, undefined, true, 900],
    ['exactly what role chaining allows', 3_600, undefined, true, 3_600],
    ['exactly what the connector allows', 7_200, 7_200, false, 7_200],
    ['exactly what both allow', 3_600, 3_600, true, 3_600],
    ['less than the connector allows', 900, 7_200, false, 900],
  ])('is %s, and nothing is said to limit it', (_what, requested, connectorMax, chained, seconds) => {
    // toStrictEqual: a member limitedBy that is undefined would be one too many.
    expect(decide(requested, connectorMax, chained)).toStrictEqual({
      requestedSeconds: seconds,
      grantedSeconds: seconds,
    });
  });

  it.each([
    ['by role chaining', 7_200, undefined, true, 3_600, 'role-chaining'],
    ['by a second, by role chaining', 3_601, undefined, true, 3_600, 'role-chaining'],
    ['by the connector', 7_200, 1_800, false, 1_800, 'connector'],
    ['by a second, by the connector', 1_801, 1_800, false, 1_800, 'connector'],
    ['by the connector, which allows less than role chaining', 7_200, 1_800, true, 1_800, 'connector'],
    ['by role chaining, which allows less than the connector', 43_200, 7_200, true, 3_600, 'role-chaining'],
    ['by role chaining, the first of two that allow the same', 7_200, 3_600, true, 3_600, 'role-chaining'],
  ])('is shortened %s', (_what, requestedSeconds, connectorMax, chained, grantedSeconds, limitedBy) => {
    expect(decide(requestedSeconds, connectorMax, chained)).toStrictEqual({
      requestedSeconds,
      grantedSeconds,
      limitedBy,
    });
  });

  it('is shortened by the connector when nothing was asked for', () => {
    expect(decide(undefined, 900, true)).toStrictEqual({
      requestedSeconds: 3_600,
      grantedSeconds: 900,
      limitedBy: 'connector',
    });
  });

  it('is never above a limit, and never shortened in silence', () => {
    const seconds = fc.integer({ min: 900, max: 43_200 });
    fc.assert(
      fc.property(seconds, fc.option(seconds, { nil: undefined }), fc.boolean(), (requested, most, chained) => {
        const duration = decide(requested, most, chained);
        const limits = [requested, ...(most === undefined ? [] : [most]), ...(chained ? [3_600] : [])];
        expect(duration.grantedSeconds).toBe(Math.min(...limits));
        expect(duration.requestedSeconds).toBe(requested);
        expect(duration.limitedBy === undefined).toBe(duration.grantedSeconds === requested);
      }),
      { seed: 21, numRuns: 500 },
    );
  });
});

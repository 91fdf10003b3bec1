import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PrincipalType } from '../../../../shared/domain/principal-type.ts';
import { decideDuration } from '../../../../shared/policy/session/duration.ts';

type Input = Parameters<typeof decideDuration>[0];

function decided(overrides: Partial<Input>) {
  return decideDuration({
    principalType: 'assumed-role',
    requestedSeconds: undefined,
    connectorMaxSeconds: undefined,
    chained: false,
    tokenSeconds: undefined,
    ...overrides,
  });
}

function granted(overrides: Partial<Input>) {
  const parsed = decided(overrides);
  if (!parsed.ok || parsed.value === undefined) throw new Error(JSON.stringify(parsed));
  return parsed.value;
}

function faultyFields(overrides: Partial<Input>): readonly string[] {
  const parsed = decided(overrides);
  return parsed.ok ? [] : parsed.errors.map(({ field }) => field);
}

function decide(requestedSeconds: number | undefined, connectorMaxSeconds: number | undefined, chained: boolean) {
  return granted({ requestedSeconds, connectorMaxSeconds, chained });
}

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
    const maybe = fc.option(seconds, { nil: undefined });
    fc.assert(
      fc.property(seconds, maybe, maybe, fc.boolean(), (requestedSeconds, most, tokenSeconds, chained) => {
        const duration = granted({ requestedSeconds, connectorMaxSeconds: most, tokenSeconds, chained });
        const limits = [requestedSeconds, most, tokenSeconds, chained ? 3_600 : undefined];
        expect(duration.grantedSeconds).toBe(Math.min(...limits.filter((limit) => limit !== undefined)));
        expect(duration.requestedSeconds).toBe(requestedSeconds);
        expect(duration.limitedBy === undefined).toBe(duration.grantedSeconds === requestedSeconds);
      }),
      { seed: 21, numRuns: 500 },
    );
  });
});

describe("a duration within the life of the caller's token", () => {
  it.each([
    ['the token, which has less left', 3_600, undefined, false, 1_200, 1_200, 'caller-token'],
    ['the token, by a second', 3_600, undefined, true, 3_599, 3_599, 'caller-token'],
    ['the token, which has the shortest session left', 3_600, undefined, true, 900, 900, 'caller-token'],
    ['the connector, the first of two that allow the same', 3_600, 1_800, false, 1_800, 1_800, 'connector'],
    ['role chaining, the first of two that allow the same', 7_200, undefined, true, 3_600, 3_600, 'role-chaining'],
    ['role chaining, the first of three that allow the same', 7_200, 3_600, true, 3_600, 3_600, 'role-chaining'],
    ['the connector, which allows less than the token', 7_200, 1_799, true, 1_800, 1_799, 'connector'],
    ['the token, which allows less than the connector', 7_200, 1_800, true, 1_799, 1_799, 'caller-token'],
  ])('is shortened by %s', (_what, requestedSeconds, most, chained, tokenSeconds, grantedSeconds, limitedBy) => {
    const duration = granted({ requestedSeconds, connectorMaxSeconds: most, chained, tokenSeconds });
    expect(duration).toStrictEqual({ requestedSeconds, grantedSeconds, limitedBy });
  });

  it('is what was asked for where exactly that is left', () => {
    expect(granted({ requestedSeconds: 1_200, tokenSeconds: 1_200 })).toStrictEqual({
      requestedSeconds: 1_200,
      grantedSeconds: 1_200,
    });
  });

  it.each([899, 1, 0, -60])('is refused when %i seconds are left, less than AWS gives', (tokenSeconds) => {
    expect(decided({ tokenSeconds })).toEqual({
      ok: false,
      errors: [
        {
          field: 'durationSeconds',
          detail: "can not be within the life that the caller's token has left: AWS gives no less than 900",
        },
      ],
    });
  });
});

// STS API reference, DurationSeconds of each call; defaults as each call has them.
describe.each<[PrincipalType, number, number, number]>([
  ['assumed-role', 900, 43_200, 3_600],
  ['web-identity', 900, 43_200, 3_600],
  ['saml', 900, 43_200, 3_600],
  ['federated-user', 900, 129_600, 43_200],
  ['session-token', 900, 129_600, 43_200],
])('the duration of %s', (principalType, min, max, standard) => {
  it.each([
    ['the shortest', min],
    ['the longest', max],
  ])('may be %s', (_what, requestedSeconds) => {
    expect(granted({ principalType, requestedSeconds })).toStrictEqual({
      requestedSeconds,
      grantedSeconds: requestedSeconds,
    });
  });

  it.each([
    ['below', min - 1],
    ['above', max + 1],
  ])('is refused %s the range, and not shortened', (_what, requestedSeconds) => {
    expect(decided({ principalType, requestedSeconds, connectorMaxSeconds: 900 })).toEqual({
      ok: false,
      errors: [{ field: 'durationSeconds', detail: `must be from ${min} to ${max} for ${principalType}` }],
    });
  });

  it('is AWS’s default where nothing was asked for', () => {
    expect(granted({ principalType })).toStrictEqual({ requestedSeconds: standard, grantedSeconds: standard });
  });
});

describe('where no session is made', () => {
  it('there is no duration', () => {
    expect(decided({ principalType: 'provided' })).toEqual({ ok: true, value: undefined });
  });

  it.each([900, 3_600])('none of %i seconds can be asked for', (requestedSeconds) => {
    expect(faultyFields({ principalType: 'provided', requestedSeconds })).toEqual(['durationSeconds']);
  });
});

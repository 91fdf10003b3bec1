import { describe, expect, it } from 'vitest';
import {
  type CheckOutcome,
  checkLine,
  nextState,
  outcomeOf,
  VERIFY_CHECKS,
  type VerifyCheck,
} from '../../../shared/domain/verification.ts';

function lines(given: Partial<Record<VerifyCheck, CheckOutcome>>) {
  return Object.entries(given).map(([check, outcome]) => checkLine(check as VerifyCheck, outcome, 'seen'));
}

describe('the outcome of all checks', () => {
  it.each([
    [{ definition: 'passed', session: 'passed', 'ecr-login': 'passed' }, 'passed'],
    [{ definition: 'passed', session: 'passed', 'trust-policy': 'not_checked' }, 'passed'],
    [{ definition: 'passed', session: 'passed', 'ecr-login': 'failed' }, 'failed'],
    [{ definition: 'failed' }, 'failed'],
    [{ definition: 'passed', session: 'not_checked' }, 'not_checked'],
    [{ definition: 'passed' }, 'not_checked'],
    [{}, 'not_checked'],
  ] as const)('of %j is %s', (given, outcome) => {
    expect(outcomeOf(lines(given))).toBe(outcome);
  });
});

describe('the state after a verification', () => {
  const at = (hour: number) => new Date(`2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`);
  const verified = (outcome: CheckOutcome) => ({ connectorId: 'a', connectorVersion: 2, outcome, checks: [] });

  it('says since when it fails, over runs that could check nothing', () => {
    const first = nextState(undefined, verified('failed'), at(1));
    const unknown = nextState(first, verified('not_checked'), at(2));
    const third = nextState(unknown, verified('failed'), at(3));
    expect([first, unknown, third].map(({ failingSince }) => failingSince)).toEqual([
      '2026-11-21T01:00:00.000Z',
      '2026-11-21T01:00:00.000Z',
      '2026-11-21T01:00:00.000Z',
    ]);
  });

  it('forgets it when it passes', () => {
    const failed = nextState(undefined, verified('failed'), at(1));
    expect(nextState(failed, verified('passed'), at(2))).toEqual({
      verifiedAt: '2026-11-21T02:00:00.000Z',
      connectorVersion: 2,
      outcome: 'passed',
      failed: [],
    });
  });

  it('keeps the lines that failed, and those alone', () => {
    const checks = lines({ session: 'passed', 'ecr-login': 'failed' });
    const state = nextState(undefined, { ...verified('failed'), checks }, at(1));
    expect(state.failed).toEqual([{ check: 'ecr-login', outcome: 'failed', seen: 'seen' }]);
  });
});

it('stays under 8 KB, whatever each check has seen', () => {
  const checks = VERIFY_CHECKS.map((check) => checkLine(check, 'not_checked', 's'.repeat(9_000), 't'.repeat(9_000)));
  expect(Buffer.byteLength(JSON.stringify({ checks }))).toBeLessThan(7_800);
});

// STS and ECR failing in every way that a network and a service can, under the deployed bundle and its real SDK.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { auditOf } from '../../support/audit-records.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { expectProblem } from '../../support/problem.ts';
import { useFaults, useService } from '../../support/use-service.ts';

const service = useService();
const { login, callsOf, expectNothingReleased, expectNextToSucceed } = useFaults(service);
const limits = useNoTimeLimits();
const ATTEMPT_MS = 2_000;
afterEach(() => void vi.useRealTimers());

describe.each([
  { action: 'AssumeRole', stage: 'sts', unavailable: 'sts_unavailable', refused: 'role_refused', loginCalls: 0 },
  {
    action: 'GetAuthorizationToken',
    stage: 'ecr',
    unavailable: 'ecr_unavailable',
    refused: 'ecr_refused',
    loginCalls: 1,
  },
] as const)('$action', ({ action, stage, unavailable, refused, loginCalls }) => {
  const isAsked = () => callsOf(action).length > 0;
  /** The headers came, and ended the limit of an answer. The connection's own is left. */
  const isAnswered = () => isAsked() && !limits.isRunning(ATTEMPT_MS);

  it.each([
    ['hang', isAsked],
    ['stall', isAnswered],
    ...(['reset', 'truncate', 'throttle', 'server-error', 'unavailable'] as const).map((fault) => [fault] as const),
  ] as const)(
    'that meets a fault once (%s) is tried again, and nobody notices',
    async (fault, isOver?: () => boolean) => {
      service.aws.standIn.faults.inject({ action, fault });
      const asked = login();
      if (isOver !== undefined) await limits.pass(ATTEMPT_MS, isOver);
      const answer = await asked;
      expect([answer.status, answer.body.source]).toEqual([200, 'fresh']);
      expect(callsOf(action)).toHaveLength(2);
      expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['issued fresh']);
    },
  );

  it.each(['reset', 'truncate', 'throttle', 'server-error', 'unavailable'] as const)(
    'that goes on failing (%s) is tried three times, and is then unavailable',
    async (fault) => {
      service.aws.standIn.faults.inject({ action, fault, times: Number.POSITIVE_INFINITY });
      const answer = await login();
      expectProblem(answer, { status: 503, code: unavailable, stage });
      expectNothingReleased(answer);
      expect(callsOf(action)).toHaveLength(3);
      expect(await auditOf(service.aws, answer.body.requestId)).toEqual([`failed ${unavailable}`]);
      await expectNextToSucceed();
    },
  );

  it.each(['hang', 'stall'] as const)('that does not end (%s) is given up at the deadline', async (fault) => {
    service.aws.standIn.faults.inject({ action, fault, times: Number.POSITIVE_INFINITY });
    // Of the time that is left, the last second is for the answer.
    vi.useFakeTimers({ toFake: ['Date'] });
    const asked = login(6_500);
    await limits.pass(5_500, isAsked);
    const answer = await asked;
    expectProblem(answer, { status: 504, code: 'deadline_exceeded', stage });
    expectNothingReleased(answer);
    expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['failed deadline_exceeded']);
    await expectNextToSucceed();
  });

  it.each(['no-credentials', 'empty', 'html'] as const)('whose answer is none (%s) is not believed', async (fault) => {
    service.aws.standIn.faults.inject({ action, fault, times: Number.POSITIVE_INFINITY });
    const answer = await login();
    expectProblem(answer, { status: 502, code: 'upstream_invalid', stage });
    expectNothingReleased(answer);
    expect(callsOf('GetAuthorizationToken')).toHaveLength(loginCalls);
    expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['failed upstream_invalid']);
    await expectNextToSucceed();
  });

  it('that is refused is asked once', async () => {
    service.aws.standIn.faults.inject({ action, fault: 'access-denied', times: Number.POSITIVE_INFINITY });
    const answer = await login();
    expectProblem(answer, { status: 502, code: refused, stage });
    expectNothingReleased(answer);
    expect(callsOf(action)).toHaveLength(1);
    expect(callsOf('GetAuthorizationToken')).toHaveLength(loginCalls);
    expect(await auditOf(service.aws, answer.body.requestId)).toEqual([`failed ${refused}`]);
    await expectNextToSucceed();
  });
});

describe('an STS that hangs for long', () => {
  it('is unavailable after three attempts, when there is time for them', async () => {
    service.aws.standIn.faults.inject({ action: 'AssumeRole', fault: 'hang', times: Number.POSITIVE_INFINITY });
    const asked = login();
    for (const attempt of [1, 2, 3]) {
      await limits.pass(ATTEMPT_MS, () => callsOf('AssumeRole').length === attempt);
    }
    const answer = await asked;
    expectProblem(answer, { status: 503, code: 'sts_unavailable', stage: 'sts' });
    expectNothingReleased(answer);
    expect(callsOf('AssumeRole')).toHaveLength(3);
  });
});

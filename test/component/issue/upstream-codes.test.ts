// Every code that AssumeRole and ECR's GetAuthorizationToken can refuse with: what the caller is told, and the operator.
import { beforeEach, describe, expect, it } from 'vitest';
import { expectProblem } from '../../support/problem.ts';
import type { Answer } from '../../support/service.ts';
import { useFaults, useService } from '../../support/use-service.ts';

const CANARY = 'CANARY-of-AWS';
let logBefore: number;
const service = useService();
beforeEach(() => {
  logBefore = service.logged().length;
});
const { login, callsOf, recordsOf } = useFaults(service);

interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly message?: string;
}

function loginDespite(action: string, { code, status, message = '' }: Refusal): Promise<Answer> {
  const fault = { error: { code, status, message: `${message} ${CANARY}`.trim() } };
  service.aws.standIn.faults.inject({ action, fault, times: Number.POSITIVE_INFINITY });
  return login();
}

/** What the operator reads of a request: the same in the log and in the audit record; and AWS's words nowhere. */
async function reasonOf(answer: Answer): Promise<string | undefined> {
  const logged = service.logged().slice(logBefore);
  const items = await recordsOf(answer);
  expect(items).toHaveLength(1);
  expect([answer.text, logged, JSON.stringify(items)].filter((text) => text.includes(CANARY))).toEqual([]);
  const lines = logged
    .split('\n')
    .filter((line) => line.includes(answer.body.requestId))
    .map((line) => JSON.parse(line).reason);
  expect(lines).toEqual([items[0]?.reason?.S]);
  return items[0]?.reason?.S;
}
function attempts(action: string) {
  return callsOf(action).length;
}

// STS API reference, AssumeRole and "Common Errors".
describe('AssumeRole', () => {
  it.each([
    ['PackedPolicyTooLarge', 400, 502, 'role_refused', 1, /shorten/],
    ['MalformedPolicyDocument', 400, 502, 'role_refused', 1, /policy/],
    ['RegionDisabledException', 403, 502, 'role_refused', 1, /activate STS/],
    ['AccessDenied', 403, 502, 'role_refused', 1, /trust policy/],
    ['OptInRequired', 403, 502, 'role_refused', 1, /account/],
    ['ValidationError', 400, 502, 'role_refused', 1, /check/],
    ['InvalidClientTokenId', 403, 500, 'misconfigured', 1, /Portunus's own/],
    ['SignatureDoesNotMatch', 403, 500, 'misconfigured', 1, /Portunus's own/],
    ['ExpiredToken', 403, 503, 'sts_unavailable', undefined, /expired/],
    ['Throttling', 400, 503, 'sts_unavailable', 3, /quota/],
    ['ThrottlingException', 400, 503, 'sts_unavailable', 3, /quota/],
    ['RequestLimitExceeded', 503, 503, 'sts_unavailable', 3, /quota/],
    ['ServiceUnavailable', 503, 503, 'sts_unavailable', 3, /^ServiceUnavailable/],
    ['InternalFailure', 500, 503, 'sts_unavailable', 3, /^InternalFailure/],
    ['BadGateway', 502, 503, 'sts_unavailable', 3, /^BadGateway/],
    ['GatewayTimeout', 504, 503, 'sts_unavailable', 3, /^GatewayTimeout/],
  ])('refusing with %s (%d) is answered %d %s', async (code, status, expected, ours, calls, reason) => {
    const answer = await loginDespite('AssumeRole', { code, status });
    expectProblem(answer, { status: expected, code: ours, stage: 'sts' });
    expect(attempts('GetAuthorizationToken')).toBe(0);
    if (calls !== undefined) expect(attempts('AssumeRole')).toBe(calls);
    const said = await reasonOf(answer);
    expect(said).toMatch(new RegExp(`^${code}`));
    expect(said).toMatch(reason);
  });

  it('tells the operator which of several things its one code means', async () => {
    const one = async (refusal: Refusal) => {
      const answer = await loginDespite('AssumeRole', refusal);
      service.aws.standIn.faults.clear();
      expectProblem(answer, { status: 502, code: 'role_refused', stage: 'sts' });
      logBefore = service.logged().length - 1;
      return (await recordsOf(answer))[0]?.reason?.S;
    };
    const denied = (action: string) =>
      one({
        code: 'AccessDenied',
        status: 403,
        message: `User: x is not authorized to perform: ${action} on resource: y`,
      });
    const tooLong = (message: string) => one({ code: 'ValidationError', status: 400, message });
    const said = [
      await denied('sts:AssumeRole'),
      await denied('sts:TagSession'),
      await denied('sts:SetSourceIdentity'),
      await tooLong(
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      ),
      await tooLong('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'),
    ];
    expect(said).toEqual([
      expect.stringMatching(/external ID/),
      expect.stringMatching(/sts:TagSession/),
      expect.stringMatching(/sts:SetSourceIdentity/),
      expect.stringMatching(/hour/),
      expect.stringMatching(/maximum session duration/),
    ]);
    expect(said.join()).not.toContain(CANARY);
  });
});

// ECR API reference, GetAuthorizationToken and "Common Errors".
describe('ECR’s GetAuthorizationToken', () => {
  it.each([
    ['AccessDeniedException', 400, 502, 'ecr_refused', 1, /ecr:GetAuthorizationToken must be allowed/],
    ['InvalidParameterException', 400, 502, 'ecr_refused', 1, /registry/],
    ['UnrecognizedClientException', 400, 502, 'ecr_refused', 1, /enable the region/],
    ['RegionDisabled', 403, 502, 'ecr_refused', 1, /enable the region/],
    ['ThrottlingException', 400, 503, 'ecr_unavailable', 3, /quota/],
    ['ServerException', 500, 503, 'ecr_unavailable', 3, /^ServerException/],
  ])('refusing with %s (%d) is answered %d %s', async (code, status, expected, ours, calls, reason) => {
    const answer = await loginDespite('GetAuthorizationToken', { code, status });
    expectProblem(answer, { status: expected, code: ours, stage: 'ecr' });
    expect(attempts('GetAuthorizationToken')).toBe(calls);
    expect(await reasonOf(answer)).toMatch(reason);
  });
});

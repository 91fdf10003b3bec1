// A role that is given without its external ID is a confused deputy. Only STS's own denial says that it is not.
import { expect, it } from 'vitest';
import { readRefusedPart } from '../../../../shared/aws/verify/sts.ts';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import type { SessionRequest } from '../../../../shared/vending/issuing/session-request.ts';
import { externalIdLines } from '../../../../shared/vending/verify/check-external-id.ts';

const ACCEPTED = {
  type: 'assumed-role',
  sourceCredentials: { source: 'execution-role' },
  roleArn: 'arn:aws:iam::123456789012:role/portunus/shop',
  sessionName: 'portunus-verify',
  externalId: 'portunus-7f2c',
  tags: [],
  transitiveTags: false,
  policy: '{"Statement":[]}',
  policyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
  durationSeconds: 3_600,
} as const;

const call = { requestId: 'r-1', signal: new AbortController().signal, now: () => new Date() };

async function answered(answer: () => never) {
  const asked: SessionRequest[] = [];
  const startSession = async (request: SessionRequest) => {
    asked.push(request);
    return answer();
  };
  const lines = await externalIdLines({ startSession, readRefusedPart, randomText: () => 'x' }, ACCEPTED, call);
  return { asked, outcomes: lines.map(({ outcome }) => outcome) };
}

function refusal(name: string, message: string) {
  return () => {
    throw new PortunusError('role_refused', 'sts', {
      detail: name,
      cause: Object.assign(new Error(message), { name }),
    });
  };
}

it('asks for sessions that could do nothing, should they be given', async () => {
  const { asked, outcomes } = await answered(refusal('AccessDenied', 'not authorized to perform: sts:AssumeRole'));
  expect(outcomes).toEqual(['passed', 'passed']);
  const { externalId, ...bare } = ACCEPTED;
  const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';
  const powerless = { ...bare, policy, policyArns: [], durationSeconds: 900 };
  expect(asked).toEqual([powerless, { ...powerless, externalId: 'portunus-verify-x' }]);
  expect(externalId).toBe('portunus-7f2c');
});

it.each([
  ['of a right that the session lacks', 'AccessDenied', 'not authorized to perform: sts:TagSession'],
  ['of the form of the request', 'ValidationError', 'the policy is not valid'],
])('takes no refusal %s for one of the external ID', async (_what, name, message) => {
  expect((await answered(refusal(name, message))).outcomes).toEqual(['not_checked', 'not_checked']);
});

// STS and ECR refusing what an operator has set up: the caller gets a code, the operator what to change.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditItems, auditOf, secretsOf } from '../support/audit-records.ts';
import { expectProblem } from '../support/problem.ts';
import { type Answer, getLogin, type Service, startService } from '../support/service.ts';

let service: Service;
let invoke: Service['invoke'];
let token: string;

beforeAll(async () => {
  service = await startService();
  token = await service.aws.issuer.mint();
});
afterAll(() => service.stop());
beforeEach(async () => {
  service.aws.standIn.calls.length = 0;
  invoke = await service.freshEnvironment('issue');
});
afterEach(() => {
  service.aws.standIn.faults.clear();
  const logged = service.logged();
  expect(secretsOf(service.aws).filter((secret) => logged.includes(secret))).toEqual([]);
});

const login = (remainingMs?: number) => invoke('issue', getLogin(token), remainingMs);
const callsOf = (action: string) => service.aws.standIn.calls.filter((call) => call.action === action);

const expectNothingReleased = (answer: Answer) => {
  expect(answer.body.credentials).toBeUndefined();
  expect(secretsOf(service.aws).filter((secret) => answer.text.includes(secret))).toEqual([]);
  // Without a session of the connector's, nobody asks ECR: not with the function's own role either.
  expect(callsOf('GetAuthorizationToken').map((call) => call.accessKeyId)).not.toContain('ASIALOCALEXECUTION01');
};

describe('what AWS itself refuses', () => {
  const TRUST =
    "AccessDenied: the role must exist and its trust policy must name who assumes it, with the connector's external ID " +
    "or provider; Portunus's own role must be allowed to assume it too (custom.connectorRoles)";
  const ROLE = {
    arn: 'arn:aws:iam::123456789012:role/portunus/shop-images',
    trustedPrincipals: ['arn:aws:iam::111122223333:role/portunus-dev-issue'],
    ecr: true,
  };
  afterEach(() => service.aws.standIn.putRole(ROLE));

  it.each([
    [
      'a role that trusts another external ID',
      { ...ROLE, externalId: 'another-external-id' },
      'role_refused',
      'sts',
      TRUST,
    ],
    ['a role that trusts nobody', { ...ROLE, trustedPrincipals: [] }, 'role_refused', 'sts', TRUST],
    [
      'a role that may not be tagged',
      { ...ROLE, allowTagSession: false },
      'role_refused',
      'sts',
      "AccessDenied: allow sts:TagSession in the role's trust policy, and in the caller's own policy",
    ],
    [
      'a role that takes no source identity',
      { ...ROLE, allowSetSourceIdentity: false },
      'role_refused',
      'sts',
      "AccessDenied: allow sts:SetSourceIdentity in the role's trust policy, and in the caller's own policy",
    ],
    [
      'a role without a right to ECR',
      { ...ROLE, ecr: false },
      'ecr_refused',
      'ecr',
      "AccessDeniedException: ecr:GetAuthorizationToken must be allowed to the role or user, and by the connector's policies",
    ],
  ])(
    '(%s) is told to whom a grant lets in, and the operator what to change',
    async (_name, role, code, stage, reason) => {
      service.aws.standIn.putRole(role);
      const before = service.logged().length;
      const answer = await login();
      expectProblem(answer, { status: 502, code, stage });
      expectNothingReleased(answer);
      expect(await auditOf(service.aws, answer.body.requestId)).toEqual([`failed ${code}`]);
      const [record] = (await auditItems(service.aws)).filter(
        ({ requestId }) => requestId?.S === answer.body.requestId,
      );
      expect(record?.reason?.S).toBe(reason);
      expect(service.logged().slice(before)).toContain(JSON.stringify({ reason }).slice(1, -1));
      expect(answer.text).not.toContain(reason);
    },
  );

  it('is the operator’s affair where the function’s own keys are not accepted', async () => {
    const before = process.env.AWS_SECRET_ACCESS_KEY;
    process.env.AWS_SECRET_ACCESS_KEY = 'another-secret-access-key';
    const answer = await (await service.freshEnvironment('issue'))('issue', getLogin(token));
    process.env.AWS_SECRET_ACCESS_KEY = before;
    expectProblem(answer, { status: 500, code: 'misconfigured', stage: 'sts' });
    expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['failed misconfigured']);
    const [record] = (await auditItems(service.aws)).filter(({ requestId }) => requestId?.S === answer.body.requestId);
    expect(record?.reason?.S).toMatch(/^SignatureDoesNotMatch: \w+/);
  });
});

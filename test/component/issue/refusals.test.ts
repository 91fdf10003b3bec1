// STS and ECR refusing what an operator has set up: the caller gets a code, the operator what to change.
import { afterEach, describe, expect, it } from 'vitest';
import { auditOf } from '../../support/audit-records.ts';
import { expectProblem } from '../../support/problem.ts';
import { getLogin } from '../../support/service.ts';
import { useFaults, useService } from '../../support/use-service.ts';

const service = useService();
const { login, expectNothingReleased, recordsOf } = useFaults(service);

describe('what AWS itself refuses', () => {
  const TRUST =
    "AccessDenied: the role must exist and its trust policy must name Portunus's own role, with the connector's " +
    'external ID; that role must be allowed to assume it too (PORTUNUS_CONNECTOR_ROLES)';
  const ROLE = {
    arn: 'arn:aws:iam::123456789012:role/portunus/shop-images',
    trustedPrincipals: ['arn:aws:iam::111122223333:role/portunus-dev-eu-west-1-issue'],
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
      "AccessDenied: allow sts:TagSession in the role's trust policy, in a statement without the external ID, and to Portunus's own role",
    ],
    [
      'a role that takes no source identity',
      { ...ROLE, allowSetSourceIdentity: false },
      'role_refused',
      'sts',
      "AccessDenied: allow sts:SetSourceIdentity in the role's trust policy, in a statement without the external ID, and to Portunus's own role",
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
      const [record] = await recordsOf(answer);
      expect(record?.reason?.S).toBe(reason);
      expect(service.logged().slice(before)).toContain(JSON.stringify({ reason }).slice(1, -1));
      expect(answer.text).not.toContain(reason);
    },
  );

  it('is the operator’s affair where the function’s own keys are not accepted', async () => {
    const before = process.env.AWS_SECRET_ACCESS_KEY;
    process.env.AWS_SECRET_ACCESS_KEY = 'another-secret-access-key';
    const answer = await (await service.freshEnvironment('issue'))('issue', getLogin(service.token));
    process.env.AWS_SECRET_ACCESS_KEY = before;
    expectProblem(answer, { status: 500, code: 'misconfigured', stage: 'sts' });
    expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['failed misconfigured']);
    const [record] = await recordsOf(answer);
    expect(record?.reason?.S).toMatch(/^SignatureDoesNotMatch: \w+/);
  });
});

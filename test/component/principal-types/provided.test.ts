// The execution role's own logins: ECR alone, whole, and only where the deployment says so.
import { beforeAll, describe, expect, it } from 'vitest';
import { auditItems } from '../../support/audit-records.ts';
import { useTypedService } from '../../support/principal-type-service.ts';
import { aConnectorOf } from '../../support/principal-types.ts';
import { expectProblem } from '../../support/problem.ts';

describe.each(['false', 'true'])('provided, with PORTUNUS_ALLOW_PROVIDED %s', (allowed) => {
  const world = useTypedService({ PORTUNUS_ALLOW_PROVIDED: allowed });
  beforeAll(() => world.apply({ connectors: [aConnectorOf('provided', 'own')] }));
  const ask = (query: Readonly<Record<string, string>> = {}, route = 'ecr/credentials') =>
    world.ask({ route, id: 'own', token: world.job(), query });

  it('is served only if it is allowed', async () => {
    const answer = await ask();
    if (allowed === 'false') {
      expectProblem(answer, { status: 500, code: 'connector_invalid', stage: 'connector' });
      expect(world.standIn.calls).toEqual([]);
      return;
    }
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(['requestId', 'connectorId', 'credentials', 'refreshAfter', 'source']);
    expect(world.standIn.calls.map(({ action }) => action)).toEqual(['GetAuthorizationToken']);
    // Half of the token's twelve hours, up to a tenth earlier: there is no session to go by.
    const hours = (Date.parse(answer.body.refreshAfter) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(5.3);
    expect(hours).toBeLessThan(6.01);
    const [record] = (await auditItems(world.service.aws)).filter(
      (item) => item.requestId?.S === answer.body.requestId,
    );
    expect(Object.keys(record?.issued?.M ?? {}).sort()).toEqual([
      'expiresAt',
      'region',
      'registryIds',
      'source',
      'tokenSha256',
    ]);
  });

  it("never gives the function's own credentials", async () => {
    for (const route of ['credentials', 'caller-identity', 'console/url', 'ecr-public/credentials']) {
      const token = route === 'console/url' ? world.person() : world.job();
      const answer = await world.ask({ route, id: 'own', token });
      expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'authorization', fields: ['serves'] });
    }
    expect(world.standIn.calls).toEqual([]);
  });

  it.each([
    ['access', 'pull'],
    ['repositories', 'team-a/*'],
    ['durationSeconds', '900'],
    ['roleArn', 'arn:aws:iam::123456789012:role/portunus/deep'],
  ])('refuses %s', async (field, value) => {
    const problem = { status: 400, code: 'invalid_request', stage: 'request', fields: [field] };
    const invalid = { status: 500, code: 'connector_invalid', stage: 'connector' };
    expectProblem(await ask({ [field]: value }), allowed === 'true' ? problem : invalid);
    expect(world.standIn.calls).toEqual([]);
  });
});

describe('the definition of provided', () => {
  const world = useTypedService();

  it.each([
    ['account', 'by-user'],
    ['roleArn', 'arn:aws:iam::123456789012:role/portunus/images'],
    ['roleArns', ['arn:aws:iam::123456789012:role/portunus/images']],
    ['externalId', 'portunus-5f1d7a3e'],
    ['maxDurationSeconds', 3600],
    ['loginLifetime', 'session'],
    ['withinTokenLife', true],
    ['registries', ['123456789012']],
    ['regions', ['eu-west-1']],
    ['conditions', { sourceIp: ['192.0.2.0/24'] }],
    ['session', { name: 'ci-{run_id}' }],
  ])('refuses %s', async (field, value) => {
    const written = world.apply({ connectors: [aConnectorOf('provided', 'bad', { [field]: value })] });
    await expect(written).rejects.toMatchObject({ lines: [expect.stringContaining(`connectors[0].${field} `)] });
  });
});

// A second hop: the first session may do nothing but assume the further role; all limits lie on the second.
import { describe, expect, it } from 'vitest';
import { useTypedService } from '../../support/principal-type-service.ts';
import { aConnectorOf, EXTERNAL_ID, ROLES, type Type } from '../../support/principal-types.ts';
import { expectProblem } from '../../support/problem.ts';
import { knock, PULL_A, PULL_B, PUSH_A } from '../../support/registry-request.ts';

const world = useTypedService();

const HOP = { roleArn: ROLES.deep };
const MANAGED = ['arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser'];
const LIMITS = { roleArns: [ROLES.deep], externalId: EXTERNAL_ID, repositories: ['team-a/*'], policyArns: MANAGED };

function ask(type: Type, id: string, more: Readonly<Record<string, unknown>> = {}) {
  const asked = { ...HOP, ...more, ...(type === 'saml' && { samlAssertion: world.assertion() }) };
  return world.ask({ route: 'ecr/credentials', id, token: world.job(), body: asked });
}

const FIRST = { durationSeconds: 900 };
const NAMED = { ...FIRST, roleSessionName: 'ci-1296269-7351' };
const ATTRIBUTED = {
  ...NAMED,
  roleArn: ROLES.images,
  externalId: 'portunus-5f1d7a3e',
  sourceIdentity: '9919',
  tags: { repository: 'acme/shop' },
  transitiveTagKeys: ['repository'],
};
const SAML_PROVIDER = 'arn:aws:iam::123456789012:saml-provider/idp';
const CASES = [
  ['assumed-role', 'AssumeRole', 'images/ci-1296269-7351', ATTRIBUTED],
  ['assumed-role-by-user', 'AssumeRole', 'images/ci-1296269-7351', ATTRIBUTED],
  ['web-identity', 'AssumeRoleWithWebIdentity', 'web/ci-1296269-7351', { ...NAMED, roleArn: ROLES.web }],
  [
    'saml',
    'AssumeRoleWithSAML',
    'saml/octocat',
    { ...FIRST, roleArn: ROLES.saml, principalArn: SAML_PROVIDER, samlProviderArn: SAML_PROVIDER },
  ],
] as const;

describe.each(CASES)('%s x second-hop', (type, action, first, parameters) => {
  it('sends the hop alone first, and everything else with the second call', async () => {
    await world.apply({ connectors: [aConnectorOf(type, `${type}-hop`, LIMITS)] });
    const answer = await ask(type, `${type}-hop`);

    expect(answer.status).toBe(200);
    expect(answer.body.duration).toEqual({ requestedSeconds: 3600, grantedSeconds: 3600 });
    const calls = world.standIn.calls.filter((call) => call.action.startsWith('AssumeRole'));
    expect(calls.map((call) => call.action)).toEqual([action, 'AssumeRole']);
    const [{ policy: hopPolicy = '', ...sentFirst } = {}, { policy = '', ...sentSecond } = {}] = calls.map(
      (call) => call.parameters,
    );
    expect(sentFirst).toEqual(parameters);
    expect(JSON.parse(hopPolicy)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
          Resource: 'arn:aws:iam::123456789012:role/portunus/deep',
        },
      ],
    });
    expect(calls[1]?.callerArn).toBe(`arn:aws:sts::123456789012:assumed-role/${first}`);
    expect(sentSecond).toEqual({
      roleArn: 'arn:aws:iam::123456789012:role/portunus/deep',
      roleSessionName: type === 'saml' ? 'repo-acme-shop-ref-refs-heads-main+HIH1cvl8zESU' : 'ci-1296269-7351',
      externalId: 'portunus-5f1d7a3e',
      durationSeconds: 3600,
      policyArns: MANAGED,
    });
    expect(JSON.parse(policy)).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Deny', NotAction: 'ecr:GetAuthorizationToken', NotResource: 'arn:aws:ecr:*:*:repository/team-a/*' },
      ],
    });
    const [login] = answer.body.credentials;
    expect(await knock(world, PUSH_A, login)).toBe('201');
    expect(await knock(world, PULL_B, login)).toBe('403 DENIED');
  });

  it("takes a request's narrowing with it", async () => {
    const answer = await ask(type, `${type}-hop`, { access: 'pull' });
    const [login] = answer.body.credentials;
    expect(await knock(world, PULL_A, login)).toBe('404 MANIFEST_UNKNOWN');
    expect(await knock(world, PUSH_A, login)).toBe('403 DENIED');
  });

  it('is chained, so an hour at most', async () => {
    const { body } = await ask(type, `${type}-hop`, { durationSeconds: 43_200 });
    expect(body.duration).toEqual({ requestedSeconds: 43200, grantedSeconds: 3600, limitedBy: 'role-chaining' });
  });

  it('goes to no role that the connector does not list', async () => {
    const roleArn = 'arn:aws:iam::123456789012:role/portunus/other';
    expectProblem(await ask(type, `${type}-hop`, { roleArn }), {
      status: 400,
      code: 'invalid_request',
      stage: 'request',
      fields: ['roleArn'],
    });
    expect(world.standIn.calls).toEqual([]);
  });
});

it.each(['federated-user', 'session-token', 'provided'] as const)('%s refuses a further role', async (type) => {
  const more = type === 'federated-user' ? { access: 'push' } : {};
  await world.apply({ connectors: [aConnectorOf(type, `${type}-hop`, more)] });
  expectProblem(await ask(type, `${type}-hop`), {
    status: 400,
    code: 'invalid_request',
    stage: 'request',
    fields: ['roleArn'],
  });
  expect(world.standIn.calls).toEqual([]);
});

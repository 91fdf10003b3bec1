// What a narrowed login can do at the registry's own door, whichever type its session is of.
import { beforeAll, describe, expect, it } from 'vitest';
import { useTypedService } from '../../support/principal-type-service.ts';
import { aConnectorOf, ROLES, type Type } from '../../support/principal-types.ts';
import { expectProblem } from '../../support/problem.ts';
import { knock, type Login, PULL_A, PULL_B, PUSH_A, PUSH_B } from '../../support/registry-request.ts';

const world = useTypedService();

function ask(type: Type, id: string, more: Readonly<Record<string, unknown>> = {}) {
  const body = { ...more, ...(type === 'saml' && { samlAssertion: world.assertion() }) };
  return world.ask({ route: 'ecr/credentials', id, token: world.job(), body });
}

async function loginOf(type: Type, fields: object, asked: Readonly<Record<string, unknown>> = {}) {
  const id = `${type}-narrow`;
  await world.apply({ connectors: [aConnectorOf(type, id, { ...fields })] });
  const answer = await ask(type, id, asked);
  expect(answer.text).not.toContain('"errors"');
  return answer.body.credentials[0];
}

function doors(login: Login, lines: readonly string[], place?: Readonly<Record<string, string>>) {
  return Promise.all(lines.map((line) => knock(world, line, login, place)));
}
const FOUR = [PULL_A, PUSH_A, PULL_B, PUSH_B];
const [OPEN_PULL, OPEN_PUSH, SHUT] = ['404 MANIFEST_UNKNOWN', '201', '403 DENIED'];

describe.each(['assumed-role', 'assumed-role-by-user', 'federated-user', 'web-identity', 'saml'] as const)(
  '%s',
  (type) => {
    it('access: pull is let in to pull, and refused the push', async () => {
      expect(await doors(await loginOf(type, { access: 'pull' }), FOUR)).toEqual([OPEN_PULL, SHUT, OPEN_PULL, SHUT]);
    });

    it('access: push may do both', async () => {
      const login = await loginOf(type, { access: 'push' });
      expect(await doors(login, FOUR)).toEqual([OPEN_PULL, OPEN_PUSH, OPEN_PULL, OPEN_PUSH]);
    });

    it('repositories: [team-a/*] are refused others', async () => {
      const login = await loginOf(type, { repositories: ['team-a/*'] });
      expect(await doors(login, FOUR)).toEqual([OPEN_PULL, OPEN_PUSH, SHUT, SHUT]);
    });

    it('claims in repositories open those of each caller, and no other’s', async () => {
      const id = `${type}-claims`;
      const grants = [{ issuer: 'ci', claims: { repository_owner_id: ['9919'], repository: ['*/*'] } }];
      const fields = { access: 'push', repositories: ['{repository}', '{repository}/*'], grants };
      await world.apply({ connectors: [aConnectorOf(type, id, fields)] });
      const asked = async (repository: unknown) => {
        const body = { ...(type === 'saml' && { samlAssertion: world.assertion() }) };
        return world.ask({
          route: 'ecr/credentials',
          id,
          token: world.job({ repository }),
          body: { access: 'push', ...body },
        });
      };
      const [a, b] = [await asked('team-a/api'), await asked('team-b/api')];
      expect(await doors(a.body.credentials[0], FOUR)).toEqual([OPEN_PULL, OPEN_PUSH, SHUT, SHUT]);
      expect(await doors(b.body.credentials[0], FOUR)).toEqual([SHUT, SHUT, OPEN_PULL, OPEN_PUSH]);
      for (const hostile of [
        'team-*/api',
        'team-a/*',
        '*/*',
        'team-a/../api',
        'Team-A/api',
        'team-a/',
        'team-a/api\n',
      ]) {
        expectProblem(await asked(hostile), { status: 403, code: 'not_allowed', stage: 'authorization' });
      }
    });

    it("a request narrows within the connector's limits, and never widens them", async () => {
      const fields = { access: 'push', repositories: ['team-a/*'] };
      const login = await loginOf(type, fields, { repositories: ['team-a/api', 'team-b/*'], access: 'pull' });
      expect(await doors(login, FOUR)).toEqual([OPEN_PULL, SHUT, SHUT, SHUT]);
      expect(await knock(world, 'GET /v2/team-a/web/manifests/1.0', login)).toBe(SHUT);
    });

    it('access: push is not given where the connector says pull', async () => {
      await world.apply({ connectors: [aConnectorOf(type, `${type}-narrow`, { access: 'pull' })] });
      const problem = { status: 400, code: 'invalid_request', stage: 'request', fields: ['access'] };
      expectProblem(await ask(type, `${type}-narrow`, { access: 'push' }), problem);
    });

    it('a limit holds beside an Allow of everything', async () => {
      const policy = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ecr:*', Resource: '*' } };
      const login = await loginOf(type, { policy, access: 'pull', repositories: ['team-a/*'] });
      expect(await doors(login, FOUR)).toEqual([OPEN_PULL, SHUT, SHUT, SHUT]);
    });

    it('registries and regions are limits too', async () => {
      const login = await loginOf(type, { access: 'push', registries: ['123456789012'], regions: ['eu-west-1'] });
      expect(await knock(world, PUSH_A, login)).toBe(OPEN_PUSH);
      const other = { ...login, proxyEndpointDomain: '210987654321.dkr.ecr.eu-west-1.amazonaws.com' };
      expect(await knock(world, PUSH_A, other)).toBe(SHUT);
    });

    it.each([
      ['sourceVpce', { 'x-source-vpce': 'vpce-0a1b2c3d' }, { 'x-source-vpce': 'vpce-0a1b2c3e' }, ['vpce-0a1b2c3d']],
      ['sourceVpc', { 'x-source-vpc': 'vpc-0a1b2c3d' }, { 'x-source-vpc': 'vpc-0a1b2c3e' }, ['vpc-0a1b2c3d']],
      ['sourceIp', { 'x-source-ip': '192.0.2.7' }, { 'x-source-ip': '198.51.100.7' }, ['192.0.2.0/24']],
    ])('%s lets images go to the right place alone', async (name, right, wrong, allowed) => {
      const login = await loginOf(type, { access: 'push', conditions: { [name]: allowed } });
      expect(await doors(login, [PULL_A, PUSH_A], right)).toEqual([OPEN_PULL, OPEN_PUSH]);
      expect(await doors(login, [PULL_A, PUSH_A], wrong)).toEqual([SHUT, SHUT]);
      expect(await doors(login, [PULL_A, PUSH_A])).toEqual([SHUT, SHUT]);
    });

    it('pullThroughCache adds the two actions of a first pull, to the Allow and to the limit', async () => {
      world.standIn.calls.length = 0;
      await loginOf(type, { access: 'pull', pullThroughCache: true });
      const sent = world.standIn.calls.find(({ parameters }) => parameters.policy !== undefined);
      const Action = [
        'ecr:GetAuthorizationToken',
        'ecr:BatchGetImage',
        'ecr:GetDownloadUrlForLayer',
        ...['ecr:BatchCheckLayerAvailability', 'ecr:ListImages', 'ecr:DescribeImages'],
        ...['ecr:DescribeRepositories', 'ecr:GetRepositoryPolicy'],
        'ecr:BatchImportUpstreamImage',
        'ecr:CreateRepository',
      ];
      expect(JSON.parse(sent?.parameters.policy ?? '').Statement).toEqual([
        { Effect: 'Allow', Action, Resource: '*' },
        { Effect: 'Deny', NotAction: Action, Resource: '*' },
      ]);
    });
  },
);

describe('main pushes, pull requests pull: one connector', () => {
  const MAIN = { ref: 'refs/heads/main', event_name: 'push' };
  const PULL_REQUEST = { ref: 'refs/pull/7/merge', event_name: 'pull_request' };
  const claims = { repository_id: ['1296269'] };
  const connector = {
    acknowledgeRisk: true,
    access: 'push',
    repositories: ['team-a/*', 'team-b/*'],
    roleArns: [ROLES.deep],
    grants: [
      { issuer: 'ci', claims: { ...claims, ref: ['refs/heads/main'], event_name: ['push'] } },
      { issuer: 'ci', claims: { ...claims, event_name: ['pull_request'] }, access: 'pull', repositories: ['team-a/*'] },
      { issuer: 'corp', groups: ['platform'], regions: ['eu-central-1'] },
    ],
  };
  const ask = (claimed: object, asked: Readonly<Record<string, unknown>> = {}) =>
    world.ask({ route: 'ecr/credentials', id: 'one-for-both', token: world.job({ ...claimed }), body: asked });
  const loginFor = async (...input: Parameters<typeof ask>) => (await ask(...input)).body.credentials[0];

  beforeAll(() => world.apply({ connectors: [aConnectorOf('assumed-role', 'one-for-both', connector)] }));

  it('each gets what its grant gives, though both sessions have the same name, and the first is cached', async () => {
    const [main, pullRequest] = [await loginFor(MAIN), await loginFor(PULL_REQUEST)];
    expect(await doors(main, FOUR)).toEqual([OPEN_PULL, OPEN_PUSH, OPEN_PULL, OPEN_PUSH]);
    expect(await doors(pullRequest, FOUR)).toEqual([OPEN_PULL, SHUT, SHUT, SHUT]);
    const again = await ask(MAIN);
    expect([again.body.source, again.body.session.arn]).toEqual(['cache', expect.stringMatching(/\/ci-1296269-7351$/)]);
    expect(again.body.credentials[0].password).toBe(main.password);
    expect((await ask(PULL_REQUEST)).body.credentials[0].password).toBe(pullRequest.password);
  });

  it('a pull request that asks for a push is refused, and one that asks for less gets less', async () => {
    const problem = { status: 400, code: 'invalid_request', stage: 'request', fields: ['access'] };
    expectProblem(await ask(PULL_REQUEST, { access: 'push' }), problem);
    const login = await loginFor(PULL_REQUEST, { repositories: ['*/web', 'team-b/*'] });
    expect(await doors(login, FOUR)).toEqual([SHUT, SHUT, SHUT, SHUT]);
    expect(await knock(world, 'GET /v2/team-a/web/manifests/1.0', login)).toBe(OPEN_PULL);
  });

  it('holds for the last of two roles', async () => {
    const hop = { roleArn: ROLES.deep };
    expect(await doors(await loginFor(MAIN, hop), [PULL_A, PUSH_A])).toEqual([OPEN_PULL, OPEN_PUSH]);
    expect(await doors(await loginFor(PULL_REQUEST, hop), [PULL_A, PUSH_A])).toEqual([OPEN_PULL, SHUT]);
  });
});

it('federated-user with omitPolicy has no rights, and can not be given any by narrowing it', async () => {
  await world.apply({ connectors: [aConnectorOf('federated-user', 'without', { omitPolicy: true })] });
  expectProblem(await ask('federated-user', 'without'), { status: 502, code: 'ecr_refused', stage: 'ecr' });
  const problem = { status: 400, code: 'invalid_request', stage: 'request', fields: ['access'] };
  expectProblem(await ask('federated-user', 'without', { access: 'pull' }), problem);
});

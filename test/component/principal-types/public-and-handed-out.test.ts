// Narrowing where the session goes further than one login: ECR Public, sessions that are handed out, both at once.
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { describe, expect, it } from 'vitest';
import { useTypedService } from '../../support/principal-type-service.ts';
import { aConnectorOf, ROLES, type Type } from '../../support/principal-types.ts';
import { expectProblem } from '../../support/problem.ts';
import { knock, PULL_A, PULL_B, PUSH_A } from '../../support/registry-request.ts';

const world = useTypedService();

async function ask(type: Type, route: string, fields: object, asked: object = {}) {
  await world.apply({ connectors: [aConnectorOf(type, `${type}-wide`, { ...fields })] });
  const body = { ...asked, ...(type === 'saml' && { samlAssertion: world.assertion() }) };
  return world.ask({ route, id: `${type}-wide`, token: world.job(), body });
}
const PUBLIC = 'ecr-public/credentials';
function pushTo(team: string) {
  return `PUT /v2/acme/${team}/api/manifests/1.0`;
}
const PULL_PUBLIC = 'GET /v2/acme/team-b/api/manifests/1.0';

describe.each(['assumed-role', 'assumed-role-by-user', 'web-identity', 'saml'] as const)('%s x ECR Public', (type) => {
  it('access: pull is refused the push', async () => {
    const { body } = await ask(type, PUBLIC, { serves: ['ecr-public'], access: 'pull' });
    const [login] = body.credentials;
    expect(await knock(world, PULL_PUBLIC, login)).toBe('404 MANIFEST_UNKNOWN');
    expect(await knock(world, pushTo('team-a'), login)).toBe('403 DENIED');
  });

  it('repositories, of connector or request, are refused others', async () => {
    const own = await ask(type, PUBLIC, { serves: ['ecr-public'], repositories: ['team-a/*'] });
    const asked = await ask(type, PUBLIC, { serves: ['ecr-public'] }, { repositories: ['team-a/*'] });
    for (const { body } of [own, asked]) {
      const [login] = body.credentials;
      expect(await knock(world, pushTo('team-a'), login)).toBe('201');
      expect(await knock(world, pushTo('team-b'), login)).toBe('403 DENIED');
    }
  });

  it('is asked in us-east-1, with a session from our own region', async () => {
    await ask(type, PUBLIC, { serves: ['ecr', 'ecr-public'], region: 'eu-west-1' });
    const login = world.standIn.calls.find(({ action }) => action === 'ecr-public:GetAuthorizationToken');
    expect(login?.region).toBe('us-east-1');
  });

  it('goes by a second hop too', async () => {
    const fields = { serves: ['ecr-public'], roleArns: [ROLES.deep], externalId: 'portunus-5f1d7a3e' };
    const { body } = await ask(type, PUBLIC, fields, { roleArn: ROLES.deep });
    expect(body.session.arn).toMatch(/^arn:aws:sts::123456789012:assumed-role\/deep\//);
    expect(await knock(world, pushTo('team-a'), body.credentials[0])).toBe('201');
  });

  it('takes no region and no registries', async () => {
    const answer = await ask(
      type,
      PUBLIC,
      { serves: ['ecr-public'] },
      { region: 'us-east-1', registryIds: ['123456789012'] },
    );
    const fields = ['region', 'registryIds'];
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields });
  });

  it('is refused on write where regions leave it out', async () => {
    const written = ask(type, PUBLIC, { serves: ['ecr-public'], regions: ['eu-west-1'] });
    await expect(written).rejects.toMatchObject({ lines: [expect.stringContaining('connectors[0].serves ')] });
  });
});

const NARROWABLE = ['assumed-role', 'assumed-role-by-user', 'federated-user', 'web-identity', 'saml'] as const;
describe.each(NARROWABLE)('a session of %s that is handed out', (type) => {
  it('is as narrow as a login would be, by connector and request', async () => {
    const fields = { serves: ['ecr', 'session'], access: 'push', repositories: ['team-a/*'] };
    const { body } = await ask(type, 'credentials', fields, { access: 'pull' });
    const client = new ECRClient({ endpoint: world.standIn.url, region: 'eu-west-1', credentials: body.credentials });
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
    const authorizationToken = authorizationData?.[0]?.authorizationToken ?? '';
    const login = { authorizationToken, proxyEndpointDomain: '123456789012.dkr.ecr.eu-west-1.amazonaws.com' };
    expect(await knock(world, PULL_A, login)).toBe('404 MANIFEST_UNKNOWN');
    expect(await knock(world, PUSH_A, login)).toBe('403 DENIED');
    expect(await knock(world, PULL_B, login)).toBe('403 DENIED');
  });
});

describe.each(['assumed-role', 'web-identity'] as const)('a session of %s for both registries', (type) => {
  const fields = { serves: ['ecr', 'ecr-public', 'session'], access: 'push' };
  const actionsOf = async (route: string) => {
    world.standIn.calls.length = 0;
    expect((await ask(type, route, fields)).status).toBe(200);
    const policy = world.standIn.calls.find(({ parameters }) => parameters.policy)?.parameters.policy ?? '';
    return new Set([...policy.matchAll(/"(ecr|ecr-public|sts):/g)].map(([, service]) => service));
  };

  it('is for one registry as a login, and for both when it is handed out', async () => {
    expect(await actionsOf('ecr/credentials')).toEqual(new Set(['ecr']));
    expect(await actionsOf('ecr-public/credentials')).toEqual(new Set(['ecr-public', 'sts']));
    expect(await actionsOf('credentials')).toEqual(new Set(['ecr', 'ecr-public', 'sts']));
  });

  it("is never told as anybody else's", async () => {
    const mutate = (document: string) => document.replace('assumed-role/', 'assumed-role/not-');
    world.standIn.faults.inject({ action: 'GetCallerIdentity', fault: { mutate } });
    await world.apply({ connectors: [aConnectorOf(type, 'identity', { serves: ['session'] })] });
    const answer = await world.ask({ route: 'caller-identity', id: 'identity', token: world.job() });
    expectProblem(answer, { status: 502, code: 'upstream_invalid', stage: 'sts' });
  });
});

describe('what a connector does not serve', () => {
  it.each([
    [['ecr'], ['credentials', 'caller-identity', 'ecr-public/credentials']],
    [['session'], ['ecr/credentials', 'ecr-public/credentials']],
    [['ecr-public'], ['ecr/credentials', 'credentials']],
  ])('by %j is said on %j to whom it lets in', async (serves, routes) => {
    await world.apply({ connectors: [aConnectorOf('assumed-role', 'served', { serves })] });
    for (const route of routes) {
      const answer = await world.ask({ route, id: 'served', token: world.job() });
      expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'authorization', fields: ['serves'] });
    }
    expect(world.standIn.calls).toEqual([]);
  });
});

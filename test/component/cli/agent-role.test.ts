// The built command on a machine with a role of its own, and with no other credentials: through the service, which
// checks the signature or verifies the token, and without any service.
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useAdminCli } from '../../support/admin-cli.ts';
import {
  AGENT_ACCOUNT,
  AGENT_ROLE,
  AGENT_SESSION,
  type AgentRole,
  API,
  INSTANCE,
  SOURCES,
  startAgentRole,
} from '../../support/agent-role.ts';
import { type HttpApi, startHttpApi } from '../../support/http-api.ts';

const HOST = `${AGENT_ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`;
const AUDIENCE = 'https://portunus.example.com';

const cli = useAdminCli();
let agent: AgentRole;
let api: HttpApi;

beforeAll(async () => {
  const { standIn } = cli.aws;
  agent = await startAgentRole(standIn);
  api = await startHttpApi(cli.invoke, (request) => standIn.authorizeApi(request, API));
  const { url, jwks } = standIn.enableOutboundWebIdentity(AGENT_ACCOUNT);
  const agents = {
    ...{ id: 'agents', url, kind: 'workload', audiences: [AUDIENCE], algorithms: ['ES384'] },
    jwks: await jwks(['ES384']),
    require: [{ claim: ['https://sts.amazonaws.com/', 'aws_account'], anyOf: [AGENT_ACCOUNT] }],
  };
  const shared = await cli.portunus(['get', 'connector', 'shop-images', '--direct', '-o', 'json']);
  const { externalId: _own, roleArn, account, region } = JSON.parse(shared.out);
  const connector = {
    ...{ id: 'of-agents', name: 'Of agents', principalType: 'assumed-role', roleArn, account, region },
    ...{ systemScope: true, access: 'pull', serves: ['ecr'] },
    grants: [{ iamRole: AGENT_ROLE }, { issuer: 'agents', claims: { sub: [AGENT_ROLE] } }],
  };
  const file = cli.file('agents.yml', JSON.stringify({ issuers: [agents], connectors: [connector] }));
  const applied = await cli.portunus(['apply', '-f', file, '--direct', '--yes']);
  expect([applied.code, applied.err]).toEqual([0, '']);
});
afterAll(async () => {
  await api.stop();
  await agent.stop();
});

function onAgent(source: (typeof SOURCES)[number], args: readonly string[], overrides = {}) {
  const home = mkdtempSync(join(cli.folder, 'agent-'));
  const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '', PORTUNUS_TOKEN: '' };
  const own = { HOME: home, DOCKER_CONFIG: home, PORTUNUS_URL: api.url };
  return cli.portunus(args, { ...none, ...own, ...agent.environment(source), ...overrides });
}

describe.each(SOURCES)('on a machine whose role is that of its %s', (source) => {
  it('--sigv4 is taken for the role, after its signature was checked', async () => {
    const run = await onAgent(source, ['connectors', '--sigv4', '-o', 'json']);
    expect(run.err).toBe('');
    expect(JSON.parse(run.out).map(({ id }: { id: string }) => id)).toEqual(['of-agents']);
  });

  it('--web-identity is taken for the role, by a token of its account', async () => {
    const run = await onAgent(source, ['connectors', '--web-identity', '--audience', AUDIENCE, '-o', 'json']);
    expect(run.err).toBe('');
    expect(JSON.parse(run.out).map(({ id }: { id: string }) => id)).toEqual(['of-agents']);
  });

  it('ecr login --source agent asks no service', async () => {
    api.requests.length = 0;
    const run = await onAgent(source, ['ecr', 'login', '--source', 'agent', '--format', 'json'], { PORTUNUS_URL: '' });
    expect(run.err).toBe('');
    const { credentials, ...rest } = JSON.parse(run.out);
    expect(credentials).toEqual([expect.objectContaining({ registryId: AGENT_ACCOUNT, proxyEndpointDomain: HOST })]);
    const session = { arn: AGENT_SESSION, expirationDate: expect.any(String) };
    expect(rest).toEqual({ session, refreshAfter: expect.any(String), source: 'agent' });
    expect(api.requests).toEqual([]);
  });
});

describe('portunus ecr login --source agent', () => {
  it('writes docker’s config as the service’s logins are written', async () => {
    const home = mkdtempSync(join(cli.folder, 'docker-'));
    const run = await onAgent('instance', ['ecr', 'login', '--source', 'agent'], { DOCKER_CONFIG: home });
    expect(run.err).toBe('');
    expect(run.out).toMatch(new RegExp(`^logged in to ${HOST} until \\d{4}-.*: ${home}/config.json\n$`));
    const { auths } = JSON.parse(readFileSync(join(home, 'config.json'), 'utf8'));
    expect(Buffer.from(auths[HOST].auth, 'base64').toString()).toMatch(/^AWS:/);
  });

  it('has the names of the service in every other format', async () => {
    const run = await onAgent('task', ['ecr', 'login', '--source', 'agent', '--format', 'bamboo']);
    const names = run.out.split('\n').flatMap((line) => /^([\w.]+)=/.exec(line)?.[1] ?? []);
    expect(names).toEqual(
      expect.arrayContaining(['custom.aws.ecr.password', 'custom.aws.ecr.username', 'custom.aws.ecr.proxyEndpoint']),
    );
  });

  it('assumes a further role', async () => {
    const roleArn = 'arn:aws:iam::444455556666:role/shop-images';
    const trusted = { trustedPrincipals: [AGENT_ROLE], externalId: 'shop', ecr: true };
    cli.aws.standIn.putRole({ arn: roleArn, ...trusted });
    const further = ['--role-arn', roleArn, '--external-id', 'shop', '--format', 'json'];
    const run = await onAgent('instance', ['ecr', 'login', '--source', 'agent', ...further]);
    expect(JSON.parse(run.out).session.arn).toBe(`arn:aws:sts::444455556666:assumed-role/shop-images/${INSTANCE}`);
  });

  it.each([
    [['shop-images'], /name no connector/],
    [['--access', 'pull'], /--access is for connectors/],
    [['--sigv4'], /--sigv4 is for connectors/],
    [['--external-id', 'shop'], /--external-id goes with --role-arn/],
    [['--role-arn', 'shop-images'], /--role-arn must/],
  ])('takes no %s', async (more, words) => {
    const run = await onAgent('instance', ['ecr', 'login', '--source', 'agent', ...more]);
    expect([run.code, run.out]).toEqual([64, '']);
    expect(run.err).toMatch(words);
  });

  it('is for private registries, and connectors are asked by name', async () => {
    expect((await onAgent('instance', ['ecr-public', 'login', '--source', 'agent'])).code).toBe(64);
    expect((await onAgent('instance', ['ecr', 'login'])).err).toContain('name a connector, or give --source agent');
  });
});

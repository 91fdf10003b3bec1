// What the session policies mean: evaluated all together, as IAM does, under a role that may do everything.
import { describe, expect, it } from 'vitest';
import type { GrantNarrowing } from '../../../../shared/domain/grant-narrowing.ts';
import type { LoginService } from '../../../../shared/domain/login-service.ts';
import type { Narrowing } from '../../../../shared/domain/narrowing.ts';
import { type RequestedNarrowing, sessionPolicies } from '../../../../shared/policy/session/session-policy.ts';
import { evaluate, type Role } from '../../../support/iam.ts';

async function may(
  connector: Narrowing,
  asked: RequestedNarrowing,
  [action, resource, context = {}]: readonly [string, string, (Record<string, string> | undefined)?],
  { services = ['ecr'] as readonly LoginService[], role = {} as Role, grant = {} as GrantNarrowing } = {},
) {
  const policies = sessionPolicies(
    connector,
    { grant, requested: asked },
    { partition: 'aws', accountId: '123456789012', services },
  );
  if (!policies.ok) throw new Error(JSON.stringify(policies.errors));
  return evaluate(policies.value, { action, resource, context }, role);
}

function of(name: string, region = 'eu-west-1', account = '123456789012') {
  return `arn:aws:ecr:${region}:${account}:repository/${name}`;
}
const A = of('team-a/api');
const B = of('team-b/api');
const ALL_OF_ECR: Narrowing['policy'] = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['ecr:*', 'sts:*'], Resource: '*' }],
};
const PULL_ONLY = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';
const POWER_USER = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser';
const INSIDE = { 'aws:SourceVpce': 'vpce-0a1b2c3d' };
const OUTSIDE = { 'aws:SourceVpce': 'vpce-0d0d0d0d' };
const VPCE = { conditions: { sourceVpce: ['vpce-0a1b2c3d'] } };

type Row = [Narrowing, RequestedNarrowing, string, string, 'allowed' | 'denied', Record<string, string>?];

describe('a session of a connector', () => {
  it.each<Row>([
    [{}, {}, 'ecr:DeleteRepository', B, 'allowed'],
    [{ access: 'pull' }, {}, 'ecr:BatchGetImage', A, 'allowed'],
    [{ access: 'pull' }, {}, 'ecr:PutImage', A, 'denied'],
    [{ access: 'pull' }, {}, 'ecr:BatchImportUpstreamImage', A, 'denied'],
    [{ access: 'pull', pullThroughCache: true }, {}, 'ecr:BatchImportUpstreamImage', A, 'allowed'],
    [{ access: 'push' }, {}, 'ecr:PutImage', A, 'allowed'],
    [{ access: 'push' }, {}, 'ecr:BatchGetImage', A, 'allowed'],
    [{ access: 'push' }, {}, 'ecr:DeleteRepository', A, 'denied'],
    [{ access: 'push' }, {}, 'ecr:SetRepositoryPolicy', A, 'denied'],
    [{ access: 'push' }, {}, 's3:GetObject', 'arn:aws:s3:::bucket/key', 'denied'],
    [{ access: 'push' }, { access: 'pull' }, 'ecr:PutImage', A, 'denied'],
    [{ access: 'push' }, { access: 'pull' }, 'ecr:BatchGetImage', A, 'allowed'],
    [{ repositories: ['team-a/*'] }, {}, 'ecr:PutImage', A, 'allowed'],
    [{ repositories: ['team-a/*'] }, {}, 'ecr:PutImage', of('team-a/x/y'), 'allowed'],
    [{ repositories: ['team-a/*'] }, {}, 'ecr:PutImage', of('team-a'), 'denied'],
    [{ repositories: ['team-a/*'] }, {}, 'ecr:PutImage', of('team-ab/x'), 'denied'],
    [{ repositories: ['team-a/*'] }, {}, 'ecr:BatchGetImage', B, 'denied'],
    [{ repositories: ['team-a'] }, {}, 'ecr:PutImage', of('x/team-a'), 'denied'],
    [{ repositories: ['team-a/*', 'team-b/*'] }, { repositories: ['team-b/*'] }, 'ecr:PutImage', A, 'denied'],
    [{ repositories: ['team-a/*', 'team-b/*'] }, { repositories: ['team-b/*'] }, 'ecr:PutImage', B, 'allowed'],
    [{ repositories: ['team-a/*'] }, { repositories: ['*'] }, 'ecr:PutImage', B, 'denied'],
    [{}, { repositories: ['team-a/*'] }, 'ecr:PutImage', B, 'denied'],
    [{}, { repositories: ['team-a/*'] }, 'ecr:PutImage', A, 'allowed'],
    [{ registries: ['123456789012'] }, {}, 'ecr:PutImage', A, 'allowed'],
    [{ registries: ['123456789012'] }, {}, 'ecr:PutImage', of('team-a/api', 'eu-west-1', '210987654321'), 'denied'],
    [{ regions: ['eu-west-1'] }, {}, 'ecr:PutImage', A, 'allowed'],
    [{ regions: ['eu-west-1'] }, {}, 'ecr:PutImage', of('team-a/api', 'eu-west-2'), 'denied'],
    [{ regions: ['eu-west-1'] }, {}, 'ecr:PutImage', of('team-a/api', 'eu-west-1a'), 'denied'],
    [VPCE, {}, 'ecr:PutImage', A, 'allowed', INSIDE],
    [VPCE, {}, 'ecr:PutImage', A, 'denied', OUTSIDE],
    [VPCE, {}, 'ecr:BatchGetImage', A, 'denied'],
    [{ conditions: { sourceIp: ['192.0.2.0/24'] } }, {}, 'ecr:PutImage', A, 'allowed', { 'aws:SourceIp': '192.0.2.9' }],
    [{ conditions: { sourceIp: ['192.0.2.0/24'] } }, {}, 'ecr:PutImage', A, 'denied', { 'aws:SourceIp': '192.0.3.9' }],
    // Through a VPC endpoint there is no source address.
    [{ conditions: { sourceIp: ['192.0.2.0/24'] } }, {}, 'ecr:PutImage', A, 'denied', INSIDE],
  ])('%j, asked for %j: %s on %s is %s', async (connector, asked, action, resource, verdict, context) => {
    expect(await may(connector, asked, [action, resource, context])).toBe(verdict);
  });

  const BOTH = { sourceVpce: ['vpce-0a1b2c3d'], sourceVpc: ['vpc-0a1b2c3d'] };
  it.each([
    [{ ...INSIDE, 'aws:SourceVpc': 'vpc-0a1b2c3d' }, 'allowed'],
    [{ ...INSIDE, 'aws:SourceVpc': 'vpc-0d0d0d0d' }, 'denied'],
    [{ ...OUTSIDE, 'aws:SourceVpc': 'vpc-0a1b2c3d' }, 'denied'],
  ])('needs all of its network conditions: %j is %s', async (context, verdict) => {
    expect(await may({ conditions: BOTH }, {}, ['ecr:PutImage', A, context])).toBe(verdict);
  });
});

describe('a session by a grant that narrows', () => {
  const PULL = { access: 'pull' } as const;
  const elsewhere = of('team-a/api', 'us-east-1');
  const foreign = of('team-a/api', 'eu-west-1', '210987654321');
  const TEAMS = { repositories: ['team-a/*', 'team-b/*'] };

  it.each<[Narrowing, GrantNarrowing, RequestedNarrowing, string, string, 'allowed' | 'denied']>([
    // A connector that limits nothing gives what its role has; by this grant it gives a pull, and nothing else.
    [{}, PULL, {}, 'ecr:BatchGetImage', A, 'allowed'],
    [{}, PULL, {}, 'ecr:GetAuthorizationToken', '*', 'allowed'],
    [{}, PULL, {}, 'ecr:PutImage', A, 'denied'],
    [{}, PULL, {}, 'ecr:DeleteRepository', A, 'denied'],
    [{}, PULL, {}, 's3:GetObject', 'arn:aws:s3:::bucket/key', 'denied'],
    [{}, { access: 'push' }, {}, 'ecr:PutImage', A, 'allowed'],
    [{}, { access: 'push' }, {}, 'ecr:DeleteRepository', A, 'denied'],
    [{ access: 'push' }, PULL, {}, 'ecr:BatchGetImage', A, 'allowed'],
    [{ access: 'push' }, PULL, {}, 'ecr:PutImage', A, 'denied'],
    [{ access: 'push' }, { access: 'push' }, PULL, 'ecr:PutImage', A, 'denied'],
    // Neither of these is ever read, or asked for: none of them widens all the same.
    [PULL, { access: 'push' }, {}, 'ecr:PutImage', A, 'denied'],
    [{ access: 'push' }, PULL, { access: 'push' }, 'ecr:PutImage', A, 'denied'],
    [{ policy: ALL_OF_ECR }, PULL, {}, 'ecr:BatchGetImage', A, 'allowed'],
    [{ policy: ALL_OF_ECR }, PULL, {}, 'ecr:PutImage', A, 'denied'],
    [{ policyArns: [POWER_USER] }, PULL, {}, 'ecr:BatchGetImage', A, 'allowed'],
    [{ policyArns: [POWER_USER] }, PULL, {}, 'ecr:PutImage', A, 'denied'],
    [{ policyArns: [PULL_ONLY] }, { access: 'push' }, {}, 'ecr:PutImage', A, 'denied'],
    // The first pull through a cache creates the repository: it is a part of a pull, as for a request.
    [{ access: 'push', pullThroughCache: true }, PULL, {}, 'ecr:CreateRepository', A, 'allowed'],
    [{ access: 'push', pullThroughCache: true }, PULL, {}, 'ecr:PutImage', A, 'denied'],
    [TEAMS, { repositories: ['team-b/*'] }, {}, 'ecr:PutImage', B, 'allowed'],
    [TEAMS, { repositories: ['team-b/*'] }, {}, 'ecr:PutImage', A, 'denied'],
    [TEAMS, { repositories: ['team-a/api'] }, {}, 'ecr:PutImage', A, 'allowed'],
    [TEAMS, { repositories: ['team-a/api'] }, {}, 'ecr:PutImage', of('team-a/web'), 'denied'],
    [TEAMS, { repositories: ['team-a/*'] }, { repositories: ['*/api'] }, 'ecr:PutImage', A, 'allowed'],
    [TEAMS, { repositories: ['team-a/*'] }, { repositories: ['*/api'] }, 'ecr:PutImage', B, 'denied'],
    [TEAMS, { repositories: ['team-a/*'] }, { repositories: ['*/api'] }, 'ecr:PutImage', of('team-a/web'), 'denied'],
    [{ repositories: ['team-a/*'] }, { repositories: ['*/api'] }, {}, 'ecr:PutImage', B, 'denied'],
    [{}, { regions: ['eu-west-1'] }, {}, 'ecr:PutImage', A, 'allowed'],
    [{}, { regions: ['eu-west-1'] }, {}, 'ecr:PutImage', elsewhere, 'denied'],
    [{ regions: ['eu-west-1', 'us-east-1'] }, { regions: ['eu-west-1'] }, {}, 'ecr:PutImage', elsewhere, 'denied'],
    [{}, { registries: ['123456789012'] }, {}, 'ecr:PutImage', A, 'allowed'],
    [{}, { registries: ['123456789012'] }, {}, 'ecr:PutImage', foreign, 'denied'],
  ])('%j, by %j, asked for %j: %s on %s is %s', async (connector, grant, asked, action, resource, verdict) => {
    expect(await may(connector, asked, [action, resource], { grant })).toBe(verdict);
  });

  const publicly = 'arn:aws:ecr-public::123456789012:repository/team-a/api';
  it.each<[GrantNarrowing, readonly LoginService[], 'allowed' | 'denied']>([
    [{}, ['ecr-public'], 'allowed'],
    [PULL, ['ecr-public'], 'denied'],
    [{ regions: ['us-east-1'] }, ['ecr-public'], 'allowed'],
    // The session itself serves both registries, and this grant one of them.
    [{ regions: ['eu-west-1'] }, ['ecr', 'ecr-public'], 'denied'],
    [{ repositories: ['team-a/*'] }, ['ecr-public'], 'allowed'],
    [{ repositories: ['team-b/*'] }, ['ecr-public'], 'denied'],
  ])('of ECR Public, by %j in a session for %j: a push is %s', async (grant, services, verdict) => {
    const question = ['ecr-public:PutImage', publicly] as const;
    expect(await may({ access: 'push' }, {}, question, { services, grant })).toBe(verdict);
  });
});

describe('an Allow of the operator’s own', () => {
  it.each<Row>([
    [{ access: 'pull' }, {}, 'ecr:PutImage', A, 'denied'],
    [{ repositories: ['team-a/*'] }, {}, 'ecr:PutImage', B, 'denied'],
    [{ registries: ['210987654321'] }, {}, 'ecr:PutImage', A, 'denied'],
    [{ regions: ['eu-central-1'] }, {}, 'ecr:PutImage', A, 'denied'],
    [VPCE, {}, 'ecr:PutImage', A, 'denied', OUTSIDE],
    [{}, { access: 'pull' }, 'ecr:PutImage', A, 'denied'],
    [{}, { repositories: ['team-a/*'] }, 'ecr:PutImage', B, 'denied'],
    [{ repositories: ['team-a/*'] }, {}, 'ecr:PutImage', A, 'allowed'],
  ])('does not undo %j and %j: %s on %s is %s', async (limits, asked, action, resource, verdict, context) => {
    const question = [action, resource, context] as const;
    expect(await may({ ...limits, policy: ALL_OF_ECR }, asked, question)).toBe(verdict);
    expect(await may({ ...limits, policyArns: [POWER_USER] }, asked, question)).toBe(verdict);
  });

  // With any of these a session could give its images to somebody outside of the network.
  it.each([
    ['ecr:SetRepositoryPolicy', A],
    ['ecr:DeleteRepository', A],
    ['ecr:BatchDeleteImage', A],
    ['ecr:PutReplicationConfiguration', '*'],
    ['ecr:PutRegistryPolicy', '*'],
    ['ecr:CreatePullThroughCacheRule', '*'],
    ['ecr:NameOfAnActionToCome', A],
    ['sts:AssumeRole', 'arn:aws:iam::123456789012:role/other'],
  ])('is held to the network in all that is not the login: %s', async (action, resource) => {
    const connector = { ...VPCE, policy: ALL_OF_ECR };
    expect(await may(connector, {}, [action, resource, OUTSIDE])).toBe('denied');
    expect(await may(connector, {}, [action, resource, INSIDE])).toBe('allowed');
  });

  it('is all that the session has: limits add no right', async () => {
    const managed = { policyArns: [PULL_ONLY], access: 'push', repositories: ['*'] } as const;
    expect(await may(managed, {}, ['ecr:PutImage', A])).toBe('denied');
    expect(await may(managed, { access: 'push' }, ['ecr:PutImage', A])).toBe('denied');
    expect(await may(managed, {}, ['ecr:BatchGetImage', A])).toBe('allowed');
  });
});

describe('a limit', () => {
  const LIMITS: readonly Narrowing[] = [
    ...[{ access: 'pull' } as const, { access: 'push' } as const, { repositories: ['team-a/*'] }],
    ...[{ registries: ['210987654321'] }, { regions: ['eu-central-1'] }, VPCE],
    ...[{ conditions: { sourceVpc: ['vpc-0a1b2c3d'] } }, { conditions: { sourceIp: ['192.0.2.0/24'] } }],
  ];
  it.each(LIMITS)('leaves the login itself, which Portunus asks for from its own network: %j', async (limit) => {
    const elsewhere = { 'aws:SourceIp': '203.0.113.5' };
    const login = ['ecr:GetAuthorizationToken', '*', elsewhere] as const;
    expect(await may(limit, {}, login)).toBe('allowed');
    expect(await may({ ...limit, policy: ALL_OF_ECR }, { repositories: ['x'] }, login)).toBe('allowed');
    const services = ['ecr-public'] as const;
    for (const action of ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken']) {
      if (limit.regions === undefined)
        expect(await may(limit, {}, [action, '*', elsewhere], { services })).toBe('allowed');
    }
  });

  it.each<readonly [Narrowing, string, 'allowed' | 'denied']>([
    [{ repositories: ['team-a/*'] }, B, 'denied'],
    [{ repositories: ['team-a/*'] }, A, 'allowed'],
    [{ registries: ['210987654321'] }, A, 'denied'],
    [{ regions: ['eu-central-1'] }, A, 'denied'],
    [{ access: 'push' }, A, 'denied'],
  ])('holds for actions that AWS has yet to invent: %j on %s is %s', async (limit, resource, verdict) => {
    expect(await may({ ...limit, policy: ALL_OF_ECR }, {}, ['ecr:FutureThing', resource])).toBe(verdict);
  });

  it('holds for ECR Public too', async () => {
    const services = ['ecr', 'ecr-public'] as const;
    const publicly = (name: string) => `arn:aws:ecr-public::123456789012:repository/${name}`;
    const limit = { repositories: ['team-a/*'] };
    expect(await may(limit, {}, ['ecr-public:PutImage', publicly('team-a/x')], { services })).toBe('allowed');
    expect(await may(limit, {}, ['ecr-public:PutImage', publicly('team-b/x')], { services })).toBe('denied');
    expect(await may({ access: 'pull' }, {}, ['ecr-public:PutImage', publicly('x')], { services })).toBe('denied');
    // A session for one registry is none for the other.
    expect(await may({ access: 'push' }, {}, ['ecr-public:PutImage', publicly('x')])).toBe('denied');
  });

  it('gives no right that the role has not', async () => {
    const rights = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: PULL_RIGHTS, Resource: '*' }] };
    expect(await may({ access: 'push' }, {}, ['ecr:PutImage', A], { role: { rights } })).toBe('denied');
    expect(await may({ access: 'push' }, {}, ['ecr:BatchGetImage', A], { role: { rights } })).toBe('allowed');
  });
});

const PULL_RIGHTS = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

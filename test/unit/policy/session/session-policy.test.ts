// The session policies of a connector as they are sent to STS.
import { describe, expect, it } from 'vitest';
import type { Partition } from '../../../../shared/domain/aws.ts';
import type { LoginService } from '../../../../shared/domain/login-service.ts';
import type { Narrowing } from '../../../../shared/domain/narrowing.ts';
import {
  type RequestedNarrowing,
  secondHopPolicy,
  sessionPolicies,
} from '../../../../shared/policy/session/session-policy.ts';

interface Given {
  readonly asked?: RequestedNarrowing;
  readonly partition?: Partition;
  readonly services?: readonly LoginService[];
}

function given(connector: Narrowing, { asked = {}, partition = 'aws', services = ['ecr'] }: Given = {}) {
  const policies = sessionPolicies(
    connector,
    { grant: undefined, requested: asked },
    { partition, accountId: '123456789012', services },
  );
  if (!policies.ok) throw new Error(JSON.stringify(policies.errors));
  return policies.value;
}
function statements(...args: Parameters<typeof given>) {
  return JSON.parse(given(...args).policy ?? '').Statement;
}

// As AWS's managed policies name them: AmazonEC2ContainerRegistryPullOnly, …ReadOnly and …PowerUser.
const TOKEN = 'ecr:GetAuthorizationToken';
const PULL = [
  ...[TOKEN, 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability', 'ecr:ListImages'],
  ...['ecr:DescribeImages', 'ecr:DescribeRepositories', 'ecr:GetRepositoryPolicy'],
];
const PUSH = [
  ...PULL,
  ...['ecr:CompleteLayerUpload', 'ecr:InitiateLayerUpload', 'ecr:PutImage', 'ecr:UploadLayerPart'],
];
const CACHE = ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'];
function allow(Action: readonly string[]) {
  return { Effect: 'Allow', Action, Resource: '*' };
}
function denyBut(NotAction: readonly string[]) {
  return { Effect: 'Deny', NotAction, Resource: '*' };
}
function denyOutside(NotResource: string | readonly string[]) {
  return { Effect: 'Deny', NotAction: TOKEN, NotResource };
}
const OWN = { Effect: 'Allow', Action: 'ecr:*', Resource: '*' } as const;
const POLICY = { Version: '2012-10-17', Statement: [OWN] } as const satisfies Narrowing['policy'];
const PULL_ONLY = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';

describe('the session policies of a connector', () => {
  it('are none where it neither has any nor limits anything: the role alone decides', () => {
    expect(given({})).toEqual({ policyArns: [] });
  });

  it('are as short as JSON goes: STS counts characters', () => {
    expect(given({ access: 'pull' })).toEqual({
      policy:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecr:GetAuthorizationToken",' +
        '"ecr:BatchGetImage","ecr:GetDownloadUrlForLayer","ecr:BatchCheckLayerAvailability","ecr:ListImages",' +
        '"ecr:DescribeImages","ecr:DescribeRepositories","ecr:GetRepositoryPolicy"],"Resource":"*"},' +
        '{"Effect":"Deny","NotAction":["ecr:GetAuthorizationToken","ecr:BatchGetImage","ecr:GetDownloadUrlForLayer",' +
        '"ecr:BatchCheckLayerAvailability","ecr:ListImages","ecr:DescribeImages","ecr:DescribeRepositories",' +
        '"ecr:GetRepositoryPolicy"],"Resource":"*"}]}',
      policyArns: [],
    });
  });

  it.each<[string, Narrowing, readonly object[]]>([
    ['push', { access: 'push' }, [allow(PUSH), denyBut(PUSH)]],
    [
      'pull through the cache',
      { access: 'pull', pullThroughCache: true },
      [allow([...PULL, ...CACHE]), denyBut([...PULL, ...CACHE])],
    ],
    ['no cache, in so many words', { access: 'pull', pullThroughCache: false }, [allow(PULL), denyBut(PULL)]],
    [
      'repositories',
      { repositories: ['team-a/*', 'base'] },
      [allow(PUSH), denyOutside(['arn:aws:ecr:*:*:repository/team-a/*', 'arn:aws:ecr:*:*:repository/base'])],
    ],
    [
      'registries',
      { registries: ['210987654321'] },
      [allow(PUSH), denyOutside('arn:aws:ecr:*:210987654321:repository/*')],
    ],
    ['regions', { regions: ['eu-west-1'] }, [allow(PUSH), denyOutside('arn:aws:ecr:eu-west-1:*:repository/*')]],
    ['an own policy', { policy: POLICY }, [OWN]],
    ['an own policy and a limit', { policy: POLICY, access: 'pull' }, [OWN, denyBut(PULL)]],
  ])('for %s', (_what, connector, expected) => {
    expect(statements(connector)).toEqual(expected);
  });

  it('have one statement for each limit, so that all must hold', () => {
    const connector = { policy: POLICY, repositories: ['a'], registries: ['210987654321'], regions: ['eu-west-1'] };
    expect(statements(connector)).toEqual([
      OWN,
      denyOutside('arn:aws:ecr:*:*:repository/a'),
      denyOutside('arn:aws:ecr:*:210987654321:repository/*'),
      denyOutside('arn:aws:ecr:eu-west-1:*:repository/*'),
    ]);
  });

  it('hold all but the login to a network, each condition by itself', () => {
    const [, vpce, vpc] = statements({ conditions: { sourceVpce: ['vpce-0a1b2c3d'], sourceVpc: ['vpc-0a1b2c3d'] } });
    const denied = { Effect: 'Deny', NotAction: 'ecr:GetAuthorizationToken', Resource: '*' };
    expect(vpce).toEqual({ ...denied, Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-0a1b2c3d'] } } });
    expect(vpc).toEqual({ ...denied, Condition: { StringNotEquals: { 'aws:SourceVpc': ['vpc-0a1b2c3d'] } } });
    const [, ip] = statements({ conditions: { sourceIp: ['192.0.2.0/24'] } });
    expect(ip).toEqual({ ...denied, Condition: { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24'] } } });
  });

  it('are the managed ones alone, or those and the limits: never generated rights beside them', () => {
    expect(given({ policyArns: [PULL_ONLY] })).toEqual({ policyArns: [PULL_ONLY] });
    expect(given({ policyArns: [PULL_ONLY] }, { asked: { access: 'pull' } }).policyArns).toEqual([PULL_ONLY]);
    expect(statements({ policyArns: [PULL_ONLY], regions: ['eu-west-1'] })).toEqual([
      denyOutside('arn:aws:ecr:eu-west-1:*:repository/*'),
    ]);
    expect(statements({ policy: POLICY, policyArns: [PULL_ONLY] })).toEqual([OWN]);
  });

  it('have what a request narrows beside what the connector limits, not instead of it', () => {
    expect(statements({ repositories: ['team-a/*'] }, { asked: { repositories: ['team-*/x'] } })).toEqual([
      allow(PUSH),
      denyOutside('arn:aws:ecr:*:*:repository/team-a/*'),
      denyOutside('arn:aws:ecr:*:*:repository/team-*/x'),
    ]);
    expect(statements({ access: 'push' }, { asked: { access: 'pull' } })).toEqual([allow(PULL), denyBut(PULL)]);
  });

  it.each([
    ['aws-cn', 'cn-north-1', 'arn:aws-cn:ecr:cn-north-1:*:repository/*'],
    ['aws-us-gov', 'us-gov-west-1', 'arn:aws-us-gov:ecr:us-gov-west-1:*:repository/*'],
    ['aws-eusc', 'eusc-de-east-1', 'arn:aws-eusc:ecr:eusc-de-east-1:*:repository/*'],
  ] as const)('name the ARNs of their partition: %s', (partition, region, arn) => {
    expect(statements({ regions: [region] }, { partition })).toEqual([allow(PUSH), denyOutside(arn)]);
  });
});

describe('the session policies for ECR Public', () => {
  const LOGIN = ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'];
  const PUBLIC_PUSH = [
    ...LOGIN,
    ...['BatchCheckLayerAvailability', 'CompleteLayerUpload', 'InitiateLayerUpload', 'PutImage', 'UploadLayerPart'].map(
      (name) => `ecr-public:${name}`,
    ),
  ];

  it('name its own actions; anybody may pull', () => {
    expect(statements({ access: 'push' }, { services: ['ecr-public'] })).toEqual([
      allow(PUBLIC_PUSH),
      denyBut(PUBLIC_PUSH),
    ]);
    expect(statements({ access: 'pull' }, { services: ['ecr-public'] })).toEqual([allow(LOGIN), denyBut(LOGIN)]);
  });

  it('name its own repositories, which have no region', () => {
    const [, deny] = statements({ repositories: ['team-a'] }, { services: ['ecr', 'ecr-public'] });
    const NotResource = ['arn:aws:ecr:*:*:repository/team-a', 'arn:aws:ecr-public::*:repository/team-a'];
    expect(deny).toEqual({ Effect: 'Deny', NotAction: [TOKEN, ...LOGIN], NotResource });
  });
});

describe('the policy of a first session', () => {
  it('lets it assume the one further role, with what goes along, and nothing else', () => {
    expect(JSON.parse(secondHopPolicy('arn:aws:iam::210987654321:role/deploy'))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
          Resource: 'arn:aws:iam::210987654321:role/deploy',
        },
      ],
    });
  });
});

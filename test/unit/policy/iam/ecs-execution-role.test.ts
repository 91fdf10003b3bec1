import { describe, expect, it } from 'vitest';
import { IAM_FORMS } from '../../../../shared/formats/iam/index.ts';
import {
  type EcsExecutionRole,
  ecsExecutionRole,
  ecsTrustDocument,
} from '../../../../shared/policy/iam/ecs-execution-role.ts';
import { evaluate, type Question } from '../../../support/iam.ts';
import { factsOfTemplate } from '../../../support/iam-form-readers.ts';
import { factsOf } from '../../../support/iam-setups.ts';
import { isLetIn, withoutEachCondition } from '../../../support/let-in.ts';
import { policyFaults } from '../../../support/policy-lint.ts';

const NOTHING: EcsExecutionRole = {
  ...{ name: 'ecsTaskExecutionRole', partition: 'aws', accountId: '123456789012', region: 'eu-west-1' },
  ...{ secretArns: [], parameterArns: [], keyArns: [], environmentFileArns: [], vpcEndpointIds: [], vpcIds: [] },
};
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbCdEf';
const PARAMETER = 'arn:aws:ssm:eu-west-1:123456789012:parameter/shop/level';
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const FILE = 'arn:aws:s3:::amzn-s3-demo-bucket/shop/web.env';
const IMAGE = 'arn:aws:ecr:eu-west-1:123456789012:repository/shop/web';
const EVERYTHING: EcsExecutionRole = {
  ...NOTHING,
  ...{ secretArns: [SECRET], parameterArns: [PARAMETER], keyArns: [KEY], environmentFileArns: [FILE] },
  ...{ vpcEndpointIds: ['vpce-0123456789abcdef0'], vpcIds: ['vpc-0123456789abcdef0'] },
};

function roleOf(wanted: EcsExecutionRole) {
  const [role] = ecsExecutionRole(wanted).places[0]?.resources ?? [];
  if (role?.type !== 'role') throw new Error('the first resource is no role');
  return role;
}

function rightsOf(wanted: EcsExecutionRole) {
  const [policy] = roleOf(wanted).policies;
  if (policy === undefined) throw new Error('the role has no policy of its own');
  return policy.document;
}

const PRINCIPAL = 'arn:aws:sts::123456789012:assumed-role/ecsTaskExecutionRole/0123456789abcdef';
const may = (rights: object, question: Question) =>
  evaluate({ policyArns: [] }, question, { rights, principal: PRINCIPAL });

/** As ECS assumes a role for a task. */
const TASK = {
  'aws:SourceAccount': '123456789012',
  'aws:SourceArn': 'arn:aws:ecs:eu-west-1:123456789012:task/shop/0123456789abcdef0123456789abcdef',
};
const ROLE = 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole';
const assume = (trust: object, context: Readonly<Record<string, string>>, principal = 'ecs-tasks.amazonaws.com') =>
  isLetIn(trust, { principal, action: 'sts:AssumeRole', resource: ROLE, accountId: '123456789012', context });

describe('the trust policy', () => {
  const trust = ecsTrustDocument(NOTHING);

  it('is the one of AWS’s page on task roles', () => {
    expect(trust).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'ecs-tasks.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            ArnLike: { 'aws:SourceArn': 'arn:aws:ecs:eu-west-1:123456789012:*' },
            StringEquals: { 'aws:SourceAccount': '123456789012' },
          },
        },
      ],
    });
  });

  it('has no fault that a linter finds', async () => {
    expect(await policyFaults(trust, 'trust')).toEqual([]);
  });

  it('lets ECS assume the role for a task of the account', async () => {
    expect(await assume(trust, TASK)).toBe(true);
  });

  const STRANGERS = [
    { of: 'another account', context: { ...TASK, 'aws:SourceAccount': '999999999999' } },
    { of: 'another region', context: { ...TASK, 'aws:SourceArn': 'arn:aws:ecs:us-east-1:123456789012:task/shop/1' } },
    { of: 'another service', context: { ...TASK, 'aws:SourceArn': 'arn:aws:eks:eu-west-1:123456789012:cluster/a' } },
    { of: 'nobody known', context: {} },
  ];

  it.each(STRANGERS)('lets ECS not assume it for $of', async ({ context }) => {
    expect(await assume(trust, context)).toBe(false);
  });

  it.each(withoutEachCondition(trust))('lets a stranger in without $taken', async ({ document }) => {
    const answers = await Promise.all(STRANGERS.map(({ context }) => assume(document, context)));
    expect(answers).toContain(true);
  });

  it('lets another service assume it for nothing', async () => {
    expect(await assume(trust, TASK, 'ec2.amazonaws.com')).toBe(false);
  });

  it('is for every region where none is named', () => {
    const { region: _none, ...everywhere } = NOTHING;
    const Condition = { ArnLike: { 'aws:SourceArn': 'arn:aws:ecs:*:123456789012:*' } };
    expect(ecsTrustDocument(everywhere).Statement[0]).toMatchObject({ Condition });
  });
});

describe('the rights', () => {
  it.each([
    ['aws', 'arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'],
    ['aws-cn', 'arn:aws-cn:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'],
    ['aws-us-gov', 'arn:aws-us-gov:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'],
  ] as const)('are AWS’s managed policy alone in %s, where nothing is added', (partition, arn) => {
    const { managedPolicyArns, policies } = roleOf({ ...NOTHING, partition });
    expect([managedPolicyArns, policies]).toEqual([[arn], []]);
  });

  it('have no fault that a linter finds', async () => {
    expect(await policyFaults(rightsOf(EVERYTHING), 'identity')).toEqual([]);
  });

  it.each<[string, Partial<EcsExecutionRole>, readonly string[]]>([
    ['secret', { secretArns: [SECRET] }, ['secretsmanager:GetSecretValue']],
    ['parameter', { parameterArns: [PARAMETER] }, ['ssm:GetParameters']],
    ['file', { environmentFileArns: [FILE] }, ['s3:GetObject', 's3:GetBucketLocation']],
    ['secret with a key', { secretArns: [SECRET], keyArns: [KEY] }, ['secretsmanager:GetSecretValue', 'kms:Decrypt']],
  ])('are no more than what a %s needs', (_what, added, actions) => {
    const wanted = { ...NOTHING, ...added };
    expect(rightsOf(wanted).Statement.flatMap(({ Action = [] }) => Action)).toEqual(actions);
    expect(roleOf(wanted).managedPolicyArns).toHaveLength(1);
  });

  const NETWORK = { 'aws:SourceVpce': 'vpce-0123456789abcdef0', 'aws:SourceVpc': 'vpc-0123456789abcdef0' };
  const OWNED = { 'aws:ResourceAccount': '123456789012' };
  const VIA = { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' };
  const PULL = { action: 'ecr:BatchGetImage', resource: IMAGE };
  const GOOD: readonly Question[] = [
    { action: 'ecr:GetAuthorizationToken', resource: '*' },
    { action: 'logs:PutLogEvents', resource: `arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/shop:log-stream:a` },
    { ...PULL, context: NETWORK },
    { action: 'secretsmanager:GetSecretValue', resource: SECRET },
    { action: 'ssm:GetParameters', resource: PARAMETER },
    { action: 's3:GetObject', resource: FILE, context: OWNED },
    { action: 's3:GetBucketLocation', resource: 'arn:aws:s3:::amzn-s3-demo-bucket', context: OWNED },
    { action: 'kms:Decrypt', resource: KEY, context: VIA },
    { action: 'kms:Decrypt', resource: KEY, context: { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' } },
  ];
  const BAD: readonly Question[] = [
    { action: 'logs:PutLogEvents', resource: 'arn:aws:logs:eu-west-1:999999999999:log-group:a:log-stream:b' },
    { ...PULL, context: { ...NETWORK, 'aws:SourceVpce': 'vpce-99999999' } },
    { ...PULL, context: { ...NETWORK, 'aws:SourceVpc': 'vpc-99999999' } },
    PULL,
    { action: 'ecr:PutImage', resource: IMAGE, context: NETWORK },
    { action: 'secretsmanager:GetSecretValue', resource: SECRET.replace('/db', '/other') },
    { action: 'ssm:GetParameters', resource: `${PARAMETER}/other` },
    { action: 's3:GetObject', resource: FILE.replace('web', 'api'), context: OWNED },
    { action: 's3:GetObject', resource: FILE, context: { 'aws:ResourceAccount': '999999999999' } },
    {
      ...{ action: 's3:GetBucketLocation', resource: 'arn:aws:s3:::amzn-s3-demo-bucket' },
      context: { 'aws:ResourceAccount': '999999999999' },
    },
    { action: 'kms:Decrypt', resource: KEY.replace('1234abcd', '99999999'), context: VIA },
    { action: 'kms:Decrypt', resource: KEY },
    { action: 'kms:Decrypt', resource: KEY, context: { 'kms:ViaService': 'ec2.eu-west-1.amazonaws.com' } },
  ];

  it.each(GOOD)('allow $action on $resource from $context', async (question) => {
    expect(await may(rightsOf(EVERYTHING), question)).toBe('allowed');
  });

  it.each(BAD)('deny $action on $resource from $context', async (question) => {
    expect(await may(rightsOf(EVERYTHING), question)).toBe('denied');
  });

  it.each(withoutEachCondition(rightsOf(EVERYTHING)))('allow something bad without $taken', async ({ document }) => {
    expect(await Promise.all(BAD.map((question) => may(document, question)))).toContain('allowed');
  });

  it('on images would be everywhere again beside AWS’s managed policy, which is therefore left out', async () => {
    expect(roleOf(EVERYTHING).managedPolicyArns).toEqual([]);
    // AmazonECSTaskExecutionRolePolicy v1 (AWS managed policy reference).
    const managed = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: [
            ...['GetAuthorizationToken', 'BatchCheckLayerAvailability', 'GetDownloadUrlForLayer', 'BatchGetImage'].map(
              (name) => `ecr:${name}`,
            ),
            ...['logs:CreateLogStream', 'logs:PutLogEvents'],
          ],
          Resource: '*',
        },
      ],
    };
    const both = { ...managed, Statement: [...managed.Statement, ...rightsOf(EVERYTHING).Statement] };
    expect(await may(both, PULL)).toBe('allowed');
    // What the role has instead is no less but for the network.
    const replaced = managed.Statement.flatMap(({ Action }) => Action);
    expect(
      rightsOf({ ...NOTHING, vpcIds: ['vpc-0123456789abcdef0'] })
        .Statement.flatMap(({ Action = [] }) => Action)
        .sort(),
    ).toEqual(replaced.sort());
  });
});

// Each form is read the way its own tool takes it. That the forms agree on every set-up has tests of its own.
it('is the same in CloudFormation', () => {
  const setup = ecsExecutionRole(EVERYTHING);
  const text = IAM_FORMS.cloudformation(setup);
  expect(factsOfTemplate(text, ['123456789012'])).toEqual(factsOf(setup));
  expect(JSON.parse(text).Description).toBe('What AWS needs for Amazon ECS to start tasks');
});

it('says what no document can', () => {
  expect(ecsExecutionRole(EVERYTHING).advice).toEqual([
    'Name the role as executionRoleArn of the task definition. Who registers that needs iam:PassRole for ecsTaskExecutionRole.',
    'AmazonECSTaskExecutionRolePolicy must not be attached to the role, as it may be to one that exists: it allows pulls from every network.',
    'On EC2, set ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true in /etc/ecs/ecs.config.',
  ]);
});

// Each example is usable as it is: read, accepted on write, and small enough for STS. AWS's own list of actions, resources
// and condition keys knows all of it, and an evaluator allows what it is for, and no more.
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../shared/domain/account.ts';
import { Connector } from '../../../shared/domain/connector.ts';
import { parseWith, valid } from '../../../shared/domain/parse.ts';
import { type PolicyExample, shownExample } from '../../../shared/domain/policy-example.ts';
import { POLICY_EXAMPLES } from '../../../shared/domain/policy-examples.ts';
import type { PrincipalType } from '../../../shared/domain/principal-type.ts';
import { accountFaults, hopelessFaults } from '../../../shared/policy/definitions/check-connector.ts';
import { registriesOf } from '../../../shared/policy/session/registry-actions.ts';
import { sessionPolicies } from '../../../shared/policy/session/session-policy.ts';
import { evaluate, type Question } from '../../support/iam.ts';
import { withoutEachCondition } from '../../support/let-in.ts';
import { policyFaults } from '../../support/policy-lint.ts';

const USER_KEY = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys/build-AbCdEf';
const FIELDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'assumed-role': { roleArn: 'arn:aws:iam::123456789012:role/portunus/example' },
  'federated-user': {},
  'web-identity': { roleArn: 'arn:aws:iam::123456789012:role/portunus/example', acknowledgeRisk: true },
  saml: {
    ...{ roleArn: 'arn:aws:iam::123456789012:role/portunus/example', acknowledgeRisk: true },
    samlProviderArn: 'arn:aws:iam::123456789012:saml-provider/corp',
  },
};

function accountFor(type: PrincipalType): Account {
  const credentials =
    type === 'federated-user'
      ? ({ source: 'iam-user', secretArn: USER_KEY } as const)
      : ({ source: 'execution-role' } as const);
  return { id: 'build', awsAccountId: '123456789012', partition: 'aws', credentials };
}

function connectorWith({ policy, serves }: PolicyExample, principalType: PrincipalType): Connector {
  const fields = { id: 'example', account: 'build', principalType, region: 'eu-west-1', ...FIELDS[principalType] };
  return valid(parseWith(Connector, { ...fields, serves: [serves], policy }, 'connector'));
}

const USES = POLICY_EXAMPLES.flatMap((example) =>
  example.principalTypes.map((type) => ({ name: example.name, type, example })),
);

describe.each(USES)('$name in a connector of $type', ({ type, example }) => {
  it('is accepted as it is, and fits into a session', () => {
    const connector = connectorWith(example, type);
    const account = accountFor(type);
    expect([...accountFaults(connector, account), ...hopelessFaults(connector, account)]).toEqual([]);
    const scope = { partition: account.partition, accountId: account.awsAccountId, services: registriesOf(connector) };
    expect(sessionPolicies(connector, { grant: undefined, requested: {} }, scope)).toMatchObject({
      ok: true,
      value: { policy: JSON.stringify(compacted(example)), policyArns: [] },
    });
  });
});

/** As STS is sent it: lists of one are written as that one. */
function compacted({ policy }: PolicyExample) {
  const one = (value: unknown) => (Array.isArray(value) && value.length === 1 ? value[0] : value);
  const Statement = policy.Statement.map((statement) =>
    Object.fromEntries(Object.entries(statement).map(([name, value]) => [name, one(value)])),
  );
  return { ...policy, Statement };
}

describe.each(POLICY_EXAMPLES)('$name', (example) => {
  const { name, policy } = example;

  it('has no fault that a linter or AWS’s list of actions finds', async () => {
    expect(await policyFaults(policy, 'session')).toEqual([]);
  });

  it('says of everything that is not yours that it is to be replaced', () => {
    const placeholders = Object.keys(shownExample(example).replace);
    const left = placeholders.reduce((text, one) => text.replaceAll(one, ''), JSON.stringify(policy));
    expect(left).not.toMatch(/example|demo|[0-9]{12}|eu-west|1234abcd/i);
  });

  it('is for something, and no more', async () => {
    const { good, bad } = QUESTIONS[name] ?? { good: [], bad: [] };
    const answers = await Promise.all([...good, ...bad].map((question) => ask(policy, question)));
    expect(answers).toEqual([...good.map(() => 'allowed'), ...bad.map(() => 'denied')]);
    expect(good.length * bad.length).toBeGreaterThan(0);
  });

  it.each(withoutEachCondition(policy))('without $taken allows what it must not', async ({ document }) => {
    const { bad = [] } = QUESTIONS[name] ?? {};
    expect(await Promise.all(bad.map((question) => ask(document, question)))).toContain('allowed');
  });
});

function ask(policy: object, question: Question) {
  return evaluate({ policy: JSON.stringify(policy), policyArns: [] }, question);
}

const ECR = 'arn:aws:ecr:eu-west-1:123456789012:repository';
const IMAGE = `${ECR}/example/api`;
const OTHER = `${ECR}/other/api`;
const LOG_IN = { action: 'ecr:GetAuthorizationToken', resource: '*' };
const PULL = { action: 'ecr:BatchGetImage', resource: IMAGE };
const PUSH = { action: 'ecr:PutImage', resource: IMAGE };
const DELETE = { action: 'ecr:BatchDeleteImage', resource: IMAGE };
const SITE = 'arn:aws:s3:::amzn-s3-demo-bucket';
const OWNED = { 'aws:ResourceAccount': '123456789012' };
const FOREIGN = { 'aws:ResourceAccount': '999999999999' };
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:example-function';
const ROLE = 'arn:aws:iam::123456789012:role';
const STACK = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/example-stack/11111111-2222-3333-4444-555555555555';
const PACKAGES = 'arn:aws:codeartifact:eu-west-1:123456789012:repository/example-domain/example-packages';
const PACKAGE = PACKAGES.replace(':repository/', ':package/');
const PARAMETER = 'arn:aws:ssm:eu-west-1:123456789012:parameter/example/level';
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const BEARER = { action: 'sts:GetServiceBearerToken', resource: '*' };
const PUBLIC = 'arn:aws:ecr-public::123456789012:repository/example-image';

const bearerFor = (service: string) => ({ ...BEARER, context: { 'sts:AWSServiceName': service } });
const pass = (role: string, service: string) => ({
  ...{ action: 'iam:PassRole', resource: `${ROLE}/${role}` },
  context: { 'iam:PassedToService': service },
});

/** What each must allow and must not. Beyond a limit there is one question at least, and one for each condition. */
const QUESTIONS: Readonly<Record<string, { readonly good: readonly Question[]; readonly bad: readonly Question[] }>> = {
  'ecr-pull': { good: [LOG_IN, PULL], bad: [PUSH, DELETE, { ...PULL, resource: OTHER }] },
  'ecr-push': { good: [LOG_IN, PULL, PUSH], bad: [DELETE, { ...PUSH, resource: OTHER }] },
  'ecr-pull-through': {
    good: [LOG_IN, { action: 'ecr:BatchImportUpstreamImage', resource: `${ECR}/example-cache/library/alpine` }],
    bad: [PULL, { action: 'ecr:PutImage', resource: `${ECR}/example-cache/library/alpine` }],
  },
  'ecr-public-push': {
    good: [
      ...[{ action: 'ecr-public:GetAuthorizationToken', resource: '*' }, bearerFor('ecr-public.amazonaws.com')],
      { action: 'ecr-public:PutImage', resource: PUBLIC },
    ],
    bad: [
      ...[bearerFor('codeartifact.amazonaws.com'), { action: 'ecr-public:DeleteRepository', resource: PUBLIC }],
      { action: 'ecr-public:PutImage', resource: `${PUBLIC}-2` },
    ],
  },
  'ecr-list': {
    good: [{ action: 'ecr:DescribeImages', resource: OTHER }],
    bad: [LOG_IN, PULL, { action: 'ecr:GetDownloadUrlForLayer', resource: IMAGE }],
  },
  'ecr-cleanup': { good: [DELETE], bad: [PUSH, PULL, LOG_IN, { ...DELETE, resource: OTHER }] },
  'ecr-repositories': {
    good: ['CreateRepository', 'PutImageTagMutability'].map((one) => ({ action: `ecr:${one}`, resource: IMAGE })),
    bad: [
      ...['DeleteRepository', 'SetRepositoryPolicy', 'PutLifecyclePolicy'].map((one) => ({
        ...{ action: `ecr:${one}`, resource: IMAGE },
      })),
      ...[DELETE, { action: 'ecr:CreateRepository', resource: OTHER }],
    ],
  },
  's3-deploy': {
    good: [
      { action: 's3:ListBucket', resource: SITE, context: { ...OWNED, 's3:prefix': 'example-site/' } },
      { action: 's3:PutObject', resource: `${SITE}/example-site/index.html`, context: OWNED },
      { action: 's3:DeleteObject', resource: `${SITE}/example-site/old.html`, context: OWNED },
    ],
    bad: [
      { action: 's3:ListBucket', resource: SITE, context: { ...OWNED, 's3:prefix': '' } },
      { action: 's3:ListBucket', resource: SITE, context: { ...FOREIGN, 's3:prefix': 'example-site/' } },
      { action: 's3:PutObject', resource: `${SITE}/other/index.html`, context: OWNED },
      { action: 's3:PutObject', resource: `${SITE}/example-site/index.html`, context: FOREIGN },
    ],
  },
  'cloudfront-invalidate': {
    good: ['CreateInvalidation', 'GetInvalidation'].map((one) => ({
      ...{ action: `cloudfront:${one}`, resource: 'arn:aws:cloudfront::123456789012:distribution/EDFDVBD6EXAMPLE' },
    })),
    bad: [{ action: 'cloudfront:CreateInvalidation', resource: 'arn:aws:cloudfront::123456789012:distribution/OTHER' }],
  },
  'lambda-deploy': {
    good: [
      ...['UpdateFunctionCode', 'PublishVersion'].map((one) => ({ action: `lambda:${one}`, resource: FUNCTION })),
      { action: 'lambda:UpdateAlias', resource: `${FUNCTION}:live` },
    ],
    bad: [
      { action: 'lambda:UpdateFunctionConfiguration', resource: FUNCTION },
      { action: 'lambda:UpdateFunctionCode', resource: `${FUNCTION}-2` },
    ],
  },
  'ecs-deploy': {
    good: [
      {
        ...{ action: 'ecs:RegisterTaskDefinition' },
        resource: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/example-family:7',
      },
      {
        action: 'ecs:UpdateService',
        resource: 'arn:aws:ecs:eu-west-1:123456789012:service/example-cluster/example-service',
      },
      pass('example-task', 'ecs-tasks.amazonaws.com'),
    ],
    bad: [
      pass('example-task', 'lambda.amazonaws.com'),
      pass('administrator', 'ecs-tasks.amazonaws.com'),
      { action: 'ecs:UpdateService', resource: 'arn:aws:ecs:eu-west-1:123456789012:service/example-cluster/other' },
    ],
  },
  'cloudformation-deploy': {
    good: [
      {
        ...{ action: 'cloudformation:CreateChangeSet', resource: STACK },
        context: { 'cloudformation:RoleArn': `${ROLE}/example-cloudformation` },
      },
      { action: 'cloudformation:ExecuteChangeSet', resource: STACK },
      pass('example-cloudformation', 'cloudformation.amazonaws.com'),
    ],
    bad: [
      { action: 'cloudformation:CreateChangeSet', resource: STACK },
      { action: 'cloudformation:DeleteStack', resource: STACK },
      pass('example-cloudformation', 'ec2.amazonaws.com'),
    ],
  },
  'codeartifact-read': {
    good: [bearerFor('codeartifact.amazonaws.com'), { action: 'codeartifact:ReadFromRepository', resource: PACKAGES }],
    bad: [
      ...[
        bearerFor('ecr-public.amazonaws.com'),
        { action: 'codeartifact:PublishPackageVersion', resource: `${PACKAGE}/npm/acme/shop` },
      ],
    ],
  },
  'codeartifact-publish': {
    good: [{ action: 'codeartifact:PublishPackageVersion', resource: `${PACKAGE}/npm/acme/shop` }],
    bad: [
      bearerFor('ecr-public.amazonaws.com'),
      { action: 'codeartifact:DeletePackageVersions', resource: `${PACKAGE}/npm/acme/shop` },
    ],
  },
  'parameters-read': {
    good: [
      ...[{ action: 'ssm:GetParameter', resource: PARAMETER }],
      { action: 'kms:Decrypt', resource: KEY, context: { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' } },
    ],
    bad: [
      ...[{ action: 'ssm:PutParameter', resource: PARAMETER }],
      ...[{ action: 'ssm:GetParameter', resource: PARAMETER.replace('/example/', '/other/') }],
      { action: 'kms:Decrypt', resource: KEY, context: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
    ],
  },
  'identity-only': { good: [{ action: 'sts:GetCallerIdentity', resource: '*' }], bad: [LOG_IN, PULL] },
  'console-look': {
    good: [
      { action: 'ecr:DescribeImages', resource: IMAGE },
      { action: 'cloudwatch:GetMetricData', resource: '*' },
    ],
    bad: [PULL, PUSH, { action: 'ssm:GetParameter', resource: PARAMETER }],
  },
};

it('are questions for each example, and for no other', () => {
  expect(Object.keys(QUESTIONS).sort()).toEqual(POLICY_EXAMPLES.map(({ name }) => name).sort());
});

it('has names that can stand in an address and on a command line, each once', () => {
  const names = POLICY_EXAMPLES.map(({ name }) => name);
  expect(names.filter((name) => !/^[a-z][a-z0-9-]{2,30}$/.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

// What the packaged template makes for refresh jobs: roles, schedule, queues and the way between them.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageInto } from '../../support/package.ts';

const folder = mkdtempSync(join(tmpdir(), 'portunus-refresh-'));
// biome-ignore lint/suspicious/noExplicitAny: a CloudFormation template, read as each test expects it to be.
let resources: Record<string, any>;

beforeAll(async () => {
  await packageInto(folder);
  const file = join(folder, 'cloudformation-template-update-stack.json');
  resources = JSON.parse(readFileSync(file, 'utf8')).Resources;
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const statementsOf = (role: string) =>
  resources[role].Properties.Policies.flatMap(
    (policy: { PolicyDocument: { Statement: object[] } }) => policy.PolicyDocument.Statement,
  );
const propertiesOf = (type: string) =>
  Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);
const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const sub = (text: string) => ({ 'Fn::Sub': text });
const secrets = (path: string) => sub(`arn:\${AWS::Partition}:secretsmanager:*:*:secret:portunus/${path}/*`);
const PARAMETERS = sub(`arn:\${AWS::Partition}:ssm:*:\${AWS::AccountId}:parameter/portunus/logins/*`);
const writesLog = (name: string) => ({
  Sid: 'WriteLog',
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: sub(
    `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/portunus-prod-${name}:*`,
  ),
});

describe('the rights', () => {
  it('of refresh-dispatch are exactly those that its code uses: no definition, no audit, no STS', () => {
    expect(statementsOf('RefreshDispatchRole')).toEqual([
      writesLog('refresh-dispatch'),
      {
        Sid: 'FindDueJobs',
        Effect: 'Allow',
        Action: 'dynamodb:Query',
        Resource: { 'Fn::Sub': `\${ActivityTable.Arn}/index/due` },
      },
      {
        Sid: 'LeaseJobs',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        Resource: arnOf('ActivityTable'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['refresh#*'] } },
      },
      { Sid: 'FillQueue', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('RefreshQueue') },
    ]);
  });

  it('of refresh-deliver on our tables and queue are exactly those that its code uses', () => {
    expect(statementsOf('RefreshDeliverRole').slice(0, 6)).toEqual([
      writesLog('refresh-deliver'),
      { Sid: 'ReadDefinitions', Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: arnOf('DefinitionsTable') },
      {
        Sid: 'KeepState',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: arnOf('ActivityTable'),
      },
      {
        Sid: 'TakeMessages',
        Effect: 'Allow',
        Action: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        Resource: arnOf('RefreshQueue'),
      },
      {
        Sid: 'AssumeConnectorRoles',
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
        Resource: 'arn:*:iam::*:role/portunus/*',
      },
      {
        Sid: 'ReadAccountKeys',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: secrets('keys'),
      },
    ]);
  });

  it('of refresh-deliver on destinations are writing under portunus/logins/, and keys through the services alone', () => {
    expect(statementsOf('RefreshDeliverRole').slice(6)).toEqual([
      {
        Sid: 'WriteSecrets',
        Effect: 'Allow',
        Action: [
          'secretsmanager:CreateSecret',
          'secretsmanager:DescribeSecret',
          'secretsmanager:PutSecretValue',
          'secretsmanager:TagResource',
        ],
        Resource: secrets('logins'),
      },
      {
        Sid: 'WriteParameters',
        Effect: 'Allow',
        Action: ['ssm:AddTagsToResource', 'ssm:GetParameter', 'ssm:PutParameter'],
        Resource: PARAMETERS,
      },
      {
        Sid: 'EncryptSecrets',
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: '*',
        Condition: {
          StringLike: {
            'kms:ViaService': 'secretsmanager.*.amazonaws.com*',
            'kms:EncryptionContext:SecretARN': secrets('logins'),
          },
        },
      },
      {
        Sid: 'EncryptParameters',
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
        Resource: '*',
        Condition: {
          StringLike: {
            'kms:ViaService': 'ssm.*.amazonaws.com*',
            'kms:EncryptionContext:PARAMETER_ARN': PARAMETERS,
          },
        },
      },
    ]);
  });

  it('of the schedule are to invoke refresh-dispatch, and only the Scheduler of this account has them', () => {
    expect(statementsOf('RefreshScheduleRole')).toEqual([
      {
        Sid: 'InvokeDispatch',
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: arnOf('RefreshDashdispatchLambdaFunction'),
      },
    ]);
    expect(resources.RefreshScheduleRole.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });
});

describe('the schedule', () => {
  it('runs refresh-dispatch each minute, and does not make up for runs it missed', () => {
    expect(propertiesOf('AWS::Scheduler::Schedule')).toMatchObject([
      {
        ScheduleExpression: 'rate(1 minute)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: arnOf('RefreshDashdispatchLambdaFunction'),
          RoleArn: arnOf('RefreshScheduleRole'),
          RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
        },
      },
    ]);
  });

  it('never has two runs at once', () => {
    expect(resources.RefreshDashdispatchLambdaFunction.Properties.ReservedConcurrentExecutions).toBe(1);
  });
});

describe('the queue', () => {
  it('puts a message aside after three tries, and keeps it for two weeks', () => {
    expect(resources.RefreshQueue.Properties).toMatchObject({
      QueueName: 'portunus-prod-refresh',
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: arnOf('RefreshDeadLetters'), maxReceiveCount: 3 },
    });
    expect(resources.RefreshDeadLetters.Properties).toMatchObject({
      QueueName: 'portunus-prod-refresh-dead-letters',
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
  });

  it('keeps a message from others six times as long as its function may take', () => {
    expect(resources.RefreshQueue.Properties.VisibilityTimeout).toBe(180);
    expect(resources.RefreshDashdeliverLambdaFunction.Properties.Timeout).toBe(30);
  });

  it('is spoken to over TLS alone, as are its dead letters', () => {
    expect(propertiesOf('AWS::SQS::QueuePolicy')).toEqual([
      {
        Queues: [{ Ref: 'RefreshQueue' }, { Ref: 'RefreshDeadLetters' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'EncryptedOnly',
              Effect: 'Deny',
              Principal: '*',
              Action: 'sqs:*',
              Resource: [arnOf('RefreshQueue'), arnOf('RefreshDeadLetters')],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    ]);
  });

  it('is the one thing that starts refresh-deliver, message by message: no secret of ours does, in a circle', () => {
    expect(propertiesOf('AWS::Lambda::EventSourceMapping')).toEqual([
      {
        BatchSize: 10,
        EventSourceArn: arnOf('RefreshQueue'),
        FunctionName: arnOf('RefreshDashdeliverLambdaFunction'),
        Enabled: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 10 },
      },
    ]);
    expect(propertiesOf('AWS::Events::Rule')).toEqual([]);
    const invoked = propertiesOf('AWS::Lambda::Permission').map(({ FunctionName }) => JSON.stringify(FunctionName));
    expect(invoked.filter((name) => name.includes('Refresh'))).toEqual([]);
  });
});

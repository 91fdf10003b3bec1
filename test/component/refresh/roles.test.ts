// What the packaged template lets the functions of refresh jobs do, and who may be them.
import { describe, expect, it } from 'vitest';
import {
  arnOf,
  DESTINATIONS,
  IN_THE_ORGANIZATION,
  NEVER_OWN_ROLES,
  ownPolicies,
  sub,
  table,
  useTemplate,
} from '../../support/template.ts';

const { resources } = useTemplate();
function statementsOf(role: string) {
  return ownPolicies(resources[role]).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}
function secrets(path: string) {
  return sub(`arn:\${AWS::Partition}:secretsmanager:*:*:secret:portunus/prod/${path}/*`);
}
const PARAMETERS = sub(`arn:\${AWS::Partition}:ssm:*:\${AWS::AccountId}:parameter/portunus/prod/logins/*`);
function writesLog(name: string) {
  return {
    Sid: 'WriteLog',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: sub(
      `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/portunus-prod-${name}:*`,
    ),
  };
}

describe('the rights', () => {
  it('of refresh-dispatch are exactly those that its code uses: no definition, no audit, no STS', () => {
    expect(statementsOf('RefreshDispatchRole')).toEqual([
      writesLog('refresh-dispatch'),
      {
        Sid: 'FindDueJobs',
        Effect: 'Allow',
        Action: 'dynamodb:Query',
        Resource: table('Activity', '/index/due'),
      },
      {
        Sid: 'LeaseJobs',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['refresh#*'] } },
      },
      { Sid: 'FillQueue', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('RefreshQueue') },
    ]);
  });

  it('of refresh-deliver on our tables and queue are exactly those that its code uses', () => {
    expect(statementsOf('RefreshDeliverRole').slice(0, 9)).toEqual([
      writesLog('refresh-deliver'),
      {
        Sid: 'ReadDefinitions',
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
        Resource: table('Definitions'),
        Condition: {
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['account', 'connector', 'refresh-job', 'stops'] },
        },
      },
      {
        Sid: 'KeepState',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['refresh#*'] } },
      },
      {
        Sid: 'WriteAudit',
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['audit#*', 'fingerprint#*'] } },
      },
      {
        Sid: 'CountRequests',
        Effect: 'Allow',
        Action: 'dynamodb:UpdateItem',
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['limit#*'] } },
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
        Resource: { 'Fn::Split': [',', { Ref: 'ConnectorRoles' }] },
        Condition: IN_THE_ORGANIZATION,
      },
      NEVER_OWN_ROLES,
      {
        Sid: 'ReadAccountKeys',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: secrets('keys'),
      },
    ]);
  });

  it('of refresh-deliver on destinations are writing under portunus/STAGE/logins/, and keys through the services alone', () => {
    expect(statementsOf('RefreshDeliverRole').slice(9)).toEqual([
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
        Sid: 'OnlyToDestinations',
        Effect: 'Deny',
        Action: [
          'secretsmanager:CreateSecret',
          'secretsmanager:PutSecretValue',
          'secretsmanager:TagResource',
          'ssm:AddTagsToResource',
          'ssm:PutParameter',
        ],
        NotResource: { 'Fn::Split': [',', DESTINATIONS] },
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
        Resource: { Ref: 'RefreshDashdispatchLambdaAlias' },
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

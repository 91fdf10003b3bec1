// What the packaged template makes for refresh jobs: the schedule, the queues and the way between them.
import { describe, expect, it } from 'vitest';
import { arnOf, DESTINATIONS, ENVIRONMENT, useTemplate } from '../../support/template.ts';

const { conditions, resources } = useTemplate();
function propertiesOf(type: string) {
  return Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);
}

describe('the schedule', () => {
  it('runs refresh-dispatch each minute, and does not make up for runs it missed', () => {
    expect(resources.RefreshSchedule.Properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { Ref: 'RefreshDashdispatchLambdaAlias' },
        RoleArn: arnOf('RefreshScheduleRole'),
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      },
    });
  });
});

describe('a region that runs no refresh jobs', () => {
  it('has a schedule that rests, and no alarm about that', () => {
    expect(resources.RefreshSchedule.Properties.State).toEqual({
      'Fn::If': ['RunRefreshJobsIsTrue', 'ENABLED', 'DISABLED'],
    });
    expect(resources.RefreshScheduleAlarm.Condition).toBe('RunRefreshJobsIsTrue');
    expect(conditions.RunRefreshJobsIsTrue).toEqual({ 'Fn::Equals': [{ Ref: 'RunRefreshJobs' }, 'true'] });
  });
});

describe('a run of refresh-dispatch', () => {
  it('that fails or waits is not made up for by Lambda either: the next one is a minute away', () => {
    const ofDispatch = ({ FunctionName }: { readonly FunctionName: { readonly Ref: string } }) =>
      FunctionName.Ref === 'RefreshDashdispatchLambdaFunction';
    expect(propertiesOf('AWS::Lambda::EventInvokeConfig').filter(ofDispatch)).toEqual([
      {
        FunctionName: { Ref: 'RefreshDashdispatchLambdaFunction' },
        // What the schedule invokes: a configuration of the function itself says nothing about its aliases.
        Qualifier: 'live',
        MaximumEventAgeInSeconds: 60,
        MaximumRetryAttempts: 0,
      },
    ]);
    const { Properties } = resources.RefreshDashdispatchLambdaAlias;
    expect(Properties.Name).toBe('live');
    expect(resources.RefreshDispatchInvokeConfig.DependsOn).toEqual(['RefreshDashdispatchLambdaAlias']);
  });

  it('needs no concurrency of its own: leases keep two runs apart', () => {
    expect(resources.RefreshDashdispatchLambdaFunction.Properties.ReservedConcurrentExecutions).toBeUndefined();
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

  it('is spoken to over TLS alone, as is every other queue', () => {
    // SQS takes no policy that names another queue than the one that it is put on.
    expect(propertiesOf('AWS::SQS::QueuePolicy')).toEqual(
      Object.keys(resources)
        .filter((name) => resources[name]?.Type === 'AWS::SQS::Queue')
        .map((queue) => ({
          Queues: [{ Ref: queue }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'EncryptedOnly',
                Effect: 'Deny',
                Principal: '*',
                Action: 'sqs:*',
                Resource: arnOf(queue),
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        })),
    );
  });

  it('is the one thing that starts refresh-deliver, message by message: no secret of ours does, in a circle', () => {
    const mappings = propertiesOf('AWS::Lambda::EventSourceMapping');
    expect(mappings.filter(({ FunctionName }) => JSON.stringify(FunctionName).includes('Refresh'))).toEqual([
      {
        BatchSize: 10,
        EventSourceArn: arnOf('RefreshQueue'),
        FunctionName: { 'Fn::Join': [':', [arnOf('RefreshDashdeliverLambdaFunction'), 'live']] },
        Enabled: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    ]);
    expect(propertiesOf('AWS::Events::Rule')).toEqual([]);
    const invoked = propertiesOf('AWS::Lambda::Permission').map(({ FunctionName }) => JSON.stringify(FunctionName));
    expect(invoked.filter((name) => name.includes('Refresh'))).toEqual([]);
  });
});

describe('the environment', () => {
  it.each([
    ['RefreshDashdispatchLambdaFunction', { PORTUNUS_REFRESH_QUEUE_URL: { Ref: 'RefreshQueue' } }],
    [
      'RefreshDashdeliverLambdaFunction',
      { PORTUNUS_ACCOUNT_ID: { Ref: 'AWS::AccountId' }, PORTUNUS_DESTINATIONS: DESTINATIONS },
    ],
  ])('of %s is whole', (name, own) => {
    expect(resources[name].Properties.Environment.Variables).toEqual({ ...ENVIRONMENT, ...own });
  });

  it.each([
    ['RefreshDashdispatchLambdaFunction', 'refresh-dispatch', 'RefreshDispatchRole'],
    ['RefreshDashdeliverLambdaFunction', 'refresh-deliver', 'RefreshDeliverRole'],
  ])('%s is of its own role, on the Node.js that the project names', (logicalId, name, role) => {
    expect(resources[logicalId].Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: `dist/${name}/handler.handler`,
      Role: arnOf(role),
      Tags: [
        { Key: 'application', Value: 'portunus' },
        { Key: 'stage', Value: 'prod' },
      ],
    });
  });
});

// What the packaged template makes for the prober: nothing without its connector, and no right that its code does not use.
import { describe, expect, it } from 'vitest';
import { arnOf, sub, useTemplate } from '../support/template.ts';

const { resources, conditions } = useTemplate();

function ofProber() {
  return Object.entries(resources).filter(([name]) => name.startsWith('Probe'));
}

describe('a deployment without ProbeConnector', () => {
  it('has nothing of the prober', () => {
    expect(ofProber().length).toBeGreaterThan(7);
    expect(ofProber().filter(([, { Condition }]) => !/^HasProbe|^ProbeRegistryIsTrue$/.test(Condition))).toEqual([]);
    expect(conditions.HasProbeConnector).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'ProbeConnector' }, ''] }] });
  });

  it('refers to nothing of the prober from elsewhere', () => {
    const names = ofProber().map(([name]) => name);
    const others = Object.entries(resources).filter(([name]) => !names.includes(name));
    const referring = others.filter(([, resource]) =>
      names.some((name) => JSON.stringify(resource).includes(`"${name}"`)),
    );
    expect(referring.map(([name]) => name)).toEqual([]);
  });
});

describe('the rights of the prober', () => {
  const statements = () => resources.ProbeRole.Properties.Policies[0].PolicyDocument.Statement;

  it('are its log, and one way to show who it is: no table, no role of others', () => {
    const [writesLog, { 'Fn::If': shows }, ...more] = statements();
    expect(writesLog).toEqual({
      Sid: 'WriteLog',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: sub(
        `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/portunus-prod-probe:*`,
      ),
    });
    expect([shows[0], more]).toEqual(['HasProbeAudience', []]);
  });

  it("have nothing of the tables' key, which those have that use a table", () => {
    const hasKey = (role: string) => JSON.stringify(resources[role].Properties.Policies).includes('HasDataKeyArn');
    expect(['ProbeRole', 'StatusRole', 'IssueRole', 'RefreshDispatchRole'].map(hasKey)).toEqual([
      ...[false, false],
      ...[true, true],
    ]);
  });

  it('by signature are the one route that it asks, of this API', () => {
    expect(statements()[1]['Fn::If'][2]).toEqual({
      Sid: 'AskForLogins',
      Effect: 'Allow',
      Action: 'execute-api:Invoke',
      Resource: sub(
        `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${HttpApi}/$default/GET/iam/v1/connectors/*/ecr/credentials`,
      ),
    });
  });

  it('by token are a token for this audience alone, as the code asks for it', () => {
    expect(statements()[1]['Fn::If'][1]).toEqual({
      Sid: 'GetTokenForPortunus',
      Effect: 'Allow',
      Action: 'sts:GetWebIdentityToken',
      Resource: '*',
      Condition: {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': [{ Ref: 'ProbeAudience' }] },
        // ForAllValues alone holds also for a request without the key.
        Null: { 'sts:IdentityTokenAudience': 'false' },
        NumericLessThanEquals: { 'sts:DurationSeconds': 60 },
        StringEquals: { 'sts:SigningAlgorithm': 'ES384' },
      },
    });
  });

  it('of its schedule are to invoke it, and only the Scheduler of this account has them', () => {
    const { Policies, AssumeRolePolicyDocument } = resources.ProbeScheduleRole.Properties;
    expect(Policies[0].PolicyDocument.Statement).toEqual([
      { Sid: 'InvokeProbe', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { Ref: 'ProbeLambdaAlias' } },
    ]);
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });
});

describe('the schedule of the prober', () => {
  it('runs it as often as the deployment says, and does not make up for runs that it missed', () => {
    expect(resources.ProbeSchedule.Properties).toMatchObject({
      ScheduleExpression: { Ref: 'ProbeRate' },
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { Ref: 'ProbeLambdaAlias' },
        RoleArn: arnOf('ProbeScheduleRole'),
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      },
    });
    // The Scheduler invokes asynchronously, and Lambda has tries of its own.
    expect(resources.ProbeLambdaEvConf.Properties).toMatchObject({
      Qualifier: 'live',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });
});

describe('the environment of the prober', () => {
  it('names the address that callers use, and the default one where callers need a certificate', () => {
    const byDefault = sub(`https://\${HttpApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}`);
    const { Variables } = resources.ProbeLambdaFunction.Properties.Environment;
    expect(Variables).toMatchObject({
      PORTUNUS_PROBE_CONNECTOR: { Ref: 'ProbeConnector' },
      PORTUNUS_PROBE_AUDIENCE: { Ref: 'ProbeAudience' },
      PORTUNUS_PROBE_REGISTRY: { Ref: 'ProbeRegistry' },
      PORTUNUS_PROBE_URL: {
        'Fn::If': [
          'HasTruststoreUri',
          byDefault,
          { 'Fn::If': ['HasDomainName', sub(`https://\${DomainName}`), byDefault] },
        ],
      },
    });
  });
});

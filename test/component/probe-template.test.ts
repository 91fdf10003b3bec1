// What the packaged template makes for the prober: nothing without its connector, and no right that its code does not use.
import { describe, expect, it } from 'vitest';
import { PROBE_CHECKS, type ProbeCheck, type ProbeOutcome } from '../../shared/domain/probe.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportProbe } from '../../shared/observability/report-probe.ts';
import { aCall } from '../support/builders.ts';
import { isSetOff, metricsOf } from '../support/metrics.ts';
import { arnOf, sub, useTemplate } from '../support/template.ts';

const { resources, conditions, parameters } = useTemplate();

function ofProber() {
  return Object.entries(resources).filter(([name]) => name.startsWith('Probe'));
}

describe('a deployment without ProbeConnector', () => {
  it('has nothing of the prober', () => {
    expect(ofProber().length).toBeGreaterThan(7);
    expect(ofProber().filter(([, { Condition }]) => !/HasProbe|^ProbeRegistryIsTrue$/.test(Condition))).toEqual([]);
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
    const hasKey = (role: string) => role.replace(/Role$/, 'DataKeyPolicy') in resources;
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

describe('the alarms of the prober', () => {
  /** What a run reports in one period: of one check a result, and that all others passed. */
  function setOffBy(check: ProbeCheck, outcome: ProbeOutcome): string[] {
    const lines: string[] = [];
    const report = createReportProbe(createLog({ stage: 'prod', function: 'probe' }, (line) => void lines.push(line)));
    for (const each of PROBE_CHECKS) {
      report({ check: each, outcome: each === check ? outcome : 'passed', milliseconds: 40 }, aCall());
    }
    const samples = metricsOf(lines.map((line) => JSON.parse(line)));
    const defaults = Object.fromEntries(Object.entries(parameters).map(([name, { Default }]) => [name, Default]));
    return Object.entries(resources)
      .filter(([name, { Type }]) => Type === 'AWS::CloudWatch::Alarm' && name.startsWith('Probe'))
      .filter(([, { Properties }]) => Properties.Namespace === 'Portunus' && isSetOff(Properties, samples, defaults))
      .map(([name]) => name)
      .toSorted();
  }
  function alarmOf(check: ProbeCheck): string {
    return `Probe${check.replaceAll(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase())}Alarm`;
  }

  it.each(PROBE_CHECKS)('tell that %s failed, and nothing else', (check) => {
    expect(setOffBy(check, 'failed')).toEqual([alarmOf(check)]);
  });

  it.each(PROBE_CHECKS)('tell that %s was let in, which is urgent', (check) => {
    expect(setOffBy(check, 'let_in')).toEqual(['ProbeLetInAlarm', alarmOf(check)].toSorted());
  });

  it.each(['passed', 'skipped'] as const)('tell nothing of a check that %s', (outcome) => {
    expect(setOffBy('login', outcome)).toEqual([]);
  });

  it('wait for a second failure, and not for a second time that something is let in', () => {
    expect(resources.ProbeLoginAlarm.Properties).toMatchObject({ Period: 300, EvaluationPeriods: 2 });
    expect(resources.ProbeLetInAlarm.Properties).toMatchObject({ Period: 300, EvaluationPeriods: 1 });
  });

  it('tell that it does not run by its silence', () => {
    expect(resources.ProbeSilentAlarm.Properties).toMatchObject({
      Namespace: 'Portunus',
      MetricName: 'probeFailed',
      Dimensions: [{ Name: 'stage', Value: 'prod' }],
      Period: 900,
      TreatMissingData: 'missing',
      InsufficientDataActions: { 'Fn::If': ['HasAlarmTopic', [{ Ref: 'AlarmTopic' }], { Ref: 'AWS::NoValue' }] },
    });
  });

  it.each<[ProbeCheck, string]>([
    ['login', 'HasProbeConnector'],
    ['expired-token', 'HasProbeAudience'],
    ['registry-login', 'ProbeRegistryIsTrue'],
    ['other-repository', 'ProbeRegistryIsTrue'],
  ])('are there only where the check is made: %s by %s', (check, condition) => {
    expect(resources[alarmOf(check)].Condition).toBe(condition);
  });
});

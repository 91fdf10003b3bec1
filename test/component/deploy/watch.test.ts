// What of the packaged template shows how the service is: alarms that somebody hears and understands, dashboards, saved
// queries and the access log.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { slugOf } from '../../../docs/.vitepress/pages.ts';
import { useTemplate } from '../../support/template.ts';

const { resources, conditions, parameters } = useTemplate();
const NO_VALUE = { Ref: 'AWS::NoValue' };
const TOLD = { 'Fn::If': ['HasAlarmTopic', [{ Ref: 'AlarmTopic' }], NO_VALUE] };

function ofType(type: string) {
  return Object.entries(resources).filter(([, { Type }]) => Type === type);
}
function alarms() {
  return ofType('AWS::CloudWatch::Alarm').map(([name, { Properties }]) => ({ name, ...Properties }));
}
/** Each `Ref` and `GetAtt`, and each placeholder of a `Sub`. */
function referredTo(part: unknown): string[] {
  const text = JSON.stringify(part);
  const direct = text.matchAll(/"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)"/g);
  const placeholders = text.matchAll(/\$\{(\w+)(?:\.\w+)?\}/g);
  return [...direct, ...placeholders].map(([, one, other]) => one ?? other ?? '');
}

describe('every alarm', () => {
  it('tells the topic when it goes off and when it ends, where the deployment names one', () => {
    expect(alarms().length).toBeGreaterThan(30);
    for (const { name, AlarmActions, OKActions } of alarms())
      expect([name, AlarmActions, OKActions]).toEqual([name, TOLD, TOLD]);
    expect(conditions.HasAlarmTopic).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AlarmTopic' }, ''] }] });
  });

  it('has a name of its own, with the stage in it', () => {
    const names = alarms().map(({ AlarmName }) => AlarmName);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^portunus-prod-[a-z-]+$/.test(name))).toEqual([]);
  });

  it('links to its section of the runbook, and each section of an alarm to one', () => {
    const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^### (Alarm .*)$/gm)];
    const sections = headings.map(([, heading = '']) => slugOf(heading));
    const linked = alarms().map(({ AlarmDescription }) => {
      const [, section] = /^.{20,900} Runbook: \$\{RunbookUrl\}#(.*)$/.exec(AlarmDescription['Fn::Sub']) ?? [];
      return section;
    });
    expect([...new Set(linked)].toSorted()).toEqual(sections.toSorted());
  });

  it('watches our own metrics by the stage, so that one stage wakes nobody for another', () => {
    const own = alarms().filter((alarm) => JSON.stringify(alarm).includes('"Portunus"'));
    for (const { name, Dimensions, Metrics = [] } of own) {
      const sets = [
        Dimensions,
        ...Metrics.map(({ MetricStat }: { MetricStat?: Parts }) => MetricStat?.Metric.Dimensions),
      ];
      for (const set of sets.filter((one) => one !== undefined))
        expect(set, name).toContainEqual({ Name: 'stage', Value: 'prod' });
    }
  });
});

// biome-ignore lint/suspicious/noExplicitAny: a part of the template.
type Parts = Record<string, any>;

describe('alarms on the metrics of AWS', () => {
  it('watch each function for throttles, and for errors', () => {
    for (const [name, { Properties }] of ofType('AWS::Lambda::Function')) {
      const of = (metric: string) =>
        alarms().filter(
          ({ MetricName, Dimensions }) =>
            MetricName === metric && Dimensions.some(({ Value }: Parts) => Value.Ref === name),
        );
      expect(of('Errors').map(({ AlarmName }) => AlarmName)).toEqual([`${Properties.FunctionName}-errors`]);
      expect(of('Throttles').map(({ AlarmName }) => AlarmName)).toEqual([`${Properties.FunctionName}-throttles`]);
    }
  });

  it('watch the gateway', () => {
    expect(resources.GatewayErrorsAlarm.Properties).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      MetricName: '5xx',
      Dimensions: [{ Name: 'ApiId', Value: { Ref: 'HttpApi' } }],
      Statistic: 'Sum',
      Threshold: { Ref: 'AlarmGatewayErrors' },
    });
  });

  it.each([
    ['RefreshQueueAlarm', 'ApproximateAgeOfOldestMessage', 'RefreshQueue', 300],
    ['RefreshDeadLettersAlarm', 'ApproximateNumberOfMessagesVisible', 'RefreshDeadLetters', 1],
  ])('%s watches %s of %s', (name, MetricName, queue, Threshold) => {
    expect(resources[name].Properties).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName,
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
      Statistic: 'Maximum',
      Threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  it('a schedule that stops is told by its silence, and one that has never run is not', () => {
    expect(resources.RefreshScheduleAlarm.Properties).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'RefreshDashdispatchLambdaFunction' } }],
      TreatMissingData: 'missing',
      InsufficientDataActions: TOLD,
    });
  });

  it('what is usual is learnt of the logins that are issued, and can be left out', () => {
    const { Condition, Properties } = resources.FewerLoginsAlarm;
    expect(Condition).toBe('AlarmOnFewerLoginsIsTrue');
    expect(Properties).toMatchObject({ ThresholdMetricId: 'usual', ComparisonOperator: 'LessThanLowerThreshold' });
    expect(Properties.Threshold).toBeUndefined();
    const [{ MetricStat }, band] = Properties.Metrics;
    expect(MetricStat.Metric).toMatchObject({ Namespace: 'Portunus', MetricName: 'issued' });
    expect(band.Expression).toBe('ANOMALY_DETECTION_BAND(watched, 3)');
  });
});

it('a version of issue that fails its requests is taken back, though it throws nothing', () => {
  const { Alarms } = resources.IssueDeploymentGroup.Properties.AlarmConfiguration;
  const named = Alarms.map(({ Name }: Parts) => Name.Ref);
  expect(named).toEqual([
    'IssueErrorsAlarm',
    'ServerErrorsAlarm',
    'InternalAlarm',
    'MisconfiguredAlarm',
    'InvokedDirectlyAlarm',
  ]);
  for (const name of named) expect(resources[name]?.Type).toBe('AWS::CloudWatch::Alarm');
});

describe('the access log', () => {
  const line = (values: Readonly<Record<string, string>>) => {
    const { Format } = resources.HttpApiStage.Properties.AccessLogSettings;
    return Format.replaceAll(/\$context\.([\w.]+)/g, (_all: string, name: string) => values[name] ?? '-');
  };

  it('is a line of JSON for each request, in a group of its own', () => {
    expect(JSON.parse(line({ status: '200', 'integration.requestId': 'r-1' }))).toMatchObject({
      stage: 'prod',
      status: '200',
      lambdaRequestId: 'r-1',
    });
    const { DestinationArn } = resources.HttpApiStage.Properties.AccessLogSettings;
    expect(resources[DestinationArn['Fn::GetAtt'][0]]).toMatchObject({
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/aws/vendedlogs/portunus-prod-access' },
    });
  });

  it('has nothing of a token, a header but one, a path or a query', () => {
    const { Format } = resources.HttpApiStage.Properties.AccessLogSettings;
    const variables = [...Format.matchAll(/\$context\.([\w.]+)/g)].map(([, name]) => name);
    expect(
      variables.filter((name) => /header|authorizer\.claims|path|query|token|identity\.caller/i.test(name)),
    ).toEqual([]);
  });

  it('is not believed where a caller writes into it: what comes later overrides it', () => {
    const forged = line({ 'identity.userAgent': 'x","status":"429","stage":"dev', status: '200' });
    expect(JSON.parse(forged)).toMatchObject({ status: '200', stage: 'prod' });
  });

  it.each([
    ['ThrottledRequestsAlarm', { status: '429' }, true],
    ['ThrottledRequestsAlarm', { status: '403' }, false],
    ['GatewayRefusalsAlarm', { status: '403' }, true],
    // The function's own refusal, which has a code.
    ['GatewayRefusalsAlarm', { status: '403', 'integration.status': '403' }, false],
  ])('is the metric of %s for %j: %s', (alarm, values: Record<string, string>, expected) => {
    const { Namespace, MetricName, Dimensions } = resources[alarm].Properties;
    const filters = ofType('AWS::Logs::MetricFilter').filter(([, { Properties }]) =>
      matches(Properties.FilterPattern, JSON.parse(line(values))),
    );
    const made = filters
      .flatMap(([, { Properties }]) => Properties.MetricTransformations)
      .map((one: Parts) => ({
        Namespace: one.MetricNamespace,
        MetricName: one.MetricName,
        Dimensions: one.Dimensions.map(({ Key, Value }: Parts) => ({
          Name: Key,
          Value: JSON.parse(line(values))[Value.slice(2)],
        })),
      }));
    expect(
      made.some((metric) => JSON.stringify(metric) === JSON.stringify({ Namespace, MetricName, Dimensions })),
    ).toBe(expected);
  });
});

/** A filter of CloudWatch Logs, of equal texts that must all hold. */
function matches(pattern: string, fields: Readonly<Record<string, string>>): boolean {
  const terms = pattern
    .replace(/^\{ (.*) \}$/, '$1')
    .split(' && ')
    .map((term) => term.replace(/^\((.*)\)$/, '$1'));
  return terms.every((term) => {
    const [, name = '', text] = /^\$\.(\w+) = "([^"]*)"$/.exec(term) ?? [];
    expect(text, term).toBeDefined();
    return fields[name] === text;
  });
}

describe('the dashboards', () => {
  it.each(['IssuingDashboard', 'RefreshDashboard'])(
    '%s is JSON when it is filled in, of widgets with lines',
    (name) => {
      const { 'Fn::Sub': text } = resources[name].Properties.DashboardBody;
      const { widgets } = JSON.parse(text.replaceAll(/\$\{Alarm\w+\}/g, '1').replaceAll(/\$\{[^}]+\}/g, 'x'));
      expect(widgets.length).toBeGreaterThan(4);
      for (const { type, properties } of widgets) {
        expect([type, properties.region]).toEqual(['metric', 'x']);
        expect(properties.metrics.length).toBeGreaterThan(0);
      }
    },
  );

  it('show metrics of this stage alone', () => {
    for (const [, { Properties }] of ofType('AWS::CloudWatch::Dashboard')) {
      const text: string = Properties.DashboardBody['Fn::Sub'];
      const own = text.match(/\["Portunus",[^\]]*|SEARCH\([^)]*/g) ?? [];
      expect(own.length).toBeGreaterThan(2);
      expect(own.filter((one) => !/"stage","prod"|stage=\\"prod\\"/.test(one))).toEqual([]);
    }
  });
});

describe('the saved queries', () => {
  it('read log groups of this stack, in a folder for the stage', () => {
    const queries = ofType('AWS::Logs::QueryDefinition');
    expect(queries.length).toBeGreaterThan(5);
    for (const [, { Properties }] of queries) {
      expect(Properties.Name).toMatch(/^portunus-prod\/[A-Z]/);
      expect(Properties.LogGroupNames.length).toBeGreaterThan(0);
      for (const { Ref } of Properties.LogGroupNames) expect(resources[Ref]?.Type).toBe('AWS::Logs::LogGroup');
    }
  });
});

it('nothing of this refers to what is not there', () => {
  const parts = [
    'AWS::CloudWatch::Alarm',
    'AWS::CloudWatch::Dashboard',
    'AWS::Logs::MetricFilter',
    'AWS::Logs::QueryDefinition',
  ];
  const named = parts.flatMap((type) => ofType(type)).flatMap(([, { Properties }]) => referredTo(Properties));
  expect(
    [...new Set(named)].filter((name) => !(name in resources) && !(name in parameters) && !name.startsWith('AWS')),
  ).toEqual([]);
});

describe('tracing', () => {
  it('is off unless a setting says so, and so is the right to it', () => {
    for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
      expect(Properties.TracingConfig).toEqual({ Mode: { 'Fn::If': ['TracingIsTrue', 'Active', 'PassThrough'] } });
      const granted = resources[Properties.Role['Fn::GetAtt'][0].replace(/Role$/, 'TracingPolicy')];
      expect(granted.Condition).toMatch(/^TracingIsTrue(And\w+)?$/);
      expect(granted.Properties.PolicyDocument.Statement.map(({ Action }: Parts) => Action)).toEqual([
        ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      ]);
    }
  });
});

// Who is told when refreshes go wrong: alarms with their thresholds, and a dashboard that can be read.
import { describe, expect, it } from 'vitest';
import { useTemplate } from '../../support/template.ts';

const { resources, conditions } = useTemplate();
const OF_DISPATCH = [{ Name: 'FunctionName', Value: { Ref: 'RefreshDashdispatchLambdaFunction' } }];
function ofQueue(name: string) {
  return [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [name, 'QueueName'] } }];
}

describe('the alarms', () => {
  it.each([
    [
      'RefreshLifeAlarm',
      'a stored login that ends in ten minutes, of whichever job',
      {
        Namespace: 'Portunus',
        MetricName: 'secondsLeft',
        Statistic: 'Minimum',
        // Longer than the longest wait for a next try, so that there is always something to hear.
        Period: 900,
        Threshold: 600,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'notBreaching',
      },
    ],
    [
      'RefreshScheduleAlarm',
      'a schedule that does not run: there it is silence that counts',
      {
        Namespace: 'AWS/Lambda',
        MetricName: 'Invocations',
        Dimensions: OF_DISPATCH,
        Statistic: 'Sum',
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      },
    ],
    [
      'RefreshDispatchErrorsAlarm',
      'a dispatch that fails',
      {
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Dimensions: OF_DISPATCH,
        Statistic: 'Sum',
        EvaluationPeriods: 2,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      },
    ],
    [
      'RefreshQueueAlarm',
      'a message that waits for five minutes',
      {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: ofQueue('RefreshQueue'),
        Statistic: 'Maximum',
        Threshold: 300,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      },
    ],
    [
      'RefreshDeadLettersAlarm',
      'the first dead letter',
      {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: ofQueue('RefreshDeadLetters'),
        Statistic: 'Maximum',
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      },
    ],
  ])('%s tells of %s', (name, _what, expected) => {
    expect(resources[name]).toMatchObject({ Type: 'AWS::CloudWatch::Alarm', Properties: { Period: 300, ...expected } });
  });

  it('are these five, and go to a topic where the deployment names one', () => {
    const alarms = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
    expect(alarms.map(([name]) => name).filter((name) => name.startsWith('Refresh'))).toHaveLength(5);
    expect(conditions.HasAlarmTopic).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] });
    for (const [, { Properties }] of alarms) {
      expect(Properties.AlarmActions).toEqual({ 'Fn::If': ['HasAlarmTopic', [''], { Ref: 'AWS::NoValue' }] });
    }
  });
});

describe('the dashboard', () => {
  const body = () => {
    const { 'Fn::Sub': text } = resources.RefreshDashboard.Properties.DashboardBody;
    return JSON.parse(text.replaceAll(/\$\{([^}]+)\}/g, '<$1>'));
  };

  it('is JSON when its placeholders are filled in, and names the region in each part', () => {
    const { widgets } = body();
    expect(widgets).toHaveLength(4);
    for (const { type, properties } of widgets) {
      expect([type, properties.region]).toEqual(['metric', '<AWS::Region>']);
      expect(properties.metrics.length).toBeGreaterThan(0);
    }
  });

  it('has placeholders for what there is in the template, and no others', () => {
    const { 'Fn::Sub': text } = resources.RefreshDashboard.Properties.DashboardBody;
    const names = [...text.matchAll(/\$\{([^}.]+)(?:\.[^}]+)?\}/g)].map(([, name]) => name);
    const own = [...new Set(names)].filter((name) => name !== 'AWS::Region');
    expect(own.sort()).toEqual([
      'RefreshDashdeliverLambdaFunction',
      'RefreshDashdispatchLambdaFunction',
      'RefreshDeadLetters',
      'RefreshQueue',
    ]);
    expect(own.filter((name) => !(name in resources))).toEqual([]);
  });

  it('shows the life that is left, of all jobs and of each', () => {
    const metrics = body().widgets.flatMap(
      ({ properties }: { properties: { metrics: unknown[] } }) => properties.metrics,
    );
    expect(metrics).toContainEqual(['Portunus', 'secondsLeft', 'stage', 'prod']);
    expect(JSON.stringify(metrics)).toContain("SEARCH('{Portunus,stage,job}");
  });
});

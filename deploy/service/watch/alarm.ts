// What alarms are made of: the metrics that they watch, and what of them sets one off.
import { type Resource, ref, type Value, valueIf } from '../template.ts';

/** A metric as an alarm or a widget reads it. */
export interface Metric {
  readonly namespace?: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, Value>>;
  readonly statistic?: string;
}

export interface Alarm {
  /** The last part of its name. */
  readonly name: string;
  /** Its section in docs/runbook.md, if it shares one with others. */
  readonly section?: string;
  /** What has happened, for whoever is woken. */
  readonly text: string;
  readonly minutes: number;
  readonly watches: Metric | Computed | Usual;
  readonly atLeast?: Value;
  readonly below?: Value;
  /** How many periods in a row. One by default. */
  readonly periods?: number;
  /** Silence tells as well: what is watched is reported all the time. */
  readonly tellsSilence?: true;
  readonly condition?: string;
}

/** Several metrics in one number. The expression names them. */
interface Computed {
  readonly expression: Value;
  readonly label: string;
  readonly of: Readonly<Record<string, Metric>>;
}

/** A metric, and what CloudWatch has learnt to expect of it. */
interface Usual {
  readonly usual: Metric;
  readonly band: Value;
}

/** The logical ID of an alarm, such as `ServerErrorsAlarm`. */
export function alarmIdOf(name: string): string {
  return `${name.replaceAll(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase())}Alarm`;
}

const ACTIONS: Value = valueIf('HasAlarmTopic', [ref('AlarmTopic')]);

export function toResource({ condition, ...alarm }: Alarm, prefix: string): Resource {
  const Properties = {
    AlarmName: `${prefix}-${alarm.name}`,
    AlarmDescription: alarm.text,
    ...watched(alarm),
    EvaluationPeriods: alarm.periods ?? 1,
    TreatMissingData: alarm.tellsSilence ? 'missing' : 'notBreaching',
    // A new alarm begins without data, which is no change and so tells nobody. Counted as a breach, the same silence
    // would set it off with every first deployment.
    ...(alarm.tellsSilence && { InsufficientDataActions: ACTIONS }),
  };
  return { Type: 'AWS::CloudWatch::Alarm', ...(condition !== undefined && { Condition: condition }), Properties };
}

function watched({ watches, minutes, atLeast, below }: Alarm): Record<string, Value> {
  const limit: Record<string, Value> =
    below === undefined
      ? { Threshold: atLeast ?? 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' }
      : { Threshold: below, ComparisonOperator: 'LessThanThreshold' };
  if ('expression' in watches) {
    const { expression: Expression, label: Label, of } = watches;
    const inputs = Object.entries(of).map(([id, metric]) => query(id, metric, minutes, false));
    return { Metrics: [{ Id: 'computed', Expression, Label, ReturnData: true }, ...inputs], ...limit };
  }
  if ('usual' in watches) {
    const band = { Id: 'usual', Expression: watches.band, Label: 'Usual', ReturnData: true };
    return {
      Metrics: [query('watched', watches.usual, minutes, true), band],
      ThresholdMetricId: 'usual',
      ComparisonOperator: 'LessThanLowerThreshold',
    };
  }
  const { statistic = 'Sum' } = watches;
  const isPercentile = /^p\d/.test(statistic);
  return {
    ...identity(watches),
    // Of few requests, the slowest is no percentile.
    ...(isPercentile
      ? { ExtendedStatistic: statistic, EvaluateLowSampleCountPercentile: 'ignore' }
      : { Statistic: statistic }),
    Period: minutes * 60,
    ...limit,
  };
}

function identity({ namespace = 'Portunus', name, dimensions }: Metric) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Namespace: namespace, MetricName: name, Dimensions };
}

function query(Id: string, metric: Metric, minutes: number, ReturnData: boolean): Value {
  return {
    Id,
    MetricStat: { Metric: identity(metric), Period: minutes * 60, Stat: metric.statistic ?? 'Sum' },
    ReturnData,
  };
}

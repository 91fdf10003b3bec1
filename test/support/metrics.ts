// What CloudWatch would make of log lines: the metrics that they carry, and the alarms that those set off.
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';

type Dimensions = Readonly<Record<string, string>>;
interface Sample {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
  readonly value: number;
}

/** Reads lines in CloudWatch's embedded metric format. */
export function metricsOf(lines: readonly Readonly<Record<string, never>>[]): readonly Sample[] {
  return lines.flatMap((line) => {
    const { CloudWatchMetrics = [] } = (line._aws ?? {}) as { readonly CloudWatchMetrics?: readonly Directive[] };
    return CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions: sets, Metrics }) =>
      sets.flatMap((set) =>
        Metrics.map(({ Name: name }) => {
          const dimensions = Object.fromEntries(set.map((member) => [member, String(line[member])]));
          return { namespace, name, dimensions, value: Number(line[name]) };
        }),
      ),
    );
  });
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

// biome-ignore lint/suspicious/noExplicitAny: an alarm of the template, in one of its forms.
type Properties = Record<string, any>;
type Parameters = Readonly<Record<string, string>>;

/** Whether an alarm on our own metrics would go off if all samples were of one period, and every period like it. */
export function isSetOff(alarm: Properties, samples: readonly Sample[], parameters: Parameters): boolean {
  const value = alarm.Metrics ? computed(alarm.Metrics, samples, parameters) : statistic(alarm, alarm, samples);
  // All alarms on our own metrics take silence for no breach.
  if (value === undefined) return false;
  const threshold = Number(filled(alarm.Threshold, parameters));
  expect(threshold, `the threshold of ${alarm.AlarmName}`).toBeGreaterThanOrEqual(0);
  switch (alarm.ComparisonOperator) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    default:
      throw new Error(`${alarm.ComparisonOperator} is not compared here`);
  }
}

/** As CloudFormation fills it in. */
function filled(value: unknown, parameters: Parameters): unknown {
  const given = (typeof value === 'object' ? value : {}) as Record<string, string | undefined>;
  const { Ref, 'Fn::Sub': text } = given;
  if (Ref !== undefined) return parameters[Ref];
  if (Array.isArray(given['Fn::If'])) {
    const [condition, where, otherwise]: readonly unknown[] = given['Fn::If'];
    return filled(parameters[`${condition}`.replace('Has', '')] ? where : otherwise, parameters);
  }
  return text === undefined ? value : text.replaceAll(/\$\{(\w+)\}/g, (_all, name: string) => parameters[name] ?? '?');
}

function statistic(
  { Namespace, MetricName, Dimensions }: Properties,
  { Statistic, ExtendedStatistic, Stat = Statistic ?? ExtendedStatistic }: Properties,
  samples: readonly Sample[],
): number | undefined {
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }: Properties) => [Name, Value]));
  const values = samples.filter(
    (one) => one.namespace === Namespace && one.name === MetricName && sameDimensions(one.dimensions, dimensions),
  );
  return values.length === 0
    ? undefined
    : summarise(
        Stat,
        values.map(({ value }) => value),
      );
}

function sameDimensions(some: Dimensions, others: Dimensions): boolean {
  const names = Object.keys(some);
  return names.length === Object.keys(others).length && names.every((name) => some[name] === others[name]);
}

function summarise(stat: string, values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const [, percentile] = /^p(\d+)$/.exec(stat) ?? [];
  if (percentile !== undefined) return sorted[Math.ceil((Number(percentile) / 100) * sorted.length) - 1] ?? Number.NaN;
  if (stat === 'Sum') return values.reduce((sum, value) => sum + value, 0);
  if (stat === 'Maximum') return Math.max(...values);
  if (stat === 'Minimum') return Math.min(...values);
  if (stat === 'SampleCount') return values.length;
  throw new Error(`${stat} is no statistic of ours`);
}

/** Our expressions are written so that JavaScript reads them as CloudWatch does. Without an input there is no value. */
function computed(metrics: readonly Properties[], samples: readonly Sample[], parameters: Parameters) {
  const inputs = metrics.filter(({ MetricStat }) => MetricStat);
  const values = inputs.map(({ Id, MetricStat }) => [Id, statistic(MetricStat.Metric, MetricStat, samples)] as const);
  if (values.some(([, value]) => value === undefined)) return undefined;
  const [result] = metrics.filter(({ ReturnData }) => ReturnData);
  const condition = (held: boolean, then: number, otherwise: number) => (held ? then : otherwise);
  return Number(
    runInNewContext(String(filled(result?.Expression, parameters)), { IF: condition, ...Object.fromEntries(values) }),
  );
}

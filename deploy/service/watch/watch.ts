import { type LambdaFunction, type Resource, ref, sub, type Value, valueIf, withProperties } from '../template.ts';
import { type Alarm, alarmIdOf, toResource } from './alarm.ts';
import { alarmsOf, throttlesOf } from './alarms.ts';
import { dashboardsOf } from './dashboards.ts';
import { metricFilters, queriesOf } from './logs.ts';

type Resources = Readonly<Record<string, Resource>>;

/**
 * Adds what shows how the service is: alarms, dashboards, metrics of the access log and saved queries. Every alarm of
 * the template, wherever it comes from, tells the topic and links to its section of the runbook.
 */
export function watch(resources: Resources, functions: readonly LambdaFunction[], stage: string): Resources {
  const prefix = `portunus-${stage}`;
  const always = functions
    .map(({ logicalId }) => logicalId)
    .filter((logicalId) => resources[logicalId]?.Condition === undefined);
  const throttles = functions.map(({ name, logicalId }): Alarm => {
    const condition = resources[logicalId]?.Condition;
    return { ...throttlesOf(name, logicalId), ...(condition !== undefined && { condition }) };
  });
  const alarms = [...alarmsOf(stage), ...throttles];
  const all: Resources = {
    ...resources,
    ...Object.fromEntries(alarms.map((alarm) => [alarmIdOf(alarm.name), toResource(alarm, prefix)])),
    ...dashboardsOf(stage, prefix, always),
    ...metricFilters(),
    ...queriesOf(prefix, always),
  };
  const shared = new Map(alarms.map(({ name, section }) => [`${prefix}-${name}`, section]));
  for (const { name } of functions) shared.set(`${prefix}-${name}-errors`, 'alarm-function-errors');
  return Object.fromEntries(
    Object.entries(all).map(([logicalId, resource]) => [
      logicalId,
      resource.Type === 'AWS::CloudWatch::Alarm' ? toldAndExplained(resource, shared, prefix) : resource,
    ]),
  );
}

type Sections = ReadonlyMap<string, string | undefined>;

function toldAndExplained(alarm: Resource, shared: Sections, prefix: string): Resource {
  const actions: Value = valueIf('HasAlarmTopic', [ref('AlarmTopic')]);
  const { AlarmName, AlarmDescription } = alarm.Properties;
  if (typeof AlarmName !== 'string') throw new Error('An alarm needs a name, for its section in the runbook');
  const section = shared.get(AlarmName) ?? `alarm-${AlarmName.slice(prefix.length + 1)}`;
  return withProperties(alarm, {
    AlarmDescription: sub(`${AlarmDescription} Runbook: \${RunbookUrl}#${section}`),
    AlarmActions: actions,
    OKActions: actions,
  });
}

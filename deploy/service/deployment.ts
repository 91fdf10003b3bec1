import { arnOf, type LambdaFunction, type Resource, ref, sub, type Template, valueIf } from './template.ts';
import { alarmIdOf } from './watch/alarm.ts';
import { alarmsOf } from './watch/alarms.ts';

/**
 * For each function, the alias that callers invoke, and what moves it to a new version: CodeDeploy shifts requests step
 * by step, and back if one of the function's alarms goes off meanwhile.
 */
export function deploymentOf(
  packaged: Template['Resources'],
  functions: readonly LambdaFunction[],
): Record<string, Resource> {
  return Object.fromEntries(functions.flatMap((each) => Object.entries(resourcesOf(packaged, each))));
}

function resourcesOf(packaged: Template['Resources'], { name, logicalId, alias }: LambdaFunction) {
  const { Condition, Properties } = packaged[logicalId] as Resource;
  const isOptional = Condition === undefined ? {} : { Condition };
  const base = logicalId.replace(/LambdaFunction$/, '');
  const [alarm, group] = [`${base}ErrorsAlarm`, `${base}DeploymentGroup`];
  const version = versionOf(packaged, logicalId);
  return {
    [alias.logicalId]: {
      Type: 'AWS::Lambda::Alias',
      ...isOptional,
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: { ApplicationName: ref('DeploymentApplication'), DeploymentGroupName: ref(group) },
      },
      Properties: {
        Name: alias.name,
        FunctionName: ref(logicalId),
        FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
      },
    },
    [group]: {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      ...isOptional,
      Properties: groupOf([alarm, ...(OF_ITS_ANSWERS[name] ?? []).map(alarmIdOf)]),
    },
    [alarm]: {
      Type: 'AWS::CloudWatch::Alarm',
      ...isOptional,
      Properties: errorsAlarm(`${Properties.FunctionName}`, logicalId, alias.name, name),
    },
  };
}

function versionOf(packaged: Template['Resources'], functionId: string): string {
  const [found] = Object.entries(packaged).find(
    ([, { Type, Properties }]) =>
      Type === 'AWS::Lambda::Version' && (Properties.FunctionName as { readonly Ref: string }).Ref === functionId,
  ) ?? [undefined];
  if (found === undefined) throw new Error(`${functionId} has no version: versionFunctions must be true`);
  return found;
}

/**
 * Alarms on what a function answers. Whatever it throws becomes an answer, so Lambda counts no error if a version fails
 * every request.
 */
const OF_ITS_ANSWERS: Readonly<Record<string, readonly string[]>> = {
  issue: ['server-errors', 'internal', 'misconfigured', 'invoked-directly'],
};

/** Whether an alarm of the stage takes deployments back. Beside those above, each function's own `NAME-errors` does. */
export function guardsDeployment(alarmName: string, stage: string): boolean {
  const prefix = `portunus-${stage}-`;
  if (!alarmName.startsWith(prefix)) return false;
  const name = alarmName.slice(prefix.length);
  if (Object.values(OF_ITS_ANSWERS).flat().includes(name)) return true;
  return name.endsWith('-errors') && !alarmsOf(stage).some((alarm) => alarm.name === name);
}

function groupOf(alarms: readonly string[]): Resource['Properties'] {
  return {
    ApplicationName: ref('DeploymentApplication'),
    ServiceRoleArn: arnOf('DeploymentRole'),
    DeploymentConfigName: sub(`CodeDeployDefault.Lambda\${TrafficShift}`),
    DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: [
        'DEPLOYMENT_FAILURE',
        'DEPLOYMENT_STOP_ON_REQUEST',
        valueIf('RollbackByAlarmIsTrue', 'DEPLOYMENT_STOP_ON_ALARM'),
      ],
    },
    AlarmConfiguration: { Enabled: ref('RollbackByAlarm'), Alarms: alarms.map((alarm) => ({ Name: ref(alarm) })) },
  };
}

/** A function that throws, runs out of time or can't start. What it answers itself, as 503, is no such error. */
function errorsAlarm(functionName: string, functionId: string, alias: string, name: string): Resource['Properties'] {
  return {
    AlarmName: `${functionName}-errors`,
    AlarmDescription: `The function ${name} fails: it throws, runs out of time or can't start.`,
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [
      { Name: 'FunctionName', Value: ref(functionId) },
      { Name: 'Resource', Value: sub(`\${${functionId}}:${alias}`) },
    ],
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  };
}

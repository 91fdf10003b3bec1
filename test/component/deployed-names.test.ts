// Everything with a name in the packaged template: that preflight looks for what is left of it, and that who deploys may
// create it.
import { describe, expect, it } from 'vitest';
import { NEEDED } from '../../cli/direct/preflight/account.ts';
import { exactNames, isOwnName, type LeftoverKind } from '../../cli/preflight/leftovers.ts';
import { decide } from '../support/deployer.ts';
import { useTemplate } from '../support/template.ts';

/** The property with the name, what preflight calls the kind, and the request that creates one. */
const NAMED: Readonly<Record<string, readonly [property: string, kind: LeftoverKind, action: string, arn: string]>> = {
  'AWS::CloudWatch::Alarm': ['AlarmName', 'alarm', 'cloudwatch:PutMetricAlarm', 'cloudwatch:REGION:ACCOUNT:alarm:'],
  'AWS::CloudWatch::Dashboard': [
    'DashboardName',
    'dashboard',
    'cloudwatch:PutDashboard',
    'cloudwatch::ACCOUNT:dashboard/',
  ],
  'AWS::CodeDeploy::Application': [
    'ApplicationName',
    'application',
    'codedeploy:CreateApplication',
    'codedeploy:REGION:ACCOUNT:application:',
  ],
  'AWS::IAM::Role': ['RoleName', 'role', 'iam:CreateRole', 'iam::ACCOUNT:role/'],
  'AWS::Lambda::Function': ['FunctionName', 'function', 'lambda:CreateFunction', 'lambda:REGION:ACCOUNT:function:'],
  'AWS::Logs::LogGroup': ['LogGroupName', 'log-group', 'logs:CreateLogGroup', 'logs:REGION:ACCOUNT:log-group:'],
  'AWS::SQS::Queue': ['QueueName', 'queue', 'sqs:CreateQueue', 'sqs:REGION:ACCOUNT:'],
  'AWS::Scheduler::Schedule': [
    'Name',
    'schedule',
    'scheduler:CreateSchedule',
    'scheduler:REGION:ACCOUNT:schedule/default/',
  ],
};

interface NamedResource {
  readonly kind: LeftoverKind;
  readonly name: string;
  readonly action: string;
  readonly arn: string;
}

describe('the packaged template', () => {
  const template = useTemplate();

  function named(): readonly NamedResource[] {
    return Object.values(template.resources).flatMap(({ Type, Properties }) => {
      const [property = '', kind, action = '', prefix = ''] = NAMED[Type] ?? [];
      if (kind === undefined) return [];
      const value = Properties[property];
      const name = String(value['Fn::Sub'] ?? value).replaceAll(/\$\{AWS::Region\}/g, 'eu-west-1');
      const arn = `arn:aws:${prefix.replace('REGION', 'eu-west-1').replace('ACCOUNT', '111122223333')}${name}`;
      return [{ kind, name, action, arn }];
    });
  }

  it('has no name that preflight does not look for', () => {
    const exact = exactNames('prod', undefined);
    const isExact = ({ kind, name }: NamedResource) => exact.some((one) => one.kind === kind && one.name === name);
    const unknown = named().filter((one) => !isOwnName(one, 'prod', 'eu-west-1') || LISTLESS.includes(one.kind));
    expect(new Set(named().map(({ kind }) => kind))).toEqual(new Set(Object.values(NAMED).map(([, kind]) => kind)));
    expect(unknown.filter((one) => !isExact(one))).toEqual([]);
  });

  it('has nothing that who deploys may not create', async () => {
    const denied: string[] = [];
    for (const { action, arn } of named()) {
      const decision = await decide(action, arn, {}, '');
      if (decision !== 'Allowed') denied.push(`${action} ${arn}: ${decision}`);
    }
    expect(denied).toEqual([]);
  });

  it('fits into the quotas that every account has, and into the number of roles that preflight asks for', () => {
    const ofType = (type: string) => Object.values(template.resources).filter(({ Type }) => Type === type).length;
    expect(Object.keys(template.resources).length).toBeLessThanOrEqual(500);
    expect(ofType('AWS::ApiGatewayV2::Route')).toBeLessThanOrEqual(300);
    expect(ofType('AWS::IAM::Role')).toBeLessThanOrEqual(NEEDED.roles);
  });

  it('has names that fit with the longest stage and region', () => {
    const longest = (name: string) => name.replace('prod', 'a'.repeat(16)).replace('eu-west-1', 'ap-southeast-1');
    const most: Partial<Record<LeftoverKind, number>> = { function: 64, role: 64, queue: 80, schedule: 64 };
    expect(named().filter(({ kind, name }) => longest(name).length > (most[kind] ?? 255))).toEqual([]);
  });
});

/** Kinds that preflight asks for by their exact names. */
const LISTLESS: readonly LeftoverKind[] = ['schedule', 'application'];

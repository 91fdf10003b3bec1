import { faultsOr, type Judgement, notice, wouldFail } from './finding.ts';

/** What may be left of an earlier deployment: its type in a stack, its name for people, and how to delete it. */
export const LEFTOVER_KINDS = {
  function: {
    type: 'AWS::Lambda::Function',
    noun: 'function',
    remove: (name: string) => `run aws lambda delete-function --function-name ${name}`,
  },
  role: {
    type: 'AWS::IAM::Role',
    noun: 'role',
    remove: (name: string) => `delete the role ${name} in IAM, its inline policies first`,
  },
  'log-group': {
    type: 'AWS::Logs::LogGroup',
    noun: 'log group',
    remove: (name: string) => `run aws logs delete-log-group --log-group-name ${name}`,
  },
  queue: { type: 'AWS::SQS::Queue', noun: 'queue', remove: (name: string) => `delete the queue ${name} in SQS` },
  alarm: {
    type: 'AWS::CloudWatch::Alarm',
    noun: 'alarm',
    remove: (name: string) => `run aws cloudwatch delete-alarms --alarm-names ${name}`,
  },
  dashboard: {
    type: 'AWS::CloudWatch::Dashboard',
    noun: 'dashboard',
    remove: (name: string) => `run aws cloudwatch delete-dashboards --dashboard-names ${name}`,
  },
  schedule: {
    type: 'AWS::Scheduler::Schedule',
    noun: 'schedule',
    remove: (name: string) => `run aws scheduler delete-schedule --name ${name}`,
  },
  application: {
    type: 'AWS::CodeDeploy::Application',
    noun: 'CodeDeploy application',
    remove: (name: string) => `run aws deploy delete-application --application-name ${name}`,
  },
  'domain-name': {
    type: 'AWS::ApiGatewayV2::DomainName',
    noun: 'domain name of API Gateway',
    remove: (name: string) => `run aws apigatewayv2 delete-domain-name --domain-name ${name}`,
  },
} as const;

export type LeftoverKind = keyof typeof LEFTOVER_KINDS;

export interface Named {
  readonly kind: LeftoverKind;
  readonly name: string;
}

/** What the names of one kind begin with. No stage has a hyphen, so no other stage's names begin so. */
export function prefixesOf(kind: LeftoverKind, stage: string, region: string): readonly string[] {
  const prefix = `portunus-${stage}-`;
  if (kind === 'role') return [`${prefix}${region}-`];
  return kind === 'log-group' ? [`/aws/lambda/${prefix}`, `/aws/vendedlogs/${prefix}`] : [prefix];
}

/** Whether a deployment of this stage and region may create something of that name. */
export function isOwnName({ kind, name }: Named, stage: string, region: string): boolean {
  return prefixesOf(kind, stage, region).some((prefix) => name.startsWith(prefix));
}

/** The names that cannot be looked for by their beginning. */
export function exactNames(stage: string, domainName: string | undefined): readonly Named[] {
  return [
    ...['refresh', 'probe', 'digest', 'rotate-keys', 'verify'].map((suffix) => ({
      kind: 'schedule' as const,
      name: `portunus-${stage}-${suffix}`,
    })),
    { kind: 'application', name: `portunus-${stage}` },
    ...(domainName ? [{ kind: 'domain-name' as const, name: domainName }] : []),
  ];
}

/** What a stack owns, as CloudFormation names it. */
export interface Owned {
  readonly type: string;
  readonly id: string;
}

/**
 * Judges what has a name of the deployment. What the stacks own is theirs. Anything else makes CloudFormation fail when
 * it is to create something of that name.
 */
export function judgeLeftovers(found: readonly Named[], owned: readonly Owned[]): readonly Judgement[] {
  const left = found.filter(({ kind, name }) => !isOwned(LEFTOVER_KINDS[kind].type, name, owned));
  const faults = left.map(({ kind, name }) => {
    const { noun, remove } = LEFTOVER_KINDS[kind];
    return wouldFail(
      `the ${noun} ${name} exists, and belongs to neither stack`,
      `If nothing uses it, ${remove(name)}. Otherwise give the deployment another stage or name`,
    );
  });
  return faultsOr(`nothing outside of the stacks has a name of this deployment (${found.length} looked at)`, faults);
}

export interface KeptData {
  readonly type: string;
  readonly noun: string;
  readonly name: string;
}

/** Data outlives its stack on purpose. The service can use it, but the data stack cannot be created over it. */
export function judgeKeptData(
  found: readonly KeptData[],
  owned: readonly Owned[],
  stack: string,
): readonly Judgement[] {
  const faults = found
    .filter(({ type, name }) => !isOwned(type, name, owned))
    .map(({ noun, name }) =>
      notice(
        `the ${noun} ${name} exists, and does not belong to ${stack}, which cannot be created as long as it does`,
        'Adopt it by an import (docs/data.md), or delete it if it holds nothing',
      ),
    );
  return faultsOr(`no data was kept outside of ${stack} (${found.length} looked at)`, faults);
}

/** A queue's ID is its URL, which ends with its name. All others have their name as ID. */
function isOwned(type: string, name: string, owned: readonly Owned[]): boolean {
  return owned.some((one) => one.type === type && (one.id === name || one.id.endsWith(`/${name}`)));
}

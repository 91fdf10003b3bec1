import { faultsOr, type Judgement, notice, wouldFail } from './finding.ts';

/** What may be left of an earlier deployment, with the command that deletes it. */
export const LEFTOVER_KINDS = {
  function: { noun: 'function', remove: (name: string) => `run aws lambda delete-function --function-name ${name}` },
  role: { noun: 'role', remove: (name: string) => `delete the role ${name} in IAM, its inline policies first` },
  'log-group': {
    noun: 'log group',
    remove: (name: string) => `run aws logs delete-log-group --log-group-name ${name}`,
  },
  queue: { noun: 'queue', remove: (name: string) => `delete the queue ${name} in SQS` },
  alarm: { noun: 'alarm', remove: (name: string) => `run aws cloudwatch delete-alarms --alarm-names ${name}` },
  dashboard: {
    noun: 'dashboard',
    remove: (name: string) => `run aws cloudwatch delete-dashboards --dashboard-names ${name}`,
  },
  schedule: { noun: 'schedule', remove: (name: string) => `run aws scheduler delete-schedule --name ${name}` },
  application: {
    noun: 'CodeDeploy application',
    remove: (name: string) => `run aws deploy delete-application --application-name ${name}`,
  },
  'domain-name': {
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
  return prefixesOf(kind, stage, region).some((prefix) =>
    prefix.endsWith('-') ? name.startsWith(prefix) : name === prefix,
  );
}

/** The names that cannot be looked for by their beginning. */
export function exactNames(stage: string, domainName: string | undefined): readonly Named[] {
  return [
    ...['refresh', 'probe'].map((suffix) => ({ kind: 'schedule' as const, name: `portunus-${stage}-${suffix}` })),
    { kind: 'application', name: `portunus-${stage}` },
    ...(domainName ? [{ kind: 'domain-name' as const, name: domainName }] : []),
  ];
}

/**
 * Judges what has a name of the deployment. What the stacks own is theirs. Anything else makes CloudFormation fail when
 * it is to create something of that name.
 */
export function judgeLeftovers(found: readonly Named[], owned: readonly string[]): readonly Judgement[] {
  const faults = notOwned(found, owned).map(({ kind, name }) => {
    const { noun, remove } = LEFTOVER_KINDS[kind];
    return wouldFail(
      `the ${noun} ${name} exists, and belongs to neither stack`,
      `If nothing uses it, ${remove(name)}. Otherwise give the deployment another stage or name`,
    );
  });
  return faultsOr(`nothing outside of the stacks has a name of this deployment (${found.length} looked at)`, faults);
}

/** Data outlives its stack on purpose. The service can use it, but the data stack cannot be created over it. */
export function judgeKeptData(
  found: readonly { readonly noun: string; readonly name: string }[],
  owned: readonly string[],
  stack: string,
): readonly Judgement[] {
  const faults = notOwned(found, owned).map(({ noun, name }) =>
    notice(
      `the ${noun} ${name} exists, and does not belong to ${stack}, which cannot be created as long as it does`,
      'Adopt it by an import (docs/data.md), or delete it if it holds nothing',
    ),
  );
  return faultsOr(`no data was kept outside of ${stack} (${found.length} looked at)`, faults);
}

function notOwned<T extends { readonly name: string }>(found: readonly T[], owned: readonly string[]): readonly T[] {
  const theirs = new Set(owned.map(lastPart));
  return found.filter(({ name }) => !theirs.has(lastPart(name)));
}

/** A queue's physical ID is its URL, and a dashboard or alarm may be given by ARN. The name is the last part of each. */
function lastPart(id: string): string {
  return id.startsWith('/') ? id : id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1);
}

import { faultsOr, type Judgement, wouldFail } from './finding.ts';

/** What may be left of an earlier deployment, with the command that deletes it. */
export const LEFTOVER_KINDS = {
  function: { noun: 'function', remove: (name: string) => `aws lambda delete-function --function-name ${name}` },
  role: { noun: 'role', remove: (name: string) => `delete the role ${name} in IAM, its inline policies first` },
  'log-group': { noun: 'log group', remove: (name: string) => `aws logs delete-log-group --log-group-name ${name}` },
  queue: { noun: 'queue', remove: (name: string) => `delete the queue ${name} in SQS` },
  alarm: { noun: 'alarm', remove: (name: string) => `aws cloudwatch delete-alarms --alarm-names ${name}` },
  dashboard: {
    noun: 'dashboard',
    remove: (name: string) => `aws cloudwatch delete-dashboards --dashboard-names ${name}`,
  },
} as const;

export type LeftoverKind = keyof typeof LEFTOVER_KINDS;

export interface Named {
  readonly kind: LeftoverKind;
  readonly name: string;
}

/** The beginning of every name of a deployment, by kind. No stage has a hyphen, so no other stage's names match. */
export function prefixOf(kind: LeftoverKind, stage: string, region: string): string {
  const prefix = `portunus-${stage}-`;
  if (kind === 'role') return `${prefix}${region}-`;
  return kind === 'log-group' ? `/aws/lambda/${prefix}` : prefix;
}

/**
 * Judges what has a name of the deployment. What the stacks own is theirs. Anything else makes CloudFormation fail when
 * it is to create something of that name.
 */
export function judgeLeftovers(found: readonly Named[], owned: readonly string[]): readonly Judgement[] {
  const theirs = new Set(owned.map(lastPart));
  const left = found.filter(({ name }) => !theirs.has(lastPart(name)));
  const faults = left.map(({ kind, name }) => {
    const { noun, remove } = LEFTOVER_KINDS[kind];
    return wouldFail(
      `the ${noun} ${name} exists, and belongs to neither stack`,
      `If nothing uses it, ${remove(name).replace(/^aws /, 'run aws ')}. Otherwise give the deployment another stage`,
    );
  });
  return faultsOr(`nothing outside of the stacks has a name of this deployment (${found.length} looked at)`, faults);
}

/** A queue's physical ID is its URL, and a dashboard or alarm may be given by ARN. The name is the last part of each. */
function lastPart(id: string): string {
  return id.startsWith('/') ? id : id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1);
}

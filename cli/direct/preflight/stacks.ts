import { DescribeStacksCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { guardsDeployment } from '../../../deploy/service/deployment.ts';
import type { Owned } from '../../preflight/leftovers.ts';
import { judgeAlarms, judgeDataStack, judgeStack, type Stack } from '../../preflight/stacks.ts';
import type { Clients } from './clients.ts';
import type { Check } from './run-checks.ts';

export function stackNames(stage: string) {
  return { service: `portunus-${stage}`, data: `portunus-${stage}-data` };
}

export function stackChecks(clients: Clients, stage: string): readonly Check[] {
  const { service, data } = stackNames(stage);
  const actions = ['cloudformation:DescribeStacks'];
  return [
    {
      name: 'stack',
      actions,
      run: async (signal) => [judgeStack(service, await readStack(clients, service, signal))],
    },
    {
      name: 'data-stack',
      actions,
      run: async (signal) => judgeDataStack(data, await readStack(clients, data, signal)),
    },
  ];
}

/** Checks whether an alarm would take the deployment back. */
export function alarmChecks({ cloudWatch: client }: Clients, stage: string): readonly Check[] {
  const run: Check['run'] = async (abortSignal) => {
    const input = { AlarmNamePrefix: `portunus-${stage}-`, StateValue: 'ALARM' } as const;
    const alarms: string[] = [];
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, input, { abortSignal })) {
      alarms.push(...MetricAlarms.flatMap(({ AlarmName }) => AlarmName ?? []));
    }
    return judgeAlarms(alarms.filter((name) => guardsDeployment(name, stage)));
  };
  return [{ name: 'alarms', actions: ['cloudwatch:DescribeAlarms'], run }];
}

export async function readStack({ cloudFormation }: Clients, name: string, abortSignal: AbortSignal) {
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }), { abortSignal });
    const stack = Stacks[0];
    if (stack === undefined) return undefined;
    return {
      name,
      status: String(stack.StackStatus),
      ...(stack.StackStatusReason !== undefined && { reason: stack.StackStatusReason }),
      isProtected: stack.EnableTerminationProtection === true,
    } satisfies Stack;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const GONE: readonly string[] = ['DELETE_COMPLETE', 'DELETE_SKIPPED'];

/** Lists what the stacks own. A stack that does not exist owns nothing, nor does one that lost or kept a resource. */
export async function listOwned(
  { cloudFormation: client }: Clients,
  names: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly Owned[]> {
  const owned: Owned[] = [];
  for (const StackName of names) {
    try {
      for await (const page of paginateListStackResources({ client }, { StackName }, { abortSignal })) {
        const kept = (page.StackResourceSummaries ?? []).filter(
          ({ ResourceStatus = '' }) => !GONE.includes(ResourceStatus),
        );
        owned.push(...kept.map(({ ResourceType: type = '', PhysicalResourceId: id = '' }) => ({ type, id })));
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return owned;
}

/** CloudFormation has no error of its own for a stack that does not exist. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);
}

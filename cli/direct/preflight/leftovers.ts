import { paginateDescribeAlarms, paginateListDashboards } from '@aws-sdk/client-cloudwatch';
import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { paginateListRoles } from '@aws-sdk/client-iam';
import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { paginateListQueues } from '@aws-sdk/client-sqs';
import { judgeLeftovers, type LeftoverKind, prefixOf } from '../../preflight/leftovers.ts';
import type { Clients } from './clients.ts';
import type { Check } from './run-checks.ts';
import { listOwned, stackNames } from './stacks.ts';

type Names = readonly (string | undefined)[];
type List = (clients: Clients, prefix: string, abortSignal: AbortSignal) => AsyncIterable<Names>;

interface Source {
  readonly action: string;
  readonly list: List;
}

const SOURCES: Readonly<Record<LeftoverKind, Source>> = {
  function: {
    action: 'lambda:ListFunctions',
    list: ({ lambda: client }, _prefix, abortSignal) =>
      mapped(paginateListFunctions({ client }, {}, { abortSignal }), ({ Functions = [] }) =>
        Functions.map(({ FunctionName }) => FunctionName),
      ),
  },
  role: {
    action: 'iam:ListRoles',
    list: ({ iam: client }, _prefix, abortSignal) =>
      mapped(paginateListRoles({ client, pageSize: 1000 }, {}, { abortSignal }), ({ Roles = [] }) =>
        Roles.map(({ RoleName }) => RoleName),
      ),
  },
  'log-group': {
    action: 'logs:DescribeLogGroups',
    list: ({ logs: client }, logGroupNamePrefix, abortSignal) =>
      mapped(paginateDescribeLogGroups({ client }, { logGroupNamePrefix }, { abortSignal }), ({ logGroups = [] }) =>
        logGroups.map(({ logGroupName }) => logGroupName),
      ),
  },
  queue: {
    action: 'sqs:ListQueues',
    list: ({ queues: client }, QueueNamePrefix, abortSignal) =>
      mapped(paginateListQueues({ client }, { QueueNamePrefix }, { abortSignal }), ({ QueueUrls = [] }) =>
        QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1)),
      ),
  },
  alarm: {
    action: 'cloudwatch:DescribeAlarms',
    list: ({ cloudWatch: client }, AlarmNamePrefix, abortSignal) =>
      mapped(paginateDescribeAlarms({ client }, { AlarmNamePrefix }, { abortSignal }), (page) =>
        [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])].map(({ AlarmName }) => AlarmName),
      ),
  },
  dashboard: {
    action: 'cloudwatch:ListDashboards',
    list: ({ cloudWatch: client }, DashboardNamePrefix, abortSignal) =>
      mapped(
        paginateListDashboards({ client }, { DashboardNamePrefix }, { abortSignal }),
        ({ DashboardEntries = [] }) => DashboardEntries.map(({ DashboardName }) => DashboardName),
      ),
  },
};

/** Looks for what is left of an earlier deployment, one kind in each check: a right may be missing for one of them. */
export function leftoverChecks(clients: Clients, stage: string, region: string): readonly Check[] {
  const { service, data } = stackNames(stage);
  const kinds = Object.entries(SOURCES) as readonly [LeftoverKind, Source][];
  return kinds.map(([kind, { action, list }]) => ({
    name: `leftover-${kind}s`,
    actions: [action, 'cloudformation:ListStackResources'],
    run: async (signal) => {
      const prefix = prefixOf(kind, stage, region);
      const found: { kind: LeftoverKind; name: string }[] = [];
      for await (const names of list(clients, prefix, signal)) {
        found.push(...names.flatMap((name) => (name?.startsWith(prefix) ? [{ kind, name }] : [])));
      }
      // Most first deployments find nothing, and need not ask for the stacks.
      return judgeLeftovers(found, found.length === 0 ? [] : await listOwned(clients, [service, data], signal));
    },
  }));
}

async function* mapped<T>(pages: AsyncIterable<T>, toNames: (page: T) => Names): AsyncIterable<Names> {
  for await (const page of pages) yield toNames(page);
}

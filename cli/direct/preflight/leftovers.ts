import { GetResourceCommand } from '@aws-sdk/client-cloudcontrol';
import { type AlarmType, paginateDescribeAlarms, paginateListDashboards } from '@aws-sdk/client-cloudwatch';
import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { paginateListRoles } from '@aws-sdk/client-iam';
import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { paginateListQueues } from '@aws-sdk/client-sqs';
import {
  exactNames,
  isOwnName,
  judgeLeftovers,
  LEFTOVER_KINDS,
  type LeftoverKind,
  type Named,
  prefixesOf,
} from '../../preflight/leftovers.ts';
import type { Clients } from './clients.ts';
import { type Check, ifThere } from './run-checks.ts';
import { listOwned, stackNames } from './stacks.ts';

type Names = readonly (string | undefined)[];
type List = (clients: Clients, prefix: string, abortSignal: AbortSignal) => AsyncIterable<Names>;

interface Source {
  readonly action: string;
  readonly list: List;
}

/** Without this, CloudWatch leaves out composite alarms. */
const ALARM_TYPES: AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];

/** Where the names of a kind are listed. Those that have no list are asked for one by one. */
const SOURCES: Partial<Readonly<Record<LeftoverKind, Source>>> = {
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
      mapped(
        paginateDescribeAlarms({ client }, { AlarmNamePrefix, AlarmTypes: ALARM_TYPES }, { abortSignal }),
        (page) => [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])].map(({ AlarmName }) => AlarmName),
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

interface Place {
  readonly stage: string;
  readonly region: string;
}

/** Looks for what is left of an earlier deployment, one kind in each check: a right may be missing for one of them. */
export function leftoverChecks(
  clients: Clients,
  stage: string,
  region: string,
  domainName: string | undefined,
): readonly Check[] {
  const kinds = Object.entries(SOURCES) as readonly [LeftoverKind, Source][];
  return [
    ...kinds.map(
      ([kind, { action, list }]): Check => ({
        name: `leftover-${kind}s`,
        actions: [action, 'cloudformation:ListStackResources'],
        run: async (signal) =>
          judge(clients, stage, await listed(clients, kind, list, { stage, region }, signal), signal),
      }),
    ),
    {
      name: 'leftover-others',
      actions: [
        'cloudformation:GetResource',
        'scheduler:GetSchedule',
        'codedeploy:GetApplication',
        'codedeploy:ListTagsForResource',
        'apigateway:GET',
        'cloudformation:ListStackResources',
      ],
      run: async (signal) =>
        judge(clients, stage, await existing(clients, exactNames(stage, domainName), signal), signal),
    },
  ];
}

async function judge(clients: Clients, stage: string, found: readonly Named[], signal: AbortSignal) {
  const { service, data } = stackNames(stage);
  // Most first deployments find nothing, and need not ask for the stacks.
  return judgeLeftovers(found, found.length === 0 ? [] : await listOwned(clients, [service, data], signal));
}

async function listed(
  clients: Clients,
  kind: LeftoverKind,
  list: List,
  { stage, region }: Place,
  signal: AbortSignal,
): Promise<readonly Named[]> {
  const found: Named[] = [];
  for (const prefix of prefixesOf(kind, stage, region)) {
    for await (const names of list(clients, prefix, signal)) {
      const named = names.flatMap((name) => (name === undefined ? [] : [{ kind, name }]));
      found.push(...named.filter((each) => isOwnName(each, stage, region) && !found.some(isSame(each))));
    }
  }
  return found;
}

/** Returns what exists, as Cloud Control says. */
async function existing(
  { cloudControl }: Clients,
  asked: readonly Named[],
  abortSignal: AbortSignal,
): Promise<readonly Named[]> {
  const answers = await Promise.all(
    asked.map(({ kind, name }) => {
      const command = new GetResourceCommand({ TypeName: LEFTOVER_KINDS[kind].type, Identifier: name });
      return ifThere(cloudControl.send(command, { abortSignal }), 'ResourceNotFoundException');
    }),
  );
  return asked.filter((_one, index) => answers[index] !== undefined);
}

function isSame({ name }: Named): (other: Named) => boolean {
  return (other) => other.name === name;
}

async function* mapped<T>(pages: AsyncIterable<T>, toNames: (page: T) => Names): AsyncIterable<Names> {
  for await (const page of pages) yield toNames(page);
}

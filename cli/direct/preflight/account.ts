import { paginateListTables } from '@aws-sdk/client-dynamodb';
import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import { GetAccountSettingsCommand, GetFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { judgeConcurrency, judgeQuota } from '../../preflight/account.ts';
import type { Judgement } from '../../preflight/finding.ts';
import type { Clients } from './clients.ts';
import { type Check, ifThere } from './run-checks.ts';
import { readStack, stackNames } from './stacks.ts';

/** How many roles and tables a first deployment creates. A test compares it with the packaged template. */
export const NEEDED = { roles: 18, tables: 2 };

/** Checks what the account can be short of. `wanted` are the executions to reserve, by function. */
export function accountChecks(
  clients: Clients,
  stage: string,
  wanted: Readonly<Record<string, number>>,
): readonly Check[] {
  return [
    {
      name: 'concurrency',
      actions: ['lambda:GetAccountSettings', 'lambda:GetFunctionConcurrency'],
      run: async (abortSignal) => {
        const { AccountLimit } = await clients.lambda.send(new GetAccountSettingsCommand({}), { abortSignal });
        const held = Object.keys(wanted).map(async (name) => [name, await heldBy(clients, stage, name, abortSignal)]);
        return judgeConcurrency({
          limit: AccountLimit?.ConcurrentExecutions ?? 0,
          unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? 0,
          wanted,
          held: Object.fromEntries(await Promise.all(held)),
        });
      },
    },
    {
      name: 'quotas',
      actions: ['iam:GetAccountSummary', 'cloudformation:DescribeStacks'],
      run: (signal) => judgeRoleQuota(clients, stage, signal),
    },
    {
      name: 'quotas',
      actions: ['dynamodb:ListTables', 'servicequotas:GetServiceQuota', 'cloudformation:DescribeStacks'],
      run: (signal) => judgeTableQuota(clients, stage, signal),
    },
  ];
}

/** Where AWS keeps no figure for the account, its default holds. */
const DEFAULT_TABLES = 2_500;

/** Returns what a function of this deployment has reserved now: none if it does not exist yet. */
async function heldBy({ lambda }: Clients, stage: string, name: string, abortSignal: AbortSignal): Promise<number> {
  const command = new GetFunctionConcurrencyCommand({ FunctionName: `portunus-${stage}-${name}` });
  const answer = await ifThere(lambda.send(command, { abortSignal }), 'ResourceNotFoundException');
  return answer?.ReservedConcurrentExecutions ?? 0;
}

async function judgeRoleQuota(
  clients: Clients,
  stage: string,
  abortSignal: AbortSignal,
): Promise<readonly Judgement[]> {
  const stack = await readStack(clients, stackNames(stage).service, abortSignal);
  const { SummaryMap } = await clients.iam.send(new GetAccountSummaryCommand({}), { abortSignal });
  const { Roles: used = 0, RolesQuota: limit = 0 } = SummaryMap ?? {};
  const needed = stack === undefined ? NEEDED.roles : 0;
  return judgeQuota({ name: 'IAM roles', code: 'L-FE177D64', limit, used, needed });
}

async function judgeTableQuota(
  clients: Clients,
  stage: string,
  abortSignal: AbortSignal,
): Promise<readonly Judgement[]> {
  const code = 'L-F98FE922';
  const stack = await readStack(clients, stackNames(stage).data, abortSignal);
  const command = new GetServiceQuotaCommand({ ServiceCode: 'dynamodb', QuotaCode: code });
  const quota = await ifThere(clients.quotas.send(command, { abortSignal }), 'NoSuchResourceException');
  const pages = paginateListTables({ client: clients.dynamoDb }, {}, { abortSignal });
  let used = 0;
  for await (const { TableNames = [] } of pages) used += TableNames.length;
  const needed = stack === undefined ? NEEDED.tables : 0;
  return judgeQuota({ name: 'DynamoDB tables', code, limit: quota?.Quota?.Value ?? DEFAULT_TABLES, used, needed });
}

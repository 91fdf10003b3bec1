// What one release reads, writes and decides. `record.ts` bundles this file with the code of a release, so that later
// releases can be tested against it. It uses ports only, which change less than what is behind them.
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createSendMessages, readRefreshMessage } from '../../shared/aws/delivery/queue.ts';
import { createRecordAudit, createRecordChange } from '../../shared/aws/dynamodb/audit-log.ts';
import { createReadVersion } from '../../shared/aws/dynamodb/definition-versions.ts';
import { createFindConnector, createGetAccount } from '../../shared/aws/dynamodb/definitions.ts';
import { createFindIssuer } from '../../shared/aws/dynamodb/issuers.ts';
import { createListRefreshEntries, createRecordRefresh } from '../../shared/aws/dynamodb/refresh-history.ts';
import { createFindRefreshJob } from '../../shared/aws/dynamodb/refresh-jobs.ts';
import { createReadRefreshState, createSaveRefreshState } from '../../shared/aws/dynamodb/refresh-state.ts';
import { createWriteDefinitions } from '../../shared/aws/dynamodb/write-definitions.ts';
import type { AuditRecord } from '../../shared/domain/audit-record.ts';
import type { Caller } from '../../shared/domain/caller.ts';
import type { ChangeRecord } from '../../shared/domain/change-record.ts';
import type { DefinitionKind } from '../../shared/domain/definition.ts';
import type { IssueAction } from '../../shared/domain/issue-request.ts';
import type { RefreshMessage, RefreshResult, RefreshState } from '../../shared/domain/refresh-state.ts';
import { authorize } from '../../shared/policy/access/access.ts';
import type { DefinitionWrite } from '../../shared/vending/definitions/ports.ts';

export type Item = Record<string, AttributeValue>;

/** What came of reading: a value, or the code of a refusal with its reason. */
export type Read<T = unknown> = { readonly value: T } | { readonly refused: string; readonly why: string };

export interface Decided {
  readonly allowed: boolean;
  /** The grant that let the caller in, or the code of the refusal. */
  readonly by: string;
  /** All that the connector then says about the session. Set if the caller is let in. */
  readonly connector?: unknown;
}

const call = {
  requestId: 'f0e1d2c3-0000-4000-8000-000000000001',
  signal: new AbortController().signal,
  now: () => new Date('2026-11-21T12:00:00.000Z'),
};

interface Command {
  readonly input: {
    readonly Key?: Item;
    readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Item[] }>>;
    readonly Item?: Item;
    readonly TransactItems?: readonly { readonly Put: { readonly Item: Item } }[];
    readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>>;
    readonly Entries?: readonly { readonly MessageBody: string }[];
  };
}

/** A table that finds by key and by partition, and keeps what is put. */
function tableOf(items: readonly Item[], put: Item[] = []) {
  const send = async ({ input }: Command) => {
    const { Key, Item, TransactItems = [], RequestItems = {}, ExpressionAttributeValues: values } = input;
    put.push(...(Item === undefined ? [] : [Item]), ...TransactItems.map(({ Put }) => Put.Item));
    const find = (key: Item) => items.find((item) => Object.entries(key).every(([name, { S }]) => item[name]?.S === S));
    const found = Key && find(Key);
    const Responses = Object.fromEntries(
      Object.entries(RequestItems).map(([name, { Keys }]) => [
        name,
        Keys.map(find).filter((item) => item !== undefined),
      ]),
    );
    const partition = Object.values(values ?? {})[0]?.S;
    const Items = items.filter(({ kind, pk }) => (kind ?? pk)?.S === partition);
    return { ConsumedCapacity: {}, Items, Responses, ...(found && { Item: found }) };
  };
  return { client: { send } as unknown as DynamoDBClient, tableName: 'table', retentionDays: 400 };
}

async function outcome<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { refused: code ?? 'unexpected', why: message };
  }
}

async function written(write: (table: ReturnType<typeof tableOf>) => Promise<unknown>): Promise<readonly Item[]> {
  const put: Item[] = [];
  await write(tableOf([], put));
  return put;
}

/** Reads from these items what each use case reads, by the use case's own port. */
export const read = {
  connector: (items: readonly Item[], id: string) =>
    outcome(async () => {
      const { connector: found } = await createFindConnector(tableOf(items))(id, call);
      if (found !== undefined && 'unreadable' in found) {
        throw Object.assign(new Error(found.unreadable), { code: 'connector_invalid' });
      }
      return found;
    }),
  account: (items: readonly Item[], id: string) => outcome(() => createGetAccount(tableOf(items))(id, call)),
  issuer: (items: readonly Item[], url: string) => outcome(() => createFindIssuer(tableOf(items), () => {})(url, call)),
  job: (items: readonly Item[], id: string) => outcome(() => createFindRefreshJob(tableOf(items))(id, call)),
  version: (items: readonly Item[], kind: DefinitionKind, id: string, version: number) =>
    outcome(() => createReadVersion(tableOf(items))(kind, id, version, call)),
  state: (items: readonly Item[], job: string) => outcome(() => createReadRefreshState(tableOf(items))(job, call)),
  history: (items: readonly Item[], job: string) =>
    outcome(async () => (await createListRefreshEntries(tableOf(items))(job, { limit: 10 }, call)).items),
  message: (body: string) =>
    outcome(async () => {
      const parsed = readRefreshMessage(body);
      if (parsed.ok) return parsed.value;
      throw Object.assign(new Error(JSON.stringify(parsed.errors)), { code: 'invalid_request' });
    }),
};

export const write = {
  /** The items of the definition and of its version. */
  definition: (write: DefinitionWrite) => written((table) => createWriteDefinitions(table)([write], call)),
  state: (state: RefreshState) => written((table) => createSaveRefreshState(table)(state, call)),
  history: (result: RefreshResult) => written((table) => createRecordRefresh(table)(result, call)),
  audit: (record: AuditRecord) => written((table) => createRecordAudit(table)(record, call)),
  change: (record: ChangeRecord) => written((table) => createRecordChange(table)(record, call)),
  message: async (message: RefreshMessage): Promise<string> => {
    const bodies: string[] = [];
    const { send } = SQSClient.prototype;
    const keep = async ({ input }: Command) => {
      bodies.push(...(input.Entries ?? []).map(({ MessageBody }) => MessageBody));
      return { Successful: [] };
    };
    SQSClient.prototype.send = keep as unknown as typeof send;
    try {
      await createSendMessages('https://sqs.eu-west-1.amazonaws.com/123456789012/refresh')([message], call);
    } finally {
      SQSClient.prototype.send = send;
    }
    return bodies[0] ?? '';
  },
};

/** The decision on the connector that is stored, as `issue` makes it. */
export async function decide(
  items: readonly Item[],
  id: string,
  caller: Caller,
  action: IssueAction,
): Promise<Decided> {
  const { connector } = await createFindConnector(tableOf(items))(id, call);
  const decision = authorize(connector, caller, action, { adminsMayIssue: true });
  return decision.allowed
    ? { allowed: true, by: decision.by, connector: decision.connector.value }
    : { allowed: false, by: decision.refusal.code };
}

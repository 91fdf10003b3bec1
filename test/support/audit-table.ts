// An activity table with many records, and what a search of it costs.
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import template from '../../deploy/data.template.json' with { type: 'json' };
import { toAuditItem } from '../../shared/aws/dynamodb/audit-item.ts';
import { createFindRecords } from '../../shared/aws/dynamodb/find-records.ts';
import {
  type AuditQuery,
  type RecordPage,
  type RecordPosition,
  readAuditQuery,
} from '../../shared/domain/audit-query.ts';
import type { AuditRecord } from '../../shared/domain/audit-record.ts';
import { aCall, NOW } from './builders.ts';

const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = template.Resources.ActivityTable.Properties;

export async function createActivityTable(client: DynamoDBClient, TableName: string): Promise<void> {
  const keys = { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes };
  const input = { TableName, BillingMode: 'PAY_PER_REQUEST', ...keys } as CreateTableCommandInput;
  await client.send(new CreateTableCommand(input));
}

/** A login of a job that began so many seconds before NOW. Each has another request id, of a form that Lambda has. */
export function aRecord(secondsAgo: number, overrides: Partial<AuditRecord> = {}): AuditRecord {
  return {
    requestId: `f0e1d2c3-0000-4000-8000-${String(secondsAgo).padStart(12, '0')}`,
    time: new Date(NOW.getTime() - secondsAgo * 1_000),
    action: 'ecr-login',
    caller: { issuer: 'ci', subject: 'repo:acme/shop', kind: 'workload' },
    asked: { connectorId: 'shop-images', format: 'json' },
    connectorVersion: 3,
    allowedBy: 'grants[0]',
    outcome: 'issued',
    issued: { source: 'fresh', expiresAt: NOW, tokenSha256: [fingerprintOf(secondsAgo)] },
    ...overrides,
  };
}

/** The fingerprint of the login of {@link aRecord}. */
export function fingerprintOf(secondsAgo: number): string {
  return String(secondsAgo).padStart(64, 'a');
}

const MOST_WRITES = 25;

export async function putRecords(
  client: DynamoDBClient,
  table: string,
  records: readonly AuditRecord[],
): Promise<void> {
  for (let first = 0; first < records.length; first += MOST_WRITES) {
    const writes = records.slice(first, first + MOST_WRITES).map((record) => ({
      PutRequest: { Item: toAuditItem(record, 400) },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: writes } }));
  }
}

/** Counts what a client sends. */
export function countCalls(client: DynamoDBClient): { readonly calls: string[] } {
  const calls: string[] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (given) => {
        calls.push(commandName?.replace('Command', '') ?? '');
        return next(given);
      },
    { step: 'initialize' },
  );
  return { calls };
}

export function aQuery(written: Record<string, string> = {}): AuditQuery {
  const parsed = readAuditQuery(written, NOW);
  if (parsed.ok) return parsed.value;
  throw new Error(JSON.stringify(parsed.errors));
}

/** Every page of a search, until the last. */
export async function pagesOf(
  client: DynamoDBClient,
  tableName: string,
  written: Record<string, string>,
): Promise<readonly RecordPage[]> {
  const findRecords = createFindRecords({ client, tableName });
  const pages: RecordPage[] = [];
  let position: RecordPosition | undefined;
  do {
    const page = await findRecords({ ...aQuery(written), ...(position && { position }) }, aCall());
    pages.push(page);
    position = page.next;
  } while (position !== undefined && pages.length < 1_000);
  return pages;
}

export function requestsIn(pages: readonly RecordPage[]): readonly string[] {
  return pages.flatMap(({ items }) => items.map((item) => ('unreadable' in item ? 'unreadable' : item.requestId)));
}

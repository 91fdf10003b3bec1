// What a search of the audit costs while the table grows: calls and read units, on Amazon's DynamoDB Local.
import { setMaxListeners } from 'node:events';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { toAuditItem } from '../shared/aws/dynamodb/audit-item.ts';
import { createFindRecords } from '../shared/aws/dynamodb/find-records.ts';
import { readAuditQuery } from '../shared/domain/audit-query.ts';
import type { AuditRecord } from '../shared/domain/audit-record.ts';
import { createActivityTable } from '../test/support/audit-table.ts';
import { startDynamoDbLocal } from '../test/support/dynamodb-local.ts';
import { fillTable } from './fill-table.ts';

const TABLE = 'bench-audit';
const NOON = Date.UTC(2026, 10, 21, 12);
const CONNECTORS = 100;
const CALLERS = 1_000;
/** All records are of one day, which is the worst case: a partition holds what a day brings. */
const DAY_MS = 86_400_000;

function aLogin(index: number, of: number): AuditRecord {
  const hex = index.toString(16).padStart(12, '0');
  const isRefused = index % 1_000 === 0;
  return {
    requestId: `f0e1d2c3-0000-4000-8000-${hex}`,
    time: new Date(NOON - Math.floor((index / of) * (DAY_MS / 2))),
    action: 'ecr-login',
    sourceIp: '203.0.113.7',
    userAgent: 'portunus-request.sh curl/8.5.0',
    caller: { issuer: 'github', subject: subjectOf(index % CALLERS), kind: 'workload', tokenId: hex },
    asked: { connectorId: connectorOf(index % CONNECTORS), format: 'json' },
    connectorVersion: 7,
    allowedBy: 'grants[0]',
    grant: { issuer: 'github', claims: [{ claim: ['repository_id'], anyOf: ['1296269'] }] },
    grantSha256: hex.padStart(64, '0'),
    ...(isRefused
      ? { outcome: 'refused', code: 'not_allowed', reason: 'no_grant_matches' }
      : {
          outcome: 'issued',
          issued: {
            source: 'fresh',
            sessionArn: `arn:aws:sts::123456789012:assumed-role/portunus/gh-${hex}`,
            sourceIdentity: '9919',
            grantedSeconds: 3_600,
            region: 'eu-west-1',
            registryIds: ['123456789012'],
            expiresAt: new Date(NOON + DAY_MS / 2),
            tokenSha256: [fingerprintOf(index)],
          },
        }),
  };
}

function connectorOf(index: number): string {
  return `team-${index}-images`;
}

function subjectOf(index: number): string {
  return `repo:acme/service-${index}:ref:refs/heads/main`;
}

function fingerprintOf(index: number): string {
  return index.toString(16).padStart(64, '0');
}

interface Cost {
  calls: number;
  units: number;
}

/** Adds up what DynamoDB says that each call consumed. */
function meter(client: DynamoDBClient): Cost {
  const cost = { calls: 0, units: 0 };
  client.middlewareStack.add(
    (next) => async (given) => {
      const result = await next(given);
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: { CapacityUnits?: number }[] };
      cost.calls += 1;
      for (const { CapacityUnits = 0 } of [ConsumedCapacity ?? []].flat()) cost.units += CapacityUnits;
      return result;
    },
    { step: 'initialize' },
  );
  return cost;
}

const SEARCHES: readonly (readonly [string, Record<string, string>])[] = [
  ['fingerprint', { fingerprint: fingerprintOf(4_321) }],
  ['request', { requestId: aLogin(4_321, 1).requestId }],
  ['caller', { issuer: 'github', caller: subjectOf(321) }],
  ['connector', { connector: connectorOf(21) }],
  ['connector, refused', { connector: connectorOf(0), outcome: 'refused' }],
  ['no filter', {}],
  ['refused', { outcome: 'refused' }],
];

async function measure(client: DynamoDBClient, cost: Cost, records: number): Promise<void> {
  const findRecords = createFindRecords({ client, tableName: TABLE });
  const now = new Date(NOON + 1);
  for (const [name, written] of SEARCHES) {
    const query = readAuditQuery(written, now);
    if (!query.ok) throw new Error(JSON.stringify(query.errors));
    Object.assign(cost, { calls: 0, units: 0 });
    const signal = AbortSignal.timeout(600_000);
    const { items, next } = await findRecords(query.value, { requestId: 'bench', signal, now: () => now });
    const page = `${items.length} records${next === undefined ? '' : ', and more'}`;
    console.log(`${records}\t${name}\t${cost.calls} calls\t${cost.units.toFixed(1)} RCU\t${page}`);
  }
}

export const AUDIT_SIZES = [10_000, 100_000, 1_000_000];

/** Fills the table in steps, and measures one page of each search after each step. */
export async function benchAudit(sizes: readonly number[]): Promise<void> {
  const engine = await startDynamoDbLocal();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials });
  setMaxListeners(100);
  try {
    await createActivityTable(client, TABLE);
    const cost = meter(client);
    const of = sizes.at(-1) ?? 0;
    let filled = 0;
    for (const size of sizes) {
      const began = performance.now();
      await fillTable({ client, tableName: TABLE }, (index) => toAuditItem(aLogin(index, of), 400), filled, size);
      filled = size;
      console.log(`${size} records after ${Math.round((performance.now() - began) / 1000)} s`);
      await measure(client, cost, size);
    }
  } finally {
    client.destroy();
    engine.stop();
  }
}

// What is written for a record, in which order: without all of it, no login goes out.
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { recordKeyOf } from '../../../../shared/aws/dynamodb/audit-item.ts';
import { createRecordAudit } from '../../../../shared/aws/dynamodb/audit-log.ts';
import type { AuditRecord } from '../../../../shared/domain/audit-record.ts';
import { aCall } from '../../../support/builders.ts';

const [ONE, TWO, THREE] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];

function issued(tokenSha256: readonly string[]): AuditRecord {
  return {
    requestId: 'f0e1d2c3-0000-4000-8000-000000000001',
    time: new Date('2026-11-21T10:00:00.000Z'),
    action: 'ecr-login',
    caller: { issuer: 'ci', subject: 'repo:acme/shop', kind: 'workload' },
    asked: { connectorId: 'team-a' },
    outcome: 'issued',
    issued: { source: 'fresh', expiresAt: new Date('2026-11-21T22:00:00.000Z'), tokenSha256 },
  };
}

type Item = Record<string, AttributeValue>;

/** A table that refuses the put of that number, counted from 0. */
function aTable(refused?: number) {
  const conditions: (string | undefined)[] = [];
  const items: Item[] = [];
  const send = async ({ input }: { input: { Item: Item; ConditionExpression?: string } }) => {
    conditions.push(input.ConditionExpression);
    if (refused === conditions.length - 1) {
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
    }
    items.push(input.Item);
    return { ConsumedCapacity: { CapacityUnits: 1 } };
  };
  const record = createRecordAudit({
    client: { send } as unknown as DynamoDBClient,
    tableName: 'a',
    retentionDays: 400,
  });
  return { items, conditions, write: (tokens: readonly string[]) => record(issued(tokens), aCall()) };
}

describe('a login', () => {
  it.each([
    ['of one token', [ONE]],
    ['of one token for two registries', [ONE, ONE]],
    ['without a token', []],
  ])('%s is one write', async (_what, tokens) => {
    const { items, write } = aTable();
    await write(tokens);
    expect(items).toHaveLength(1);
    expect(items[0]?.byFingerprint?.S).toBe(tokens[0]);
  });

  it('of several tokens is found by each of them, and what leads to it is there before it', async () => {
    const { items, write } = aTable();
    await write([ONE, TWO, ONE, THREE]);
    expect(items.map(({ byFingerprint }) => byFingerprint?.S)).toEqual([TWO, THREE, ONE]);
    const record = items.at(-1) as Item;
    expect(items.map(recordKeyOf)).toEqual(items.map(() => ({ pk: record.pk, sk: record.sk })));
    expect(new Set(items.map(({ pk, sk }) => JSON.stringify([pk, sk]))).size).toBe(3);
    expect(items.map(({ expiresAt }) => expiresAt)).toEqual(items.map(() => record.expiresAt));
  });

  it.each([0, 1, 2])('is not recorded as long as put %i of three is refused', async (refused) => {
    const { items, write } = aTable(refused);
    await expect(write([ONE, TWO, THREE])).rejects.toMatchObject({ code: 'audit_unavailable', stage: 'audit' });
    expect(items.filter(({ outcome }) => outcome?.S === 'issued')).toEqual([]);
  });

  it('holds only what can be read back as it was written, so that a repeated put is the same', async () => {
    const items: Item[] = [];
    const send = async ({ input }: { input: { Item: Item } }) => {
      items.push(input.Item);
      return { ConsumedCapacity: { CapacityUnits: 1 } };
    };
    const table = { client: { send } as unknown as DynamoDBClient, tableName: 'a', retentionDays: 400 };
    const caller = { issuer: 'ci', subject: 'repo:\ud83d', kind: 'workload' } as const;
    await createRecordAudit(table)({ ...issued([]), caller }, aCall());
    expect(items[0]?.caller?.M?.subject).toEqual({ S: 'repo:\ufffd' });
  });

  it('writes over nothing', async () => {
    const { conditions, write } = aTable();
    await write([ONE, TWO]);
    expect(conditions).toEqual(['attribute_not_exists(pk)', 'attribute_not_exists(pk)']);
  });
});

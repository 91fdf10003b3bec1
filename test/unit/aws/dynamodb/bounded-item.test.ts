// A record stays under 8 KB, and is never left out for its size.
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createRecordAudit, createRecordChange } from '../../../../shared/aws/dynamodb/audit-log.ts';
import type { AuditRecord } from '../../../../shared/domain/audit-record.ts';
import type { ChangeRecord } from '../../../../shared/domain/change-record.ts';
import { aCall } from '../../../support/builders.ts';

function record(more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    requestId: 'f0e1d2c3-0000-4000-8000-000000000001',
    time: new Date('2026-11-21T10:00:00.000Z'),
    action: 'ecr-login',
    caller: { issuer: 'ci', subject: 'repo:acme/shop', kind: 'workload' },
    asked: { connectorId: 'team-a', region: 'eu-west-1', format: 'json' },
    outcome: 'refused',
    ...more,
  };
}

type Item = Record<string, AttributeValue>;

/** What a table is given that refuses the first puts with these errors. */
async function putInto(
  written: AuditRecord | ChangeRecord,
  refusals: readonly string[] = [],
): Promise<readonly Item[]> {
  const items: Item[] = [];
  const left = [...refusals];
  const send = async ({ input }: { readonly input: { readonly Item: Item } }) => {
    items.push(input.Item);
    const name = left.shift();
    if (name !== undefined) throw Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 } });
    return { ConsumedCapacity: { CapacityUnits: 1 } };
  };
  const client = { send } as unknown as DynamoDBClient;
  const table = { client, tableName: 'activity', retentionDays: 400 };
  await ('author' in written
    ? createRecordChange(table)(written, aCall())
    : createRecordAudit(table)(written, aCall()));
  return items;
}

function bytesOf(item: Item | undefined) {
  return Buffer.byteLength(JSON.stringify(item));
}
const LONG = Array.from({ length: 20 }, (_, index) => `${String(index).padStart(2, '0')}${'a'.repeat(254)}`);
const issued = {
  source: 'fresh' as const,
  sessionArn: 'arn:aws:sts::123456789012:assumed-role/team-a/x',
  expiresAt: new Date('2026-11-21T22:00:00.000Z'),
  tokenSha256: Array.from({ length: 10 }, (_, index) => String(index).repeat(64)),
};

describe('a record', () => {
  it('of an ordinary size is put as it is', async () => {
    const [item, ...more] = await putInto(record({ userAgent: 'docker' }));
    expect(more).toEqual([]);
    expect(item?.shortened).toBeUndefined();
    expect(item?.asked?.M?.region).toEqual({ S: 'eu-west-1' });
  });

  it('of too long lists keeps their beginning and says how many were left out', async () => {
    const caller = { issuer: 'ci', subject: '€'.repeat(1_024), kind: 'workload' as const };
    const asked = { connectorId: 'team-a', repositories: LONG };
    const item = (await putInto(record({ caller, asked, outcome: 'issued', issued }))).at(-1);
    expect(bytesOf(item)).toBeLessThanOrEqual(8_000);
    expect(item?.shortened).toEqual({ BOOL: true });
    expect(item?.asked?.M?.repositories?.L?.at(0)).toEqual({ S: LONG[0] });
    expect(item?.asked?.M?.repositories?.L?.at(-1)).toEqual({ S: 'and 17 more' });
    expect(item?.caller?.M?.subject).toEqual({ S: '€'.repeat(1_024) });
    expect(item?.issued?.M?.tokenSha256?.L).toHaveLength(10);
  });

  it('of a grant that narrows to too many repositories keeps the digests of the grant and of the policy', async () => {
    const repositories = LONG.concat(LONG.map((name) => `b${name.slice(1)}`));
    const grant = { issuer: 'ci', claims: [{ claim: ['sub'], anyOf: ['x'] }], access: 'pull' as const, repositories };
    const digests = { grantSha256: 'a'.repeat(64), policySha256: 'b'.repeat(64) };
    const { grantSha256, policySha256 } = digests;
    const by = { connectorVersion: 7, allowedBy: 'grants[1]', grant, grantSha256, outcome: 'issued' as const };
    const item = (await putInto(record({ ...by, issued: { ...issued, policySha256 } }))).at(-1);
    expect([item?.shortened?.BOOL, item?.grant]).toEqual([true, undefined]);
    expect([item?.grantSha256?.S, item?.issued?.M?.policySha256?.S]).toEqual(Object.values(digests));
    // With these, a version of the connector has the grant as it was.
    expect([item?.connectorVersion?.N, item?.allowedBy?.S]).toEqual(['7', 'grants[1]']);
  });

  it('that is large in all it holds is put in its shortest form', async () => {
    const wide = '€'.repeat(1_100);
    const caller = { issuer: 'ci', subject: '€'.repeat(1_024), kind: 'workload' as const };
    const asked = { connectorId: 'team-a', roleArn: wide, namespace: wide, repositories: LONG };
    const item = (await putInto(record({ caller, asked, reason: wide, outcome: 'issued', issued }))).at(-1);
    expect(bytesOf(item)).toBeLessThanOrEqual(8_000);
    expect(item?.asked).toEqual({ M: { connectorId: { S: 'team-a' } } });
    expect(item?.issued?.M?.tokenSha256?.L).toHaveLength(10);
    expect(item?.outcome).toEqual({ S: 'issued' });
    expect(item?.pk?.S).toMatch(/^audit#2026-11-21#\d$/);
  });

  it('that DynamoDB takes for no item is put once more in its shortest form', async () => {
    const [first, second, ...more] = await putInto(record({ userAgent: 'docker' }), ['ValidationException']);
    expect(more).toEqual([]);
    expect(first?.userAgent).toEqual({ S: 'docker' });
    expect(second?.userAgent).toBeUndefined();
    expect(second?.caller).toEqual(first?.caller);
    expect(second?.outcome).toEqual({ S: 'refused' });
  });

  it('of a change says in its shortest form, too, of which definition it is', async () => {
    const { requestId, time } = record();
    const author = { issuer: 'corp', subject: 'ada' };
    const about = { action: 'restore', kind: 'connector', id: 'team-a', version: 4, replaces: 3, restores: 1 } as const;
    const change: ChangeRecord = { requestId, time, author, ...about, fields: ['grants'], outcome: 'begun' };
    const [, second] = await putInto(change, ['ValidationException']);
    expect(second?.shortened).toEqual({ BOOL: true });
    expect([second?.action?.S, second?.kind?.S, second?.id?.S, second?.replaces?.N, second?.restores?.N]).toEqual([
      'definition-restore',
      'connector',
      'team-a',
      '3',
      '1',
    ]);
  });

  it.each([[['ValidationException', 'ValidationException']], [['AccessDeniedException']]])(
    'that is refused for good (%j) is audit_unavailable',
    async (refusals) => {
      await expect(putInto(record(), refusals)).rejects.toMatchObject({ code: 'audit_unavailable', stage: 'audit' });
    },
  );
});

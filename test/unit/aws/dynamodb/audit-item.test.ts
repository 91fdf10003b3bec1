// Records as items of the activity table: their keys, what each index finds them by, and the way back.
import { describe, expect, it } from 'vitest';
import { toActItem, toAuditItem, toChangeItem } from '../../../../shared/aws/dynamodb/audit-item.ts';
import { readAuditItem } from '../../../../shared/aws/dynamodb/read-audit-item.ts';
import type { ActRecord, AuditRecord } from '../../../../shared/domain/audit-record.ts';
import type { ChangeRecord } from '../../../../shared/domain/change-record.ts';

const base = { requestId: 'f0e1d2c3-0000-4000-8000-000000000001', time: new Date('2026-11-21T10:00:00.000Z') };

const ISSUED: AuditRecord = {
  ...base,
  action: 'ecr-login',
  caller: { issuer: 'ci', subject: 'repo:acme/shop', kind: 'workload', tokenId: 'jti-1' },
  asked: { connectorId: 'team-a', format: 'json', registryIds: ['123456789012'] },
  connectorVersion: 3,
  connectorDefinedBy: 'corp:ada',
  allowedBy: 'grants[0]',
  grant: { issuer: 'ci', claims: [{ claim: ['__proto__'], anyOf: ['1296269'] }] },
  grantSha256: 'a'.repeat(64),
  outcome: 'issued',
  issued: { source: 'fresh', expiresAt: new Date('2026-11-21T22:00:00.000Z'), tokenSha256: ['b'.repeat(64)] },
};

const CHANGE: ChangeRecord = {
  ...base,
  author: { issuer: 'aws-iam', subject: 'arn:aws:iam::123456789012:role/admins', sessionName: 'ada@example.com' },
  action: 'change',
  kind: 'connector',
  id: 'team-a',
  version: 3,
  replaces: 2,
  fields: ['grants'],
  outcome: 'begun',
};

const STOP: ActRecord = {
  ...base,
  action: 'stop',
  caller: { issuer: 'corp', subject: 'ada', kind: 'user' },
  route: 'POST /v1/stop',
  outcome: 'done',
};

describe('a record is found', () => {
  it('by its request, caller, connector and fingerprint', () => {
    const { byRequest, byCaller, byConnector, byFingerprint } = toAuditItem(ISSUED, 400);
    expect({ byRequest, byCaller, byConnector, byFingerprint }).toEqual({
      byRequest: { S: 'f0e1d2c3-0000-4000-8000-000000000001' },
      // sha256sum of `repo:acme/shop`
      byCaller: {
        S: expect.stringMatching(
          /^ci#4b9120ca6fdd6b74f97abf72eded3f8561b911450c6430f0d1e3a00a63bf860c#2026-11-21#[0-3]$/,
        ),
      },
      byConnector: { S: expect.stringMatching(/^team-a#2026-11-21#[0-3]$/) },
      byFingerprint: { S: 'b'.repeat(64) },
    });
  });

  it('under the same shard by its caller and its connector', () => {
    const { byCaller, byConnector } = toAuditItem(ISSUED, 400);
    expect(byCaller?.S?.at(-1)).toBe(byConnector?.S?.at(-1));
  });

  it('by its connector if it is about the definition of one, and of no other kind', () => {
    expect(toChangeItem(CHANGE, 400).byConnector?.S).toMatch(/^team-a#2026-11-21#[0-3]$/);
    expect(toChangeItem({ ...CHANGE, kind: 'account' }, 400).byConnector).toBeUndefined();
  });

  it('by its number, where one request proposes several changes in one moment', () => {
    const keys = [undefined, 0, 1].map((item) => {
      return toActItem({ ...STOP, ...(item !== undefined && { item }) }, 400).sk?.S?.replace(/^.*#stop/, 'stop');
    });
    expect(keys).toEqual(['stop#done', 'stop#done#0', 'stop#done#1']);
  });

  it('without a key for what it does not have, because DynamoDB refuses an empty one', () => {
    expect(toActItem(STOP, 400)).not.toHaveProperty('byConnector');
    expect(toActItem(STOP, 400)).not.toHaveProperty('byFingerprint');
  });
});

describe('a record is read back', () => {
  it('of issuing, with the grant as JSON', () => {
    expect(readAuditItem(toAuditItem(ISSUED, 400))).toEqual({
      ok: true,
      value: {
        time: '2026-11-21T10:00:00.000Z',
        requestId: 'f0e1d2c3-0000-4000-8000-000000000001',
        action: 'ecr-login',
        caller: { issuer: 'ci', subject: 'repo:acme/shop', kind: 'workload', tokenId: 'jti-1' },
        asked: { connectorId: 'team-a', format: 'json', registryIds: ['123456789012'] },
        connectorId: 'team-a',
        connectorVersion: 3,
        connectorDefinedBy: 'corp:ada',
        allowedBy: 'grants[0]',
        grant: '{"issuer":"ci","claims":[{"claim":["__proto__"],"anyOf":["1296269"]}]}',
        grantSha256: 'a'.repeat(64),
        outcome: 'issued',
        issued: { source: 'fresh', expiresAt: '2026-11-21T22:00:00.000Z', tokenSha256: ['b'.repeat(64)] },
      },
    });
  });

  it('of a change, with its author', () => {
    expect(readAuditItem(toChangeItem(CHANGE, 400))).toMatchObject({
      ok: true,
      value: { action: 'definition-change', outcome: 'begun', caller: { sessionName: 'ada@example.com' }, replaces: 2 },
    });
  });

  it('of an act', () => {
    expect(readAuditItem(toActItem(STOP, 400))).toMatchObject({
      ok: true,
      value: { action: 'stop', outcome: 'done', route: 'POST /v1/stop' },
    });
  });

  it('if an earlier release wrote it, without indexes', () => {
    const { byRequest, byCaller, byConnector, byFingerprint, connectorId, ...earlier } = toAuditItem(ISSUED, 400);
    expect(readAuditItem(earlier).ok).toBe(true);
  });
});

describe('an item is not read as a record', () => {
  it.each([
    ['with an attribute that nobody knows', { ...toActItem(STOP, 400), extra: { S: 'x' } }],
    ['without an outcome', { ...toActItem(STOP, 400), outcome: undefined }],
    ['with an action that nobody knows', { ...toActItem(STOP, 400), action: { S: 'sudo' } }],
    ['with a caller that is a text', { ...toActItem(STOP, 400), caller: { S: 'ada' } }],
    ['with a time that is none', { ...toActItem(STOP, 400), time: { S: 'yesterday' } }],
    ['of a newer form', { ...toActItem(STOP, 400), schema: { N: '2' } }],
    ['that is something else', { pk: { S: 'refresh#job' }, sk: { S: 'state' }, schema: { N: '1' } }],
  ])('%s', (_what, item) => {
    expect(readAuditItem(item as never).ok).toBe(false);
  });
});

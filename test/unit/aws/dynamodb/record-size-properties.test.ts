// No record is larger than 8 KB, whatever was sent, and none loses who, what and which hashes.
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordAct, createRecordAudit, createRecordChange } from '../../../../shared/aws/dynamodb/audit-log.ts';
import { readAuditItem } from '../../../../shared/aws/dynamodb/read-audit-item.ts';
import type { ActRecord, AuditRecord, RecordedCaller } from '../../../../shared/domain/audit-record.ts';
import { clipReason } from '../../../../shared/domain/bounds.ts';
import type { ChangeRecord } from '../../../../shared/domain/change-record.ts';
import { aCall } from '../../../support/builders.ts';

type Item = Record<string, AttributeValue>;

function aTable() {
  const items: Item[] = [];
  const send = async ({ input }: { input: { Item: Item } }) => {
    items.push(input.Item);
    return { ConsumedCapacity: { CapacityUnits: 1 } };
  };
  return { items, table: { client: { send } as unknown as DynamoDBClient, tableName: 'a', retentionDays: 400 } };
}

/** Texts up to a length: plain, of three bytes a character, or of characters that JSON has to escape. */
function text(most: number) {
  const filler = fc.constantFrom('a', '€', '"', '\\', '\u0001', '😀');
  return fc.tuple(filler, fc.integer({ min: 1, max: most })).map(([of, length]) => of.repeat(length).slice(0, length));
}

const digest = fc.stringMatching(/^[0-9a-f]{64}$/);
const caller: fc.Arbitrary<RecordedCaller> = fc.record(
  {
    issuer: fc.constantFrom('ci', 'i'.repeat(63)),
    subject: text(1_024),
    sessionName: text(64),
    uniqueId: text(128),
    tokenId: text(256),
    definedBy: text(1_100),
  },
  { requiredKeys: ['issuer', 'subject'] },
);
const from = { sourceIp: text(64), userAgent: text(256), reason: text(3_000).map(clipReason), code: text(30) };
const base = { requestId: fc.constant('f0e1d2c3-0000-4000-8000-000000000001'), time: fc.constant(new Date(0)) };
const claims = fc.array(
  fc.record({ claim: fc.array(text(100), { maxLength: 3 }), anyOf: fc.array(text(400), { maxLength: 30 }) }),
  { maxLength: 10 },
);

const issued = fc.record(
  {
    source: fc.constantFrom('fresh' as const, 'cache' as const),
    ...{ sessionArn: text(300), roleArn: text(600), sourceIdentity: text(64), accessKeyId: text(128) },
    ...{ policySha256: digest, region: text(30), registryIds: fc.array(text(12), { maxLength: 10 }) },
    ...{ expiresAt: fc.constant(new Date(0)), tokenSha256: fc.array(digest, { maxLength: 10 }) },
  },
  { requiredKeys: ['source', 'expiresAt', 'tokenSha256'] },
);

const audit: fc.Arbitrary<AuditRecord> = fc.record(
  {
    ...base,
    ...from,
    action: fc.constant('ecr-login' as const),
    caller,
    asked: fc.record(
      { connectorId: fc.constant('team-a'), repositories: fc.array(text(256), { maxLength: 20 }), roleArn: text(600) },
      { requiredKeys: ['connectorId'] },
    ),
    connectorVersion: fc.nat(),
    connectorDefinedBy: text(1_100),
    allowedBy: fc.constant('grants[99]'),
    grant: fc.record({ issuer: fc.constant('ci'), claims }),
    grantSha256: digest,
    conditions: fc.array(fc.record({ condition: text(100), expected: fc.array(text(400)), actual: text(1_000) }), {
      maxLength: 10,
    }),
    outcome: fc.constant('issued' as const),
    issued,
  },
  { requiredKeys: ['requestId', 'time', 'action', 'caller', 'asked', 'outcome'] },
);

const change: fc.Arbitrary<ChangeRecord> = fc.record({
  ...base,
  ...{ author: caller, action: fc.constant('change' as const), kind: fc.constant('connector' as const) },
  ...{ id: fc.constant('team-a'), version: fc.constant(2), replaces: fc.constant(1) },
  fields: fc.array(text(300), { maxLength: 40 }),
  outcome: fc.constant('begun' as const),
});

const act: fc.Arbitrary<ActRecord> = fc.record({
  ...base,
  ...from,
  ...{ action: fc.constant('administration' as const), caller, route: fc.constant('POST /v1/connectors') },
  ...{ kind: fc.constant('audit'), id: text(1_000), outcome: fc.constant('refused' as const) },
});

function bytesOf(item: Item) {
  return Buffer.byteLength(JSON.stringify(item));
}

/** The records that were written, each within its bound. */
function written(items: readonly Item[]) {
  for (const item of items) expect(bytesOf(item)).toBeLessThanOrEqual(8_192);
  const record = readAuditItem(items.at(-1) as Item);
  if (!record.ok) throw new Error(JSON.stringify(record.errors));
  return record.value;
}

describe('a record', () => {
  it('of issuing keeps who, which connector, which rule and which tokens', () =>
    fc.assert(
      fc.asyncProperty(audit, async (record) => {
        const { items, table } = aTable();
        await createRecordAudit(table)(record, aCall());
        const { connectorId, grantSha256, issued: kept, caller: by, grant, shortened } = written(items);
        expect([connectorId, grantSha256, by.issuer]).toEqual(['team-a', record.grantSha256, record.caller.issuer]);
        expect(kept?.tokenSha256).toEqual(record.issued?.tokenSha256);
        // A grant is there as a whole, or not at all.
        if (grant !== undefined) expect(JSON.parse(grant)).toEqual(record.grant);
        else if (record.grant !== undefined) expect(shortened).toBe(true);
      }),
      { numRuns: 200, endOnFailure: true },
    ));

  it('of a change keeps who, what and which version', () =>
    fc.assert(
      fc.asyncProperty(change, async (record) => {
        const { items, table } = aTable();
        await createRecordChange(table)(record, aCall());
        expect(written(items)).toMatchObject({ kind: 'connector', id: 'team-a', version: 2, outcome: 'begun' });
      }),
    ));

  it('of an act keeps who, what and where', () =>
    fc.assert(
      fc.asyncProperty(act, async (record) => {
        const { items, table } = aTable();
        await createRecordAct(table)(record, aCall());
        expect(written(items)).toMatchObject({ kind: 'audit', route: 'POST /v1/connectors' });
      }),
    ));
});

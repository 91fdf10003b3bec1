// Events of the activity table's stream, in the form in which Lambda hands them over.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { toActItem, toAuditItem, toChangeItem } from '../../shared/aws/dynamodb/audit-item.ts';
import { readStreamEvent } from '../../shared/aws/dynamodb/stream-event.ts';
import type { ActRecord, AuditRecord } from '../../shared/domain/audit-record.ts';
import type { ChangeRecord } from '../../shared/domain/change-record.ts';
import type { StreamBatch } from '../../shared/domain/stream-record.ts';
import { NOW } from './builders.ts';

type Item = Record<string, AttributeValue>;

const base = {
  requestId: 'f0e1d2c3-0000-4000-8000-000000000001',
  time: NOW,
  sourceIp: '198.51.100.7',
  userAgent: 'curl/8.9.1',
};

export const ISSUED: AuditRecord = {
  ...base,
  action: 'ecr-login',
  caller: { issuer: 'ci', subject: 'repo:acme/shop', kind: 'workload', tokenId: 'jti-1' },
  asked: { connectorId: 'team-a', format: 'json', registryIds: ['123456789012'] },
  connectorVersion: 3,
  allowedBy: 'grants[0]',
  grant: { issuer: 'ci', claims: [{ claim: ['__proto__'], anyOf: ['1296269'] }] },
  grantSha256: 'a'.repeat(64),
  outcome: 'issued',
  issued: {
    source: 'fresh',
    sessionArn: 'arn:aws:sts::123456789012:assumed-role/team-a-ecr/gh-1',
    expiresAt: new Date('2026-11-22T00:00:00.000Z'),
    tokenSha256: ['b'.repeat(64)],
  },
};

export const REFUSED: AuditRecord = {
  ...base,
  requestId: 'f0e1d2c3-0000-4000-8000-000000000002',
  action: 'session',
  caller: {
    issuer: 'aws-iam',
    subject: 'arn:aws:iam::123456789012:role/build',
    kind: 'workload',
    sessionName: 'ada@example.com',
    uniqueId: 'AROAEXAMPLE',
    accessKeyId: 'ASIAEXAMPLE',
  },
  asked: { connectorId: 'team-b' },
  outcome: 'refused',
  code: 'not_allowed',
  reason: 'no grant matches',
};

export const CHANGE: ChangeRecord = {
  ...base,
  requestId: 'f0e1d2c3-0000-4000-8000-000000000003',
  author: { issuer: 'direct', subject: 'arn:aws:iam::123456789012:user/operator' },
  action: 'change',
  kind: 'connector',
  id: 'team-a',
  version: 3,
  replaces: 2,
  fields: ['grants'],
  outcome: 'begun',
};

export const DENIED: ActRecord = {
  ...base,
  requestId: 'f0e1d2c3-0000-4000-8000-000000000004',
  action: 'administration',
  caller: { issuer: 'corp', subject: 'bob', kind: 'user' },
  route: 'PATCH /v1/connectors/{id}',
  kind: 'connector',
  id: 'team-a',
  outcome: 'refused',
  code: 'not_allowed',
};

const DAYS = 400;

export const ITEMS = {
  issued: toAuditItem(ISSUED, DAYS),
  refused: toAuditItem(REFUSED, DAYS),
  change: toChangeItem(CHANGE, DAYS),
  denied: toActItem(DENIED, DAYS),
};

/** When the records above expire. */
export const EXPIRES = new Date(NOW.getTime() + DAYS * 86_400_000);

export interface Change {
  readonly eventName?: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly before?: Item;
  readonly after?: Item;
  readonly at?: Date;
  readonly userIdentity?: { readonly type: string; readonly principalId: string };
}

const STREAM = 'arn:aws:dynamodb:eu-west-1:123456789012:table/portunus-prod-activity/stream/2026-11-01T00:00:00.000';

/** Sequence numbers have 21 digits or more, and rise. */
export function sequenceNumber(index: number): string {
  return `4421584500000000017${String(450_439_091 + index).padStart(9, '0')}`;
}

export function aStreamEvent(...changes: readonly Change[]) {
  return {
    Records: changes.map(({ eventName = 'INSERT', before, after, at = NOW, userIdentity }, index) => ({
      eventID: `c81e728d9d4c2f636f067f89cc14862${index % 10}`,
      eventName,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(at.getTime() / 1000),
        Keys: keysOf(after ?? before),
        ...(after !== undefined && { NewImage: after }),
        ...(before !== undefined && { OldImage: before }),
        SequenceNumber: sequenceNumber(index),
        SizeBytes: 512,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      ...(userIdentity !== undefined && { userIdentity }),
      eventSourceARN: STREAM,
    })),
  };
}

function keysOf(item: Item | undefined) {
  return { pk: item?.pk, sk: item?.sk };
}

export function aBatch(...changes: readonly Change[]): StreamBatch {
  return readStreamEvent(aStreamEvent(...changes), 'prod');
}

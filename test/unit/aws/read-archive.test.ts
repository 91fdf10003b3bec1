// Reading for a verification: page after page to the end, and no answer is taken for an empty one.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { createListVersions } from '../../../shared/aws/archive/bucket.ts';
import { readLines } from '../../../shared/aws/archive/lines.ts';
import { createReadAuditDay } from '../../../shared/aws/dynamodb/audit-day.ts';
import { collect } from '../../../shared/vending/archive/archived-objects.ts';
import { aCall } from '../../support/builders.ts';

interface Sent {
  readonly input: Readonly<Record<string, unknown>>;
}

/** A client that gives these answers in turn, and the inputs that it got. */
function clientOf(...answers: readonly object[]) {
  const inputs: Sent['input'][] = [];
  const send = async ({ input }: Sent) => answers[inputs.push(input) - 1] ?? answers.at(-1);
  return { inputs, client: { send } as unknown as S3Client & DynamoDBClient };
}

const at = new Date('2026-11-27T10:00:00Z');

describe('a list of versions', () => {
  it('goes on after the last version of a page', async () => {
    const first = { Key: 'a', VersionId: '1', LastModified: at };
    const next = { IsTruncated: true, NextKeyMarker: 'a', NextVersionIdMarker: '1', Versions: [first] };
    const { client, inputs } = clientOf(next, { IsTruncated: false, Versions: [{ ...first, Key: 'b' }] });
    const listed = await collect(createListVersions(client, { bucket: 'archive' })('day=', aCall(), 'day=2026'));
    expect(listed.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(inputs.map(({ KeyMarker, VersionIdMarker }) => [KeyMarker, VersionIdMarker])).toEqual([
      ['day=2026', undefined],
      ['a', '1'],
    ]);
  });

  it('puts delete markers between the versions, also those of the same second', async () => {
    const of = { Key: 'a', LastModified: at };
    const Versions = [
      { ...of, VersionId: 'first', IsLatest: false },
      { ...of, Key: 'b', VersionId: 'only', IsLatest: true },
    ];
    const DeleteMarkers = [{ ...of, VersionId: 'marker', IsLatest: true }];
    const { client } = clientOf({ IsTruncated: false, Versions, DeleteMarkers });
    const listed = await collect(createListVersions(client, { bucket: 'archive' })('', aCall()));
    expect(listed.map(({ versionId }) => versionId)).toEqual(['marker', 'first', 'only']);
  });

  it.each([{}, { IsTruncated: true }, { IsTruncated: false, Versions: [{ Key: 'a' }] }])(
    'is no answer of S3: %o',
    async (answer) => {
      const { client } = clientOf(answer);
      await expect(collect(createListVersions(client, { bucket: 'archive' })('', aCall()))).rejects.toThrow(TypeError);
    },
  );
});

describe('a day of the table', () => {
  const ConsumedCapacity = {};

  it('is read to the end of each of the eight shards', async () => {
    const item = { pk: { S: 'audit#2026-11-27#0' }, sk: { S: 'x' } };
    const { client, inputs } = clientOf(
      { ConsumedCapacity, Items: [item], LastEvaluatedKey: item },
      { ConsumedCapacity, Items: [item] },
      { ConsumedCapacity },
    );
    const read = await collect(createReadAuditDay({ client, tableName: 'activity' })('2026-11-27', aCall()));
    expect(read).toHaveLength(2);
    expect(read[0]).toEqual({ pk: item.pk.S, sk: 'x', item: { pk: item.pk.S, sk: 'x' }, isRecord: false });
    expect(inputs).toHaveLength(9);
    expect(inputs[1]).toMatchObject({ ExclusiveStartKey: item, ConsistentRead: true });
    const partitions = inputs.map(({ ExpressionAttributeValues }) => JSON.stringify(ExpressionAttributeValues));
    expect(partitions.at(-1)).toBe('{":pk":{"S":"audit#2026-11-27#7"}}');
  });

  it('is not empty because something else than DynamoDB answers', async () => {
    const { client } = clientOf({});
    const day = createReadAuditDay({ client, tableName: 'activity' })('2026-11-27', aCall());
    await expect(collect(day)).rejects.toThrow(TypeError);
  });
});

describe('the lines of an object', () => {
  it.each([
    ['no gzip', Buffer.from('{}\n')],
    // A line without its end: printf '{}' | gzip -n | base64
    ['a line that was cut', Buffer.from('H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==', 'base64')],
  ])('are none of %s', async (_what, bytes) => {
    expect(await readLines(bytes)).toBeUndefined();
  });

  it('are those of gzip', async () => {
    // printf '{}\n[]\n' | gzip -n | base64
    const bytes = Buffer.from('H4sIAAAAAAAAA6uu5YqO5QIA7ZPxMQYAAAA=', 'base64');
    expect(await readLines(bytes)).toEqual(['{}', '[]']);
  });
});

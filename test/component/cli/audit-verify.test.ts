// `portunus audit verify` as it is built, over real tables and the stand-in's S3 and KMS: what an insider changes is found.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTables } from '../../../cli/direct/create-tables.ts';
import { type StandIn, startStandIn } from '../../../local/stand-in/server.ts';
import { toActItem, toAuditItem, toChangeItem } from '../../../shared/aws/dynamodb/audit-item.ts';
import { plainItem } from '../../../shared/aws/dynamodb/plain-item.ts';
import { writeDigests } from '../../../shared/vending/archive/write-digests.ts';
import { archive, callAt, createMemoryArchive, newKey, ORIGIN } from '../../support/archive-memory.ts';
import { useCli } from '../../support/run-cli.ts';

const { client, folder, portunus } = useCli();

const BUCKET = 'portunus-dev-archive-111122223333-eu-west-1';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
/** The rights that the page says are enough. */
const RIGHTS = ['s3:ListBucketVersions', 's3:GetObjectVersion', 's3:GetObjectRetention', 'kms:GetPublicKey'];
const OPERATOR = {
  arn: 'arn:aws:iam::111122223333:user/auditor',
  accessKeyId: 'AKIAAUDITORAUDITORAU',
  secretAccessKey: 'auditor-secret',
  kind: 'iam-user',
  policy: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: RIGHTS, Resource: '*' } },
} as const;
const DAY_MS = 86_400_000;
const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const yesterday = new Date(today - DAY_MS).toISOString().slice(0, 10);
const privateKey = newKey();
const memory = createMemoryArchive(privateKey);

type Item = Record<string, AttributeValue>;

let standIn: StandIn;
let items: readonly Item[];

/** One record of each kind, on each hour of yesterday. */
function recordsOfYesterday(): readonly Item[] {
  return Array.from({ length: 24 }, (_, hour) => {
    const time = new Date(today - DAY_MS + hour * 3_600_000 + 5_000);
    const requestId = `7f0c9b1e-0000-4000-8000-0000000000${String(hour).padStart(2, '0')}`;
    const caller = { issuer: 'github', subject: 'repo:acme/shop', kind: 'workload' } as const;
    if (hour % 3 === 0) return toActItem({ requestId, time, caller, action: 'stop', outcome: 'done' }, 400);
    if (hour % 3 === 1) {
      const about = { kind: 'connector', id: 'shop', version: 2, fields: ['grants'] } as const;
      const change = { action: 'change', outcome: 'begun', ...about } as const;
      return toChangeItem({ requestId, time, author: caller, ...change }, 400);
    }
    return toAuditItem({ requestId, time, caller, action: 'ecr-login', asked: {}, outcome: 'refused' }, 400);
  });
}

function put(Item: Item) {
  return client().send(new PutItemCommand({ TableName: 'cli-activity', Item }));
}

function remove({ pk, sk }: Item) {
  const Key = { pk: pk as AttributeValue, sk: sk as AttributeValue };
  return client().send(new DeleteItemCommand({ TableName: 'cli-activity', Key }));
}

function verify(...args: string[]) {
  return portunus(['audit', 'verify', '--from', yesterday, '--to', day(today), ...args], {
    AWS_ENDPOINT_URL_S3: standIn.url,
    AWS_ENDPOINT_URL_KMS: standIn.url,
    AWS_ENDPOINT_URL_STS: standIn.url,
    AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId,
    AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
  });
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

async function report(...args: string[]) {
  const { out, code } = await verify('-o', 'json', ...args);
  return { code, ...JSON.parse(out) };
}

beforeAll(async () => {
  standIn = await startStandIn({ principals: [OPERATOR] });
  standIn.putBucket({
    name: BUCKET,
    account: ORIGIN.account,
    region: 'eu-west-1',
    objectLock: { mode: 'GOVERNANCE', days: 400 },
  });
  standIn.putSigningKey({ arn: KEY, alias: 'alias/portunus-dev-audit', privateKey });
  await createTables(client(), { definitionsTable: 'cli-definitions', activityTable: 'cli-activity' }, () => {});
  items = recordsOfYesterday();
  await Promise.all(items.map(put));
  for (const item of items) {
    const at = new Date(Date.parse(String(item.time?.S)) + 30_000).toISOString();
    archive(memory, [{ pk: '', sk: String(item.sk?.S), item: plainItem(item), isRecord: true }], at);
  }
  // From the first minute of yesterday until now, as the schedule does.
  for (let time = today - DAY_MS + 2 * 60_000; time <= Date.now(); time += 15 * 60_000) {
    await writeDigests(memory.ports, ORIGIN, callAt(new Date(time).toISOString()));
  }
});
afterAll(() => standIn.stop());

/** The archive as the functions wrote it. */
beforeEach(() => {
  const bucket = standIn.bucket(BUCKET);
  bucket?.objects.clear();
  for (const [key, versions] of memory.objects) {
    const stored = versions.map(({ versionId: id, bytes = Buffer.alloc(0), modifiedAt, lockedUntil: until }) => ({
      id,
      modifiedAt,
      content: { bytes, headers: {}, checksum: {} },
      ...(until && { retention: { mode: 'GOVERNANCE' as const, until } }),
    }));
    bucket?.objects.set(key, stored);
  }
});

describe('a day that nobody touched', () => {
  it('is proved, with the rights of the page alone', async () => {
    const { code, out, err } = await verify();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^archive {2}24 objects with 24 records in portunus-dev-archive-111122223333-eu-west-1$/m);
    expect(out).toMatch(/^table {4}24 records in cli-activity$/m);
    expect(out).toMatch(/^proved: 0 findings$/m);
  });

  it('is proved with a public key from a file, and without KMS', async () => {
    const environment = { AWS_ENDPOINT_URL_KMS: standIn.url, AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId };
    const printed = await portunus(['audit', 'public-key'], {
      ...environment,
      AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
    });
    expect(printed.out).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    const file = join(folder, 'audit.pem');
    writeFileSync(file, printed.out);
    standIn.calls.length = 0;
    expect(await report('--public-key', file)).toMatchObject({ code: 0, verdict: 'proved' });
    expect(standIn.calls.filter(({ action }) => action === 'GetPublicKey')).toEqual([]);
  });
});

describe('whatever an insider changes in the table', () => {
  it.each([0, 1, 2])('is found by name: record %i deleted', async (index) => {
    const item = items[index] as Item;
    await remove(item);
    const { code, findings } = await report();
    await put(item);
    expect(code).toBe(3);
    expect(findings).toEqual([
      { kind: 'record-missing', subject: `${item.pk?.S} ${item.sk?.S}`, detail: expect.any(String) },
    ]);
  });

  it.each([3, 4, 5])('is found by name: record %i changed', async (index) => {
    const item = items[index] as Item;
    await put({ ...item, caller: { M: { issuer: { S: 'github' }, subject: { S: 'repo:acme/other' } } } });
    const { code, findings } = await report();
    await put(item);
    expect(code).toBe(3);
    expect(findings).toMatchObject([{ kind: 'record-changed', subject: `${item.pk?.S} ${item.sk?.S}` }]);
  });

  it('is found by name: records added and changed in one of their index attributes, and one made no record', async () => {
    const [first, second] = items as readonly [Item, Item];
    const added = toAuditItem(
      {
        requestId: 'forged',
        time: new Date(today - 3_600_000),
        caller: { issuer: 'github', subject: 'nobody', kind: 'workload' },
        action: 'ecr-login',
        asked: {},
        outcome: 'issued',
      },
      400,
    );
    await Promise.all([put(added), put({ ...first, byRequest: { S: 'other' } }), put({ ...second, note: { S: 'x' } })]);
    const { findings } = await report();
    await Promise.all([remove(added), put(first), put(second)]);
    const named = findings.map((one: { kind: string; subject: string }) => `${one.kind} ${one.subject.split(' ')[1]}`);
    expect(named.toSorted()).toEqual(
      [
        `record-added ${added.sk?.S}`,
        `record-changed ${first.sk?.S}`,
        `record-changed ${second.sk?.S}`,
        `record-unreadable ${second.sk?.S}`,
      ].toSorted(),
    );
  });
});

describe('whatever an insider changes in the archive', () => {
  function objectKeys(kind: string): string[] {
    const keys = [...(standIn.bucket(BUCKET)?.objects.keys() ?? [])].toSorted();
    return keys.filter((key) => key.includes(`/${kind}/`) && key.includes('day='));
  }

  it('is found by name: an object deleted, and its record from the table with it', async () => {
    const [key = ''] = objectKeys('records');
    standIn.bucket(BUCKET)?.objects.delete(key);
    const item = items[0] as Item;
    await remove(item);
    const { code, findings } = await report();
    await put(item);
    expect(code).toBe(3);
    expect(findings).toMatchObject([{ kind: 'object-missing', subject: key }]);
  });

  it('is found by name: a digest deleted', async () => {
    const key = objectKeys('digests')[10] ?? '';
    standIn.bucket(BUCKET)?.objects.delete(key);
    const { code, findings } = await report();
    expect(code).toBe(3);
    expect(findings).toMatchObject([{ kind: 'digest-missing', subject: key }]);
  });
});

describe('what cannot be verified', () => {
  it('is an earlier day than the chain has', async () => {
    const { code, unproven, verdict } = await report('--from', day(today - 2 * DAY_MS));
    expect({ code, verdict }).toEqual({ code: 1, verdict: 'incomplete' });
    expect(unproven).toHaveLength(1);
  });

  it('is a bucket that is not there', async () => {
    const { code, err } = await verify('--bucket', 'nobodys');
    expect(code).toBe(1);
    expect(err).toMatch(/NoSuchBucket/);
  });

  it('is a stage whose digests nobody signs: the answer says how that is turned on', async () => {
    const { code, err } = await verify('--signing-key', 'alias/portunus-other-audit');
    expect(code).toBe(1);
    expect(err).toMatch(
      /^portunus: KMS has no key alias\/portunus-other-audit in \S+: docs\/audit-verify\.md says how/,
    );
  });

  it.each([
    ['--from', '2026-02-30'],
    ['--to', '2020-01-01'],
    ['--stage', 'Prod'],
  ])('is a wrong command line: %s %s', async (option, value) => {
    expect((await verify(option, value)).code).toBe(64);
  });

  it('is a file without a public key', async () => {
    const file = join(folder, 'private.pem');
    writeFileSync(file, String(privateKey.export({ format: 'pem', type: 'pkcs8' })));
    expect(await verify('--public-key', file)).toMatchObject({
      code: 1,
      err: expect.stringContaining('no public key'),
    });
  });
});

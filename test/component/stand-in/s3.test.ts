// S3 as the archive of audit records uses it: puts that never replace, locks, versions, and lists.
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AFTER_SIGNING,
  configOf,
  LAMBDA,
  NOW,
  refusal,
  setStandInNow,
  standIn,
  tampering,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();

const Bucket = 'portunus-archive';
const Key = 'portunus/dev/records/day=2026-11-21/a b.jsonl.gz';
const BODY = Buffer.from([0x1f, 0x8b, 0x00, 0xff]);
const DENIED = refusal('AccessDenied', 403);

beforeEach(() => {
  standIn.putBucket({
    name: Bucket,
    account: '111122223333',
    region: 'eu-west-1',
    objectLock: { mode: 'GOVERNANCE', days: 1 },
  });
});

afterEach(() => void vi.setSystemTime(NOW));

function s3(region = 'eu-west-1') {
  return new S3Client(configOf(LAMBDA, region));
}
function put(input: Partial<PutObjectCommandInput> = {}) {
  return s3().send(new PutObjectCommand({ Bucket, Key, Body: BODY, ChecksumAlgorithm: 'SHA256', ...input }));
}
function get(VersionId?: string, key = Key) {
  return s3().send(new GetObjectCommand({ Bucket, Key: key, VersionId }));
}
function allow(...Action: string[]) {
  const policy = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } };
  standIn.putRole({ arn: 'arn:aws:iam::111122223333:role/portunus-issue', trustedPrincipals: [], policy });
}

describe('PutObject', () => {
  it('keeps bytes, type, metadata, checksum and lock', async () => {
    const { VersionId, ETag } = await put({ ContentType: 'application/gzip', Metadata: { lines: '2' } });
    const answer = await get();
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? [])).toEqual(BODY);
    expect(answer).toMatchObject({
      ContentType: 'application/gzip',
      ContentLength: 4,
      Metadata: { lines: '2' },
      ChecksumSHA256: 'at+BuhbQAcuchPG8vlu0C09rKhHxwKeThrnvEmat0pQ=',
      ETag,
      VersionId,
      LastModified: new Date('2026-11-21T12:00:00Z'),
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date(NOW.getTime() + 86_400_000),
    });
    expect(await s3().send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ContentLength: 4, VersionId });
  });

  it('with If-None-Match refuses a key that is there, and takes it again behind a delete marker', async () => {
    await put({ IfNoneMatch: '*' });
    await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject(refusal('PreconditionFailed', 412));
    await s3().send(new DeleteObjectCommand({ Bucket, Key }));
    await expect(put({ IfNoneMatch: '*' })).resolves.toHaveProperty('VersionId');
    await expect(put({ IfNoneMatch: '"x"' })).rejects.toMatchObject(refusal('NotImplemented', 501));
  });

  it('refuses a body that is not the one of its checksum', async () => {
    const client = s3();
    const ChecksumSHA256 = 'LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=';
    const command = new PutObjectCommand({ Bucket, Key, Body: BODY, ChecksumSHA256 });
    await expect(client.send(command)).rejects.toMatchObject(refusal('BadDigest', 400));
  });

  it('refuses a body that was changed after it was signed', async () => {
    const client = s3();
    client.middlewareStack.addRelativeTo(
      tampering((request) => {
        request.body = 'four';
      }) as never,
      AFTER_SIGNING,
    );
    await expect(client.send(new PutObjectCommand({ Bucket, Key, Body: BODY }))).rejects.toMatchObject(
      refusal('SignatureDoesNotMatch', 403),
    );
  });

  it('takes a lock of its own with both headers, a future date and a checksum', async () => {
    const ObjectLockRetainUntilDate = new Date('2027-11-21T12:00:00Z');
    await put({ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate });
    expect(await get()).toMatchObject({ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate });
    const invalid = refusal('InvalidArgument', 400);
    await expect(put({ ObjectLockMode: 'COMPLIANCE' })).rejects.toMatchObject(invalid);
    const past = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: NOW } as const;
    await expect(put(past)).rejects.toMatchObject(invalid);
  });

  it('refuses headers that would have no effect', async () => {
    await expect(put({ StorageClass: 'GLACIER' })).rejects.toMatchObject(refusal('NotImplemented', 501));
    await expect(put({ ObjectLockLegalHoldStatus: 'ON' })).rejects.toMatchObject(refusal('NotImplemented', 501));
  });

  it('needs the right, the region and the owner of the bucket', async () => {
    allow('s3:GetObject');
    await expect(put()).rejects.toMatchObject(DENIED);
    await expect(put({ Bucket: 'nobodys' })).rejects.toMatchObject(refusal('NoSuchBucket', 404));
    await expect(put({ ExpectedBucketOwner: '444455556666' })).rejects.toMatchObject(DENIED);
    const elsewhere = s3('us-east-1').send(new PutObjectCommand({ Bucket, Key, Body: BODY }));
    await expect(elsewhere).rejects.toMatchObject({ $metadata: { httpStatusCode: 301 } });
  });
});

describe('GetObject', () => {
  it('tells that a key is not there only to who may list', async () => {
    await expect(get()).rejects.toMatchObject(refusal('NoSuchKey', 404));
    await put();
    await expect(get('none')).rejects.toMatchObject(refusal('NoSuchVersion', 404));
    allow('s3:GetObject');
    await expect(get(undefined, 'other')).rejects.toMatchObject(DENIED);
    expect((await get()).ObjectLockMode).toBeUndefined();
  });
});

describe('DeleteObject', () => {
  it('hides an object, and removes a version only after its lock', async () => {
    const { VersionId } = await put();
    const marker = await s3().send(new DeleteObjectCommand({ Bucket, Key }));
    expect(marker).toMatchObject({ DeleteMarker: true });
    await expect(get()).rejects.toMatchObject(refusal('NoSuchKey', 404));
    await expect(get(marker.VersionId)).rejects.toMatchObject(refusal('MethodNotAllowed', 405));
    const remove = new DeleteObjectCommand({ Bucket, Key, VersionId });
    await expect(s3().send(remove)).rejects.toMatchObject(DENIED);
    const later = new Date(NOW.getTime() + 86_400_000);
    setStandInNow(later);
    vi.setSystemTime(later);
    await s3().send(remove);
    await expect(get(VersionId)).rejects.toMatchObject(refusal('NoSuchVersion', 404));
  });

  it('removes a locked version for who may bypass governance, and for nobody under compliance', async () => {
    const bypass = async (VersionId: string | undefined) =>
      s3().send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true }));
    await bypass((await put()).VersionId);
    const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: new Date('2027-01-01') } as const;
    await expect(bypass((await put(lock)).VersionId)).rejects.toMatchObject(DENIED);
    const locked = (await put()).VersionId;
    allow('s3:DeleteObjectVersion');
    await expect(bypass(locked)).rejects.toMatchObject(DENIED);
  });
});

describe('lists', () => {
  it('go page by page in the order of keys', async () => {
    for (const key of ['b', 'a', 'c/d']) await put({ Key: key });
    const list = (input: object) => s3().send(new ListObjectsV2Command({ Bucket, MaxKeys: 2, ...input }));
    const first = await list({});
    expect(first.Contents?.map((one) => one.Key)).toEqual(['a', 'b']);
    const second = await list({ ContinuationToken: first.NextContinuationToken });
    expect(second).toMatchObject({ IsTruncated: false, Contents: [{ Key: 'c/d', Size: 4 }] });
    expect((await list({ StartAfter: 'a' })).Contents?.map((one) => one.Key)).toEqual(['b', 'c/d']);
    expect((await list({ Prefix: 'c/' })).KeyCount).toBe(1);
  });

  it('of versions show every version and delete marker', async () => {
    await put();
    await s3().send(new DeleteObjectCommand({ Bucket, Key }));
    await put({ Key: 'z' });
    expect((await s3().send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(1);
    const page = await s3().send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1 }));
    expect(page).toMatchObject({ IsTruncated: true, DeleteMarkers: [{ Key, IsLatest: true }], NextKeyMarker: Key });
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    const rest = await s3().send(new ListObjectVersionsCommand({ Bucket, KeyMarker, VersionIdMarker }));
    expect(rest.Versions).toMatchObject([
      { Key, IsLatest: false },
      { Key: 'z', IsLatest: true },
    ]);
  });

  it('need a right of their own', async () => {
    allow('s3:ListBucket');
    await expect(s3().send(new ListObjectVersionsCommand({ Bucket }))).rejects.toMatchObject(DENIED);
  });
});

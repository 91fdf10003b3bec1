import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import type { PutText } from '../../vending/archive/digest-ports.ts';
import type { PutArchiveObject } from '../../vending/archive/ports.ts';
import type { ArchiveBucket } from './bucket.ts';

const compress = promisify(gzip);

type Content = Pick<PutObjectCommandInput, 'Key' | 'Body' | 'ContentType' | 'ContentEncoding' | 'Metadata'>;

/**
 * Puts an object under a key that has none. S3 decides between two writers, so that none puts over the other. Returns
 * whether it was put, or is there already.
 */
function createPut(client: S3Client, { bucket, owner, keyArn }: ArchiveBucket) {
  return async (content: Content, abortSignal: AbortSignal): Promise<boolean> => {
    const command = new PutObjectCommand({
      ...content,
      Bucket: bucket,
      ExpectedBucketOwner: owner,
      IfNoneMatch: '*',
      // S3 refuses what arrives damaged. Under Object Lock it takes no object without the name of an algorithm.
      ChecksumAlgorithm: 'SHA256',
      ...(keyArn !== undefined && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn, BucketKeyEnabled: true }),
    });
    try {
      const { ETag } = await client.send(command, { abortSignal });
      if (ETag === undefined) throw new TypeError('no answer of S3');
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'PreconditionFailed') return false;
      throw error;
    }
  };
}

/** Writes objects of JSON lines. One that is there already is of an earlier try: its key says what it holds. */
export function createPutArchiveObject(client: S3Client, bucket: ArchiveBucket): PutArchiveObject {
  const put = createPut(client, bucket);
  return async ({ key, lines, count, sha256 }, { signal }) => {
    const content = { Key: key, Body: await compress(lines), Metadata: { sha256, lines: String(count) } };
    await put({ ...content, ContentType: 'application/x-ndjson', ContentEncoding: 'gzip' }, signal);
  };
}

export function createPutText(client: S3Client, bucket: ArchiveBucket): PutText {
  const put = createPut(client, bucket);
  return (key, text, { signal }) => put({ Key: key, Body: text, ContentType: 'text/plain; charset=utf-8' }, signal);
}

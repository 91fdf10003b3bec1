import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { PutArchiveObject } from '../../vending/archive/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';

const compress = promisify(gzip);

export interface ArchiveBucket {
  readonly bucket: string;
  /** The account that must own the bucket. Without it, whoever takes over the bucket's name would get the archive. */
  readonly owner: string;
  /** A KMS key for the objects, in place of the bucket's own setting. */
  readonly keyArn?: string;
}

/** A large batch takes its time. A function that waits for S3 holds the stream, and nobody else. */
const ATTEMPT_MS = 10_000;

/** Writes objects that are never replaced, neither by this function nor, by the bucket's policy, by another. */
export function createPutArchiveObject({ bucket, owner, keyArn }: ArchiveBucket): PutArchiveObject {
  const client = new S3Client({ maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(ATTEMPT_MS) });
  return async ({ key, lines, count, sha256 }, call) => {
    const body = await compress(lines);
    const command = new PutObjectCommand({
      Bucket: bucket,
      ExpectedBucketOwner: owner,
      Key: key,
      Body: body,
      IfNoneMatch: '*',
      ContentType: 'application/x-ndjson',
      ContentEncoding: 'gzip',
      // S3 refuses what arrives damaged. Under Object Lock it takes no object without the name of an algorithm.
      ChecksumAlgorithm: 'SHA256',
      Metadata: { sha256, lines: String(count) },
      ...(keyArn !== undefined && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn, BucketKeyEnabled: true }),
    });
    try {
      const { ETag } = await client.send(command, { abortSignal: call.signal });
      if (ETag === undefined) throw new TypeError('no answer of S3');
    } catch (error) {
      // It is there already, of an earlier try: the key says what it holds.
      if (!(error instanceof Error && error.name === 'PreconditionFailed')) throw error;
    }
  };
}

import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import type { ListedVersion, ListVersions, ReadVersion } from '../../vending/archive/digest-ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { readLines } from './lines.ts';

export interface ArchiveBucket {
  readonly bucket: string;
  /** The account that must own the bucket. Without it, whoever takes over the bucket's name would get the archive. */
  readonly owner?: string;
  /** A KMS key for what is put, in place of the bucket's own setting. */
  readonly keyArn?: string;
}

/** All attempts to put a large batch fit into the minute of the archive function. */
const ATTEMPT_MS = 15_000;

/** Creates the client for an archive's bucket. The region is the environment's if none is named. */
export function createArchiveClient(region?: string): S3Client {
  return new S3Client({
    ...(region !== undefined && { region }),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: createRequestHandler(ATTEMPT_MS),
  });
}

/** Lists versions and not objects, because a delete marker would hide an object from a list of objects. */
export function createListVersions(client: S3Client, { bucket, owner }: ArchiveBucket): ListVersions {
  return async function* (prefix, { signal }, after) {
    let position: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> = { KeyMarker: after };
    for (;;) {
      const page: ListObjectVersionsCommandOutput = await client.send(
        new ListObjectVersionsCommand({ Bucket: bucket, ExpectedBucketOwner: owner, Prefix: prefix, ...position }),
        { abortSignal: signal },
      );
      const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      // A page without the next one's position would be listed again and again.
      if (IsTruncated === undefined || (IsTruncated && !KeyMarker)) throw new TypeError('no answer of S3');
      yield* versionsOf(page);
      if (!IsTruncated) return;
      position = { KeyMarker, VersionIdMarker };
    }
  };
}

/** S3 answers with versions and delete markers apart. Together they have the order of keys, then of time. */
function versionsOf({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput): readonly ListedVersion[] {
  const listed = [
    ...Versions.map((version) => ({ ...version, isDeleteMarker: false })),
    ...DeleteMarkers.map((version) => ({ ...version, isDeleteMarker: true })),
  ].map(({ Key: key, VersionId: versionId, LastModified: modifiedAt, IsLatest, isDeleteMarker }) => {
    if (key === undefined || versionId === undefined || modifiedAt === undefined)
      throw new TypeError('no answer of S3');
    return { key, versionId, modifiedAt, isDeleteMarker, isLatest: IsLatest === true };
  });
  return DeleteMarkers.length === 0 ? listed : listed.toSorted(byKeyThenNewest);
}

interface Latest extends ListedVersion {
  readonly isLatest: boolean;
}

function byKeyThenNewest(left: Latest, right: Latest): number {
  if (left.key !== right.key) return left.key < right.key ? -1 : 1;
  const age = right.modifiedAt.getTime() - left.modifiedAt.getTime();
  return age === 0 ? Number(right.isLatest) - Number(left.isLatest) : age;
}

export function createReadVersion(client: S3Client, { bucket, owner }: ArchiveBucket): ReadVersion {
  return async (key, versionId, { signal }) => {
    try {
      const answer = await client.send(
        new GetObjectCommand({ Bucket: bucket, ExpectedBucketOwner: owner, Key: key, VersionId: versionId }),
        { abortSignal: signal },
      );
      if (answer.Body === undefined) throw new TypeError('no answer of S3');
      const lockedUntil = answer.ObjectLockRetainUntilDate;
      const bytes = Buffer.from(await answer.Body.transformToByteArray());
      const lines = key.endsWith('.gz') ? await readLines(bytes) : undefined;
      return { bytes, ...(lines && { lines }), ...(lockedUntil && { lockedUntil }) };
    } catch (error) {
      if (isCalled(error, 'NoSuchKey', 'NoSuchVersion', 'MethodNotAllowed')) return undefined;
      throw error;
    }
  };
}

function isCalled(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

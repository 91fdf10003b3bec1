import { AwsError } from '../core/aws-error.ts';
import type { ObjectVersion, StoredBucket, StoredContent } from '../core/provided.ts';
import { singleHeader } from '../core/request.ts';
import type { Answer, Call } from '../core/service.ts';
import { etagOf } from './put-object.ts';
import { notImplemented, readTarget } from './read-call.ts';
import { arnOf, assertAllowed, isAllowed, lastModified, reachBucket } from './stored-objects.ts';

/** GetObject and HeadObject. The answer to HEAD has the same headers, and no body. */
export function getObject(call: Call): Answer {
  const { request } = call;
  const { bucket: name, key, query } = readTarget(request);
  const versionId = query.get('versionId');
  call.record({ bucket: name, key, ...(versionId !== undefined && { versionId }) });
  const bucket = reachBucket(call, name);
  assertAllowed(call, versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', arnOf(bucket, key));
  for (const header of ['range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since']) {
    if (request.headers.has(header)) throw notImplemented(`A header you provided (${header})`);
  }
  const { version, content } = findVersion(call, bucket, key, versionId);
  return {
    document: content.bytes.toString('latin1'),
    encoding: 'latin1',
    contentType: content.headers['content-type'] ?? 'binary/octet-stream',
    headers: {
      ...content.headers,
      etag: etagOf(content.bytes),
      'last-modified': lastModified(version).toUTCString(),
      'x-amz-version-id': version.id,
      ...(singleHeader(request, 'x-amz-checksum-mode') === 'ENABLED' && content.checksum),
      ...retentionHeaders(call, bucket, key, version),
    },
  };
}

/** S3 leaves these headers out if the reader may not see them. */
function retentionHeaders(call: Call, bucket: StoredBucket, key: string, { retention }: ObjectVersion) {
  if (retention === undefined || !isAllowed(call, 's3:GetObjectRetention', arnOf(bucket, key))) return {};
  return {
    'x-amz-object-lock-mode': retention.mode,
    'x-amz-object-lock-retain-until-date': retention.until.toISOString(),
  };
}

interface Found {
  readonly version: ObjectVersion;
  readonly content: StoredContent;
}

function findVersion(call: Call, bucket: StoredBucket, key: string, versionId: string | undefined): Found {
  const versions = bucket.objects.get(key) ?? [];
  const version = versionId === undefined ? versions[0] : versions.find(({ id }) => id === versionId);
  if (version?.content !== undefined) return { version, content: version.content };
  if (version !== undefined && versionId !== undefined) {
    const message = 'The specified method is not allowed against this resource.';
    throw new AwsError('MethodNotAllowed', 405, message);
  }
  // Only who may list the bucket learns that a key is not there.
  if (!isAllowed(call, 's3:ListBucket', arnOf(bucket))) throw new AwsError('AccessDenied', 403, 'Access Denied');
  throw versionId === undefined
    ? new AwsError('NoSuchKey', 404, 'The specified key does not exist.')
    : new AwsError('NoSuchVersion', 404, 'The specified version does not exist.');
}

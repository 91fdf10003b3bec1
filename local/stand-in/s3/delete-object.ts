import { AwsError } from '../core/aws-error.ts';
import type { ObjectVersion, StoredBucket } from '../core/provided.ts';
import { singleHeader } from '../core/request.ts';
import type { Answer, Call } from '../core/service.ts';
import { readTarget } from './read-call.ts';
import { arnOf, assertAllowed, isAllowed, newVersionId, reachBucket } from './stored-objects.ts';

/** Without a version, hides the object behind a delete marker. With one, removes it, unless it is locked. */
export function deleteObject(call: Call): Answer {
  const { bucket: name, key, query } = readTarget(call.request);
  const versionId = query.get('versionId');
  call.record({ bucket: name, key, ...(versionId !== undefined && { versionId }) });
  const bucket = reachBucket(call, name);
  const versions = bucket.objects.get(key) ?? [];
  if (versionId === undefined) {
    assertAllowed(call, 's3:DeleteObject', arnOf(bucket, key));
    const marker = { id: newVersionId(), modifiedAt: call.state.now() };
    return deleted({ 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.id }, () => {
      bucket.objects.set(key, [marker, ...versions]);
    });
  }
  assertAllowed(call, 's3:DeleteObjectVersion', arnOf(bucket, key));
  const version = versions.find(({ id }) => id === versionId);
  assertUnlocked(call, bucket, key, version);
  return deleted({ 'x-amz-version-id': versionId }, () => {
    const left = versions.filter((one) => one !== version);
    if (left.length === 0) bucket.objects.delete(key);
    else bucket.objects.set(key, left);
  });
}

function deleted(headers: Readonly<Record<string, string>>, commit: () => void): Answer {
  return { document: '', status: 204, headers, commit };
}

function assertUnlocked(call: Call, bucket: StoredBucket, key: string, version: ObjectVersion | undefined): void {
  const retention = version?.retention;
  if (retention === undefined || retention.until <= call.state.now()) return;
  const mayBypass =
    retention.mode === 'GOVERNANCE' &&
    singleHeader(call.request, 'x-amz-bypass-governance-retention') === 'true' &&
    isAllowed(call, 's3:BypassGovernanceRetention', arnOf(bucket, key));
  if (mayBypass) return;
  throw new AwsError('AccessDenied', 403, 'Access Denied because object protected by object lock.');
}

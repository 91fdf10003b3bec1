import { randomBytes } from 'node:crypto';
import { partitionOfRegion } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import type { Bucket, ObjectVersion, StoredBucket } from '../core/provided.ts';
import { singleHeader } from '../core/request.ts';
import type { Call } from '../core/service.ts';
import type { State } from '../core/state.ts';
import { mayDo, refusalText } from '../iam/authorize.ts';
import { requestContext } from '../iam/request-context.ts';

const BUCKET_NAME = /^[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]$/;

/** Makes a bucket, or changes the settings of one. Its objects stay. Throws a RangeError for a name that S3 refuses. */
export function putBucket({ buckets }: State, bucket: Bucket): void {
  if (!BUCKET_NAME.test(bucket.name)) throw new RangeError(`Not a bucket's name: ${bucket.name}`);
  buckets.set(bucket.name, { ...bucket, objects: buckets.get(bucket.name)?.objects ?? new Map() });
}

/** Returns the bucket that a call names. Throws S3's error if there is none, or if it is in another region. */
export function reachBucket({ state, region, request }: Call, name: string): StoredBucket {
  const bucket = state.buckets.get(name);
  if (bucket === undefined) throw new AwsError('NoSuchBucket', 404, 'The specified bucket does not exist');
  if (bucket.region !== region) {
    const message = 'The bucket you are attempting to access must be addressed using the specified endpoint.';
    throw new AwsError('PermanentRedirect', 301, message);
  }
  const owner = singleHeader(request, 'x-amz-expected-bucket-owner');
  if (owner !== undefined && owner !== bucket.account) throw new AwsError('AccessDenied', 403, 'Access Denied');
  return bucket;
}

export function isAllowed(call: Call, action: string, resource: string): boolean {
  return decision(call, action, resource).allowed;
}

/** Throws AccessDenied unless the caller's own policies allow the action. Bucket policies are not supported. */
export function assertAllowed(call: Call, action: string, resource: string): void {
  const decided = decision(call, action, resource);
  if (decided.allowed) return;
  throw new AwsError('AccessDenied', 403, refusalText(call.caller, { action, resource, context: {} }, decided));
}

function decision({ state, caller, request, region }: Call, action: string, resource: string) {
  return mayDo(state, caller, { action, resource, context: requestContext(request, region) });
}

export function arnOf({ name, region }: StoredBucket, key?: string): string {
  const arn = `arn:${partitionOfRegion(region).partition}:s3:::${name}`;
  return key === undefined ? arn : `${arn}/${key}`;
}

export function newVersionId(): string {
  return randomBytes(24).toString('base64url');
}

/** S3 shows no fractions of a second. */
export function lastModified({ modifiedAt }: ObjectVersion): Date {
  return new Date(Math.floor(modifiedAt.getTime() / 1000) * 1000);
}

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../core/aws-error.ts';
import type { Retention, StoredBucket } from '../core/provided.ts';
import { type RawRequest, singleHeader } from '../core/request.ts';
import type { Answer, Call } from '../core/service.ts';
import { notImplemented, readTarget } from './read-call.ts';
import { arnOf, assertAllowed, newVersionId, reachBucket } from './stored-objects.ts';

const MAX_KEY_BYTES = 1_024;

/** The headers that are kept, and given back with the object. */
const KEPT = /^(?:content-type|content-encoding|x-amz-meta-.+|x-amz-server-side-encryption(?:-.+)?)$/;
/** The other `x-amz-` headers that have an effect here. Any more would be ignored, so they are refused. */
const KNOWN = new RegExp(
  '^x-amz-(?:checksum-(?:sha256|sha1|crc32)|sdk-checksum-algorithm|object-lock-(?:mode|retain-until-date)|' +
    'expected-bucket-owner|content-sha256|date|security-token|user-agent)$',
);

export function putObject(call: Call): Answer {
  const { request, state } = call;
  const { bucket: name, key } = readTarget(request);
  call.record({ bucket: name, key });
  const bucket = reachBucket(call, name);
  assertAllowed(call, 's3:PutObject', arnOf(bucket, key));
  const unknown = [...request.headers.keys()].find(
    (header) => header.startsWith('x-amz-') && !KNOWN.test(header) && !KEPT.test(header),
  );
  if (unknown !== undefined) throw notImplemented(`A header you provided (${unknown})`);
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new AwsError('KeyTooLongError', 400, 'Your key is too long');
  const checksum = readChecksum(request);
  const retention = readRetention(call, bucket, key, checksum);
  assertIsNew(request, bucket, key);
  const id = newVersionId();
  const headers = Object.fromEntries(
    [...request.headers].flatMap(([header, [value]]) =>
      KEPT.test(header) && value !== undefined ? [[header, value]] : [],
    ),
  );
  return {
    document: '',
    headers: { etag: etagOf(request.body), 'x-amz-version-id': id, ...checksum },
    commit: () => {
      const version = { id, content: { bytes: request.body, headers, checksum }, modifiedAt: state.now(), retention };
      bucket.objects.set(key, [version, ...(bucket.objects.get(key) ?? [])]);
    },
  };
}

export function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

const ALGORITHMS: Readonly<Record<string, (body: Buffer) => string>> = {
  sha256: (body) => createHash('sha256').update(body).digest('base64'),
  sha1: (body) => createHash('sha1').update(body).digest('base64'),
  crc32: (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
};

/** Returns the checksum header of a put. Throws BadDigest if the body has another checksum. */
function readChecksum(request: RawRequest): Readonly<Record<string, string>> {
  const sent = Object.keys(ALGORITHMS).filter((name) => request.headers.has(`x-amz-checksum-${name}`));
  const [algorithm] = sent;
  if (algorithm === undefined) return {};
  const header = `x-amz-checksum-${algorithm}`;
  const value = singleHeader(request, header) ?? '';
  if (sent.length > 1) throw new AwsError('InvalidRequest', 400, 'Expecting a single x-amz-checksum- header.');
  if (ALGORITHMS[algorithm]?.(request.body) === value) return { [header]: value };
  const message = `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`;
  throw new AwsError('BadDigest', 400, message);
}

function assertIsNew(request: RawRequest, bucket: StoredBucket, key: string): void {
  const condition = singleHeader(request, 'if-none-match');
  if (condition !== undefined && condition !== '*') throw notImplemented('A header you provided (If-None-Match)');
  if (request.headers.has('if-match')) throw notImplemented('A header you provided (If-Match)');
  // A delete marker does not count: the key has no object then.
  const isThere = bucket.objects.get(key)?.[0]?.content !== undefined;
  if (condition === undefined || !isThere) return;
  throw new AwsError('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold');
}

/** Returns until when the new version can't be deleted: as the put says, or else as the bucket does. */
function readRetention(
  call: Call,
  bucket: StoredBucket,
  key: string,
  checksum: Readonly<Record<string, string>>,
): Retention | undefined {
  const mode = singleHeader(call.request, 'x-amz-object-lock-mode');
  const date = singleHeader(call.request, 'x-amz-object-lock-retain-until-date');
  const now = call.state.now();
  if (mode === undefined && date === undefined) {
    const { objectLock } = bucket;
    return objectLock && { mode: objectLock.mode, until: new Date(now.getTime() + objectLock.days * 86_400_000) };
  }
  if (mode === undefined || date === undefined) {
    throw invalid('x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied');
  }
  if (bucket.objectLock === undefined) {
    throw new AwsError('InvalidRequest', 400, 'Bucket is missing Object Lock Configuration');
  }
  assertAllowed(call, 's3:PutObjectRetention', arnOf(bucket, key));
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') throw invalid('Unknown wormMode directive.');
  const until = new Date(date);
  if (Number.isNaN(until.getTime())) throw invalid('The retain until date must be provided in ISO 8601 format');
  if (until <= now) throw invalid('The retain until date must be in the future!');
  if (Object.keys(checksum).length === 0 && !call.request.headers.has('content-md5')) {
    const message =
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters';
    throw new AwsError('InvalidRequest', 400, message);
  }
  return { mode, until };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgument', 400, message);
}

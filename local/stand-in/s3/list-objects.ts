import { AwsError } from '../core/aws-error.ts';
import type { ObjectVersion, StoredBucket } from '../core/provided.ts';
import type { Answer, Call } from '../core/service.ts';
import { element, text } from '../http/query.ts';
import { etagOf } from './put-object.ts';
import { notImplemented, readTarget } from './read-call.ts';
import { arnOf, assertAllowed, lastModified, reachBucket } from './stored-objects.ts';

const MOST_KEYS = 1_000;
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

interface Row {
  readonly key: string;
  readonly version: ObjectVersion;
  readonly isLatest: boolean;
}

/** S3 orders keys by their bytes in UTF-8. */
function rowsOf({ objects }: StoredBucket, prefix: string): Row[] {
  return [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
    .flatMap(([key, versions]) => versions.map((version, index) => ({ key, version, isLatest: index === 0 })));
}

function open(call: Call, known: readonly string[], action: string) {
  const { bucket: name, query } = readTarget(call.request);
  const prefix = query.get('prefix') ?? '';
  call.record({ bucket: name, prefix });
  const unknown = [...query.keys()].find((parameter) => !known.includes(parameter));
  if (unknown !== undefined) throw notImplemented(`A parameter you provided (${unknown})`);
  const bucket = reachBucket(call, name);
  assertAllowed(call, action, arnOf(bucket));
  const asked = query.get('max-keys') ?? String(MOST_KEYS);
  if (!/^\d{1,9}$/.test(asked)) throw new AwsError('InvalidArgument', 400, 'Provided max-keys not an integer');
  return { bucket, query, prefix, most: Math.min(Number(asked), MOST_KEYS) };
}

/** The current objects of a bucket. The continuation token is the last key, in Base64. */
export function listObjectsV2(call: Call): Answer {
  const known = ['list-type', 'prefix', 'start-after', 'continuation-token', 'max-keys'];
  const { bucket, query, prefix, most } = open(call, known, 's3:ListBucket');
  const token = query.get('continuation-token');
  const after = token === undefined ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const rows = rowsOf(bucket, prefix).filter(
    ({ key, version, isLatest }) => isLatest && version.content !== undefined && isAfter(key, after),
  );
  const page = rows.slice(0, most);
  const isTruncated = page.length < rows.length;
  return xml('ListBucketResult', [
    ...head(bucket, prefix, most, isTruncated),
    text('KeyCount', String(page.length)),
    isTruncated ? text('NextContinuationToken', Buffer.from(page.at(-1)?.key ?? '').toString('base64url')) : '',
    ...page.map(({ key, version }) => element('Contents', text('Key', key), ...described(version))),
  ]);
}

/** All versions and delete markers of a bucket, the newest of each key first. */
export function listObjectVersions(call: Call): Answer {
  const known = ['versions', 'prefix', 'key-marker', 'version-id-marker', 'max-keys'];
  const { bucket, query, prefix, most } = open(call, known, 's3:ListBucketVersions');
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('version-id-marker');
  const all = rowsOf(bucket, prefix);
  const marked = all.findIndex(({ key, version }) => key === keyMarker && version.id === idMarker);
  const rows = marked < 0 ? all.filter(({ key }) => isAfter(key, keyMarker)) : all.slice(marked + 1);
  const page = rows.slice(0, most);
  const last = page.at(-1);
  const isTruncated = page.length < rows.length;
  return xml('ListVersionsResult', [
    ...head(bucket, prefix, most, isTruncated),
    ...(isTruncated && last !== undefined
      ? [text('NextKeyMarker', last.key), text('NextVersionIdMarker', last.version.id)]
      : []),
    ...page.map(({ key, version, isLatest }) => {
      const which = [text('Key', key), text('VersionId', version.id), text('IsLatest', String(isLatest))];
      return version.content === undefined
        ? element('DeleteMarker', ...which, text('LastModified', lastModified(version).toISOString()))
        : element('Version', ...which, ...described(version));
    }),
  ]);
}

function isAfter(key: string, marker: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(marker)) > 0;
}

function head({ name }: StoredBucket, prefix: string, most: number, isTruncated: boolean): string[] {
  return [
    text('Name', name),
    text('Prefix', prefix),
    text('MaxKeys', String(most)),
    text('IsTruncated', String(isTruncated)),
  ];
}

function described(version: ObjectVersion): string[] {
  const bytes = version.content?.bytes ?? Buffer.alloc(0);
  return [
    text('LastModified', lastModified(version).toISOString()),
    text('ETag', etagOf(bytes)),
    text('Size', String(bytes.length)),
    text('StorageClass', 'STANDARD'),
  ];
}

function xml(name: string, children: readonly string[]): Answer {
  return { document: `<?xml version="1.0" encoding="UTF-8"?>\n${element(`${name} ${NAMESPACE}`, ...children)}` };
}

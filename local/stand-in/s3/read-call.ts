import { AwsError } from '../core/aws-error.ts';
import type { RawRequest } from '../core/request.ts';

/** What the request line asks for, in path style: `/BUCKET/KEY?QUERY`. */
export interface Target {
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
}

function decode(text: string) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', 400, "Couldn't parse the specified URI.");
  }
}

export function readTarget({ target }: RawRequest): Target {
  const [path = '', search = ''] = target.split('?', 2);
  const [, bucket = '', ...key] = path.split('/');
  const query = new Map<string, string>();
  for (const pair of search.split('&').filter((text) => text !== '')) {
    const [name = '', value = ''] = pair.split('=', 2);
    // The SDK names its operation here, and S3 ignores it.
    if (name !== 'x-id') query.set(decode(name), decode(value));
  }
  return { bucket: decode(bucket), key: key.map(decode).join('/'), query };
}

export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', 501, `${what} implies functionality that is not implemented`);
}

const OBJECT_ACTIONS: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};
const OBJECT_QUERY: readonly string[] = ['versionId'];

/** Returns the action of a request. Throws NotImplemented for all others, and for parameters that would be ignored. */
export function readAction(request: RawRequest): string {
  const { key, query } = readTarget(request);
  const action = key === '' ? bucketAction(request.method, query) : OBJECT_ACTIONS[request.method];
  const unknown = key === '' ? undefined : [...query.keys()].find((name) => !OBJECT_QUERY.includes(name));
  if (action === undefined || unknown !== undefined) throw notImplemented(unknown ?? request.method);
  return action;
}

function bucketAction(method: string, query: ReadonlyMap<string, string>): string | undefined {
  if (method !== 'GET') return undefined;
  if (query.has('versions')) return 'ListObjectVersions';
  return query.get('list-type') === '2' ? 'ListObjectsV2' : undefined;
}

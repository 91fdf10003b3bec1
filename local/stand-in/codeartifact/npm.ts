import { AwsError } from '../core/aws-error.ts';
import type { Answer } from '../core/service.ts';
import {
  type BelowEndpoint,
  bytes,
  type Files,
  notFound,
  notSupported,
  type PackageRequest,
  store,
} from './package-request.ts';

const NAME = '((?:@[a-z0-9][a-z0-9._~-]*/)?[a-z0-9][a-z0-9._~-]*)';
const PACKUMENT = new RegExp(`^${NAME}$`);
const TARBALL = new RegExp(`^${NAME}/-/([^/]+\\.tgz)$`);

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readObject(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {}
  throw new AwsError('BadRequest', 400, 'The body is not what npm publishes');
}

function membersOf(value: unknown): readonly (readonly [string, Json])[] {
  return Object.entries(isObject(value) ? value : {}).flatMap(([name, member]) =>
    isObject(member) ? [[name, member] as const] : [],
  );
}

function manifestPath(name: string, version: string) {
  return `npm/${name}/${version}.json`;
}

/** All versions of a package. Their tarballs are here, whatever address they were published with. */
function packument(files: Files, name: string, endpoint: string): Answer {
  const prefix = manifestPath(name, '').slice(0, -'.json'.length);
  const manifests = [...files]
    .filter(([path]) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
    .map(([, content]) => readObject(content.toString('utf8')));
  if (manifests.length === 0) throw notFound(name);
  const versions = manifests.map((manifest): [string, Json] => {
    const file = `${name.split('/').at(-1)}-${manifest.version}.tgz`;
    const dist = { ...(isObject(manifest.dist) && manifest.dist), tarball: `${endpoint}${name}/-/${file}` };
    return [String(manifest.version), { ...manifest, dist }];
  });
  const body = { name, 'dist-tags': { latest: versions.at(-1)?.[0] }, versions: Object.fromEntries(versions) };
  return { document: JSON.stringify(body), contentType: 'application/json' };
}

/** What `npm publish` sends: the manifest of one version, and its tarball in base64. */
function publish(files: Files, name: string, body: Buffer): Answer {
  const { versions, _attachments } = readObject(body.toString('utf8'));
  const [[version, manifest] = [], ...more] = membersOf(versions);
  const [[, attachment] = []] = membersOf(_attachments);
  if (!version || more.length > 0 || typeof attachment?.data !== 'string') {
    throw new AwsError('BadRequest', 400, 'A publication has one version with one tarball');
  }
  const file = `${name.split('/').at(-1)}-${version}.tgz`;
  return store(files, [
    [manifestPath(name, version), Buffer.from(JSON.stringify(manifest))],
    [`npm/${name}/-/${file}`, Buffer.from(attachment.data, 'base64')],
  ]);
}

/** `@scope/name` is the namespace `scope` and the name `name`. */
function publishedName(name: string): string {
  return name.startsWith('@') ? `npm/${name.slice(1)}` : `npm//${name}`;
}

/** The API of npm's registry, as far as installing and publishing need it. */
export function readNpm(below: BelowEndpoint): PackageRequest {
  const { request, path, endpoint } = below;
  const read = (answer: PackageRequest['answer']): PackageRequest => ({ right: 'ReadFromRepository', answer });
  const isRead = request.method === 'GET';
  if (isRead && path === '-/ping') return read(() => ({ document: '{}' }));
  const [, name] = PACKUMENT.exec(path) ?? [];
  if (name !== undefined && isRead) return read((files) => packument(files, name, endpoint));
  if (name !== undefined && request.method === 'PUT') {
    const answer = (files: Files) => publish(files, name, request.body);
    return { right: 'PublishPackageVersion', published: publishedName(name), answer };
  }
  if (isRead && TARBALL.test(path)) return read((files) => bytes(files, `npm/${path}`));
  throw notSupported(below);
}

import { createHash } from 'node:crypto';
import { AwsError } from '../core/aws-error.ts';
import { type BelowEndpoint, bytes, type Files, notSupported, type PackageRequest, store } from './package-request.ts';

/** The checksums that Maven reads beside each file, by the end of their names. */
const CHECKSUM = /^(.+)\.(sha1|md5|sha256|sha512)$/;
const METADATA = 'maven-metadata.xml';

function checksumOf(files: Files, file: string, algorithm: string): Buffer {
  const { document } = bytes(files, file);
  return Buffer.from(createHash(algorithm).update(Buffer.from(document, 'latin1')).digest('hex'));
}

/** The group and the artifact of a path of the repository's layout, as an ARN has them. */
function publishedName(path: string): string {
  const parts = path.split('/');
  // Metadata belongs to the artifact, and everything else to one of its versions.
  const names = parts.slice(0, parts.at(-1)?.startsWith(METADATA) ? -1 : -2);
  return `maven/${names.slice(0, -1).join('.')}/${names.at(-1) ?? ''}`;
}

function read(path: string): PackageRequest {
  const [, file, algorithm] = CHECKSUM.exec(path) ?? [];
  const answer: PackageRequest['answer'] = (files) =>
    file !== undefined && algorithm !== undefined
      ? { document: checksumOf(files, `maven/${file}`, algorithm).toString(), contentType: 'text/plain' }
      : bytes(files, `maven/${path}`);
  return { right: 'ReadFromRepository', answer };
}

/** Checksums are compared with the file, which comes first, and metadata is written again with each version. */
function write(path: string, body: Buffer): PackageRequest {
  const [, file, algorithm] = CHECKSUM.exec(path) ?? [];
  const answer: PackageRequest['answer'] = (files) => {
    if (file === undefined || algorithm === undefined) {
      if (path.endsWith(METADATA)) files.delete(`maven/${path}`);
      return { ...store(files, [[`maven/${path}`, body]]), status: 201 };
    }
    const isRight = checksumOf(files, `maven/${file}`, algorithm).equals(body);
    if (!isRight) throw new AwsError('BadRequest', 400, `Not the checksum of ${file}`);
    return { document: '', status: 201 };
  };
  return { right: 'PublishPackageVersion', published: publishedName(path), answer };
}

/** The layout of a Maven repository. */
export function readMaven(below: BelowEndpoint): PackageRequest {
  const { request, path } = below;
  const isPath = /^(?:[\w.+-]+\/){2,}[\w.+-]+$/.test(path);
  if (isPath && ['GET', 'HEAD'].includes(request.method)) return read(path);
  if (isPath && request.method === 'PUT') return write(path, request.body);
  throw notSupported(below);
}

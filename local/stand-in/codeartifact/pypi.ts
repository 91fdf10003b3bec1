import { createHash } from 'node:crypto';
import { AwsError } from '../core/aws-error.ts';
import { singleHeader } from '../core/request.ts';
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

/** The normalized name of a project (PEP 503). */
function normalized(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

function prefixOf(name: string) {
  return `pypi/${normalized(name)}/`;
}

/** A page of the simple repository API (PEP 503). */
function simplePage(files: Files, name: string): Answer {
  const prefix = prefixOf(name);
  const links = [...files]
    .filter(([path]) => path.startsWith(prefix))
    .map(([path, content]) => {
      const digest = createHash('sha256').update(content).digest('hex');
      return `<a href="${path.slice(prefix.length)}#sha256=${digest}">${path.split('/').at(-1)}</a>`;
    });
  if (links.length === 0) throw notFound(name);
  return { document: `<!DOCTYPE html><html><body>${links.join('<br>')}</body></html>`, contentType: 'text/html' };
}

/** What twine sends: a form with the fields of the project and one file. */
async function readUpload({ request }: BelowEndpoint) {
  const headers = { 'content-type': singleHeader(request, 'content-type') ?? '' };
  const form = await new Response(new Uint8Array(request.body), { headers }).formData().catch(() => new FormData());
  const [name, version, content] = ['name', 'version', 'content'].map((field) => form.get(field));
  const isRight = form.get(':action') === 'file_upload' && typeof name === 'string' && typeof version === 'string';
  if (!isRight || !(content instanceof File) || !/^[\w.+!-]+$/.test(`${name}${version}${content.name}`)) {
    throw new AwsError('BadRequest', 400, 'The body is not what twine uploads');
  }
  const file = Buffer.from(await content.arrayBuffer());
  return { name, path: `${prefixOf(name)}${version}/${content.name}`, file };
}

/** The simple repository API, and uploads. */
export async function readPypi(below: BelowEndpoint): Promise<PackageRequest> {
  const { request, path } = below;
  const [top, name = '', version = '', file] = path.split('/');
  if (request.method === 'POST' && path === '') {
    const upload = await readUpload(below);
    return {
      right: 'PublishPackageVersion',
      published: `pypi//${normalized(upload.name)}`,
      answer: (files) => store(files, [[upload.path, upload.file]]),
    };
  }
  if (request.method !== 'GET' || top !== 'simple' || name === '') throw notSupported(below);
  if (version === '' && file === undefined) {
    return { right: 'ReadFromRepository', answer: (files) => simplePage(files, name) };
  }
  const stored = `${prefixOf(name)}${version}/${file}`;
  return { right: 'ReadFromRepository', answer: (files) => bytes(files, stored) };
}

import { AwsError } from '../core/aws-error.ts';
import type { RawRequest } from '../core/request.ts';
import type { Answer } from '../core/service.ts';

/** What was published to a repository, by format and path. */
export type Files = Map<string, Buffer>;

/** The rights that requests of package managers need. */
export type Right = 'ReadFromRepository' | 'PublishPackageVersion';

/** What a package manager asks of a repository. */
export interface PackageRequest {
  readonly right: Right;
  /** `FORMAT/NAMESPACE/NAME` of what is published. A package without a namespace has two slashes in its place. */
  readonly published?: string;
  /** Answers the request, once it is allowed. */
  readonly answer: (files: Files) => Answer;
}

/** A request below a repository's endpoint, such as `/npm/REPOSITORY/`. */
export interface BelowEndpoint {
  readonly request: RawRequest;
  /** The path after the endpoint, decoded. */
  readonly path: string;
  /** The endpoint's URL, with a slash at its end. */
  readonly endpoint: string;
}

export function notFound(path: string): AwsError {
  return new AwsError('NotFound', 404, `Nothing is there: ${path}`);
}

export function notSupported({ request, path }: BelowEndpoint): AwsError {
  return new AwsError('MethodNotAllowed', 405, `Not supported here: ${request.method} ${path}`);
}

/** Answers with the bytes of a file. */
export function bytes(files: Files, name: string, contentType = 'application/octet-stream'): Answer {
  const file = files.get(name);
  if (file === undefined) throw notFound(name);
  return { document: file.toString('latin1'), encoding: 'latin1', contentType };
}

/** A version is published once. */
export function store(files: Files, entries: readonly (readonly [name: string, content: Buffer])[]): Answer {
  const [taken] = entries.find(([name]) => files.has(name)) ?? [];
  if (taken !== undefined) throw new AwsError('Conflict', 409, `It is published already: ${taken}`);
  return {
    status: 200,
    document: JSON.stringify({ ok: true }),
    commit: () => {
      for (const [name, content] of entries) files.set(name, content);
    },
  };
}

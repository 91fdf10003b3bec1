// Programs that Portunus's answers are made for, as Debian has them, and the API as they reach it.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import type { HttpEvent, HttpResponse } from '../../shared/http/event.ts';
import { loadBuilt } from './built-handler.ts';
import { sampleEvent } from './service.ts';

/** Debian's; another may stand before it on the PATH. */
export const AWS_CLI = '/usr/bin/aws';

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isThere(name: string): boolean {
  return name.includes('/')
    ? isProgram(name)
    : (process.env.PATH ?? '').split(delimiter).some((folder) => isProgram(join(folder, name)));
}

/** For a suite of real programs: whether it is to be skipped, and what its name says then. `.ci/run` installs them all. */
export const needing = (...names: readonly string[]): { readonly skip: boolean; readonly note: string } => {
  const absent = names.filter((name) => !isThere(name));
  const note = absent.length === 0 ? '' : ` [left out: not on this machine: ${absent.join(', ')}]`;
  return { skip: absent.length > 0, note };
};

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Scratch {
  readonly path: (name: string) => string;
  /** Writes a file and gives its path. */
  readonly write: (name: string, content: string) => string;
  /** Writes a program and gives its path. */
  readonly script: (name: string, content: string) => string;
  /**
   * Runs a program in this folder, which is its home too, and with nothing of the tests' own environment. It is not waited for
   * in place, for the servers that it talks to are in this process.
   */
  readonly run: (
    program: string,
    args: readonly string[],
    options?: { readonly env?: Readonly<Record<string, string>>; readonly input?: string },
  ) => Promise<Ended>;
  /** As `run`, and fails with all that the program said unless it ends well. */
  readonly succeed: Scratch['run'];
  readonly remove: () => void;
}

export function createScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-programs-'));
  const path = (name: string) => join(folder, name);
  const write = (name: string, content: string) => {
    writeFileSync(path(name), content);
    return path(name);
  };
  const run: Scratch['run'] = async (program, args, { env = {}, input = '' } = {}) => {
    const child = spawn(program, args, {
      stdio: 'pipe',
      cwd: folder,
      env: {
        PATH: `${folder}${delimiter}${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
        HOME: folder,
        LANG: 'C.UTF-8',
        // Nothing asks an instance for its identity, or pages its output.
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_PAGER: '',
        AWS_REGION: 'eu-west-1',
        AWS_DEFAULT_REGION: 'eu-west-1',
        ...env,
      },
    });
    child.stdin.on('error', () => undefined).end(input);
    const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    const [stdout, stderr, status] = await Promise.all([buffer(child.stdout), buffer(child.stderr), ended]);
    // By hand: a decoder takes a byte order mark at the beginning away.
    return { status, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
  };
  return {
    path,
    write,
    script: (name, content) => {
      const file = write(name, content);
      chmodSync(file, 0o755);
      return file;
    },
    run,
    succeed: async (program, args, options) => {
      const ended = await run(program, args, options);
      if (ended.status === 0) return ended;
      throw new Error(`${program} ${args.join(' ')} ended with ${ended.status}:\n${ended.stdout}${ended.stderr}`);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface ServedApi {
  readonly url: string;
  /** Method, path and query of every request, and the status of its answer, oldest first. A test may empty it. */
  readonly requests: { readonly line: string; readonly status: number }[];
  readonly stop: () => Promise<void>;
}

type Handler = (event: HttpEvent, context: unknown) => Promise<HttpResponse>;

const ROUTE = /^\/v1\/connectors\/([^/]+)(\/(?:(?:ecr|ecr-public|codeartifact)\/)?credentials)$/;

/** The built handler of a started service, warm, on a free port of 127.0.0.1, with the routes that programs use. */
export async function serveApi(): Promise<ServedApi> {
  const handler = await loadBuilt<Handler>('issue');
  const requests: { line: string; status: number }[] = [];
  const server = createServer((request, response) => {
    void answer(handler, request)
      .catch((error: unknown) => ({ statusCode: 599, headers: {}, body: String(error) }))
      .then(({ statusCode, headers, body }) => {
        requests.push({ line: `${request.method} ${request.url}`, status: statusCode });
        response.writeHead(statusCode, headers).end(body);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(handler: Handler, request: IncomingMessage): Promise<HttpResponse> {
  const until = Date.now() + 15_000;
  const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => until - Date.now() };
  const event = toEvent(request, await text(request));
  if (event === undefined) return { statusCode: 404, headers: {}, body: '{"message":"Not Found"}' };
  return handler(event, context);
}

/** As the gateway makes an event of a request; `undefined` where it has no such route. */
function toEvent(request: IncomingMessage, body: string): HttpEvent | undefined {
  const { method = '', url = '', headers } = request;
  const { pathname, searchParams, search } = new URL(url, 'http://portunus.example');
  const [, id, rest] = ROUTE.exec(pathname) ?? [];
  if (id === undefined) return undefined;
  const routeKey = `${method} /v1/connectors/{id}${rest}`;
  const names = [...new Set(searchParams.keys())];
  const { queryStringParameters: _sample, ...sample } = sampleEvent('issue/ok');
  const http = { ...sample.requestContext.http, method, path: pathname, userAgent: headers['user-agent'] ?? '' };
  return {
    ...sample,
    routeKey,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ...(names.length > 0 && {
      queryStringParameters: Object.fromEntries(names.map((name) => [name, searchParams.getAll(name).join(',')])),
    }),
    pathParameters: { id: decodeURIComponent(id) },
    requestContext: { ...sample.requestContext, routeKey, http },
    ...(body !== '' && { body }),
  };
}

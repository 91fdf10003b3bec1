// The helpers of clients/ as docker, a kubelet or a shell starts them, and a server for them to speak to.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadBuilt } from './built-handler.ts';
import { sampleEvent } from './service.ts';

type Environment = Readonly<Record<string, string>>;

function whereIs(command: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** Busybox comes with commands of its own, and those are what a script meets on Alpine. */
function busyboxPath(busybox: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-busybox-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  for (const applet of execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n')) {
    symlinkSync(busybox, join(folder, applet));
  }
  symlinkSync(whereIs('curl') ?? 'curl', join(folder, 'curl'));
  return folder;
}

/** A shell by which a script is run, and the commands that it meets. */
export interface Shell {
  readonly name: string;
  readonly command: readonly string[];
  readonly path: string;
}

const COMMON_PATH = '/usr/bin:/bin';
export const DASH: Shell = { name: 'dash', command: ['dash'], path: COMMON_PATH };
const busybox = whereIs('busybox');
export const SHELLS: readonly Shell[] = [
  DASH,
  { name: 'bash', command: ['bash'], path: COMMON_PATH },
  ...(busybox === undefined ? [] : [{ name: 'busybox', command: [busybox, 'sh'], path: busyboxPath(busybox) }]),
];

/** The static helper of clients/static, which `.ci/run` builds. It needs no shell, and reads the machine's PATH all the same. */
export const STATIC_HELPER = resolve('.tools/docker-credential-portunus');
export const STATIC: Shell = { name: 'one static file', command: [STATIC_HELPER], path: COMMON_PATH };
/** Every form of the docker helper. Test names say that the static one is left out where it was not built. */
export const DOCKER_HELPERS: readonly Shell[] = existsSync(STATIC_HELPER) ? [...SHELLS, STATIC] : SHELLS;

export type Client =
  | 'docker-credential-portunus'
  | 'portunus-credential-process'
  | 'portunus-kubelet'
  | 'portunus-token';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Run {
  readonly args?: readonly string[];
  readonly input?: string;
  readonly env?: Environment;
  readonly shell?: Shell;
  /** Commands to be found before the machine's own. */
  readonly firstPath?: string;
  /** Another script than the one in the checkout. */
  readonly script?: string;
}

/** A helper with nothing in its environment but what is given. */
export async function runClient(client: Client, run: Run = {}): Promise<Outcome> {
  const { args = [], input = '', env = {}, shell = DASH, firstPath, script = resolve('clients', client) } = run;
  const [command = 'sh', ...before] = shell.command;
  const path = firstPath === undefined ? shell.path : `${firstPath}:${shell.path}`;
  const scripts = shell === STATIC ? [] : [...before, script];
  const child = spawn(command, [...scripts, ...args], { env: { PATH: path, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A helper that ends before it has read everything is no fault.
  child.stdin.on('error', () => undefined).end(input);
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** A folder that ends with the test file, with the registries file of a user in it. */
export interface Home {
  readonly folder: string;
  readonly env: Environment;
  readonly registries: (...lines: readonly string[]) => void;
  readonly write: (name: string, text: string, mode?: number) => string;
  readonly remove: () => void;
}

export function makeHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-home-'));
  const write: Home['write'] = (name, text, mode = 0o600) => {
    const file = join(folder, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text, { mode });
    return file;
  };
  return {
    folder,
    env: { HOME: folder },
    registries: (...lines) => void write('.config/portunus/registries', lines.map((line) => `${line}\n`).join('')),
    write,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

export interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
}

export type Answerer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface Api {
  readonly url: string;
  readonly seen: Seen[];
  /** Answers to the next requests, before the usual one. */
  readonly next: (...answers: readonly Answerer[]) => void;
  readonly stop: () => Promise<void>;
}

export function answer(status: number, body: string, headers: Environment = {}): Answerer {
  return (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

export async function startApi(usual: Answerer = answer(500, '{"message":"Internal Server Error"}')): Promise<Api> {
  const queue: Answerer[] = [];
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, authorization: headers.authorization });
    void (queue.shift() ?? usual)(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    next: (...answers) => void queue.push(...answers),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const ROUTE = /^\/v1\/connectors\/([^/]+)\/(ecr\/credentials|ecr-public\/credentials|credentials)$/;

/** The built handler of a started service, behind what API Gateway does to a request: repeated parameters are joined. */
export async function viaGateway(): Promise<Answerer> {
  const handler = await loadBuilt('issue');
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://portunus.example');
    const [, id, route] = ROUTE.exec(pathname) ?? [];
    if (route === undefined) return void answer(404, '{"message":"Not Found"}')(request, response);
    const names = [...new Set(searchParams.keys())];
    const event = {
      ...sampleEvent('issue/ok'),
      routeKey: `GET /v1/connectors/{id}/${route}`,
      headers: request.headers,
      queryStringParameters: Object.fromEntries(names.map((name) => [name, searchParams.getAll(name).join(',')])),
      pathParameters: { id },
    };
    const context = { awsRequestId: '6f2b7a52-3f0e-4c39-8d3f-2f1d7c0b9a11', getRemainingTimeInMillis: () => 15_000 };
    const { statusCode, headers, body } = await handler(event, context);
    response.writeHead(statusCode, headers).end(body);
  };
}

/** A `sleep` that takes no time and writes down what it was asked for, to stand before the machine's own. */
export function withoutPauses(home: Home): { path: string; pauses: () => readonly number[] } {
  const log = home.write('pauses', '');
  home.write('instant/sleep', `#!/bin/sh\necho "$1" >>'${log}'\n`, 0o755);
  return {
    path: join(home.folder, 'instant'),
    pauses: () => {
      const lines = readFileSync(log, 'utf8').trim().split('\n').filter(Boolean);
      writeFileSync(log, '');
      return lines.map(Number);
    },
  };
}

/** Every line of what a folder of stand-ins for commands wrote down; each stands before the command it is named for. */
export const withRecordedArguments = (home: Home, commands: readonly string[]): { path: string; log: string } => {
  const log = join(home.folder, 'arguments');
  for (const command of commands) {
    const real = whereIs(command) ?? command;
    home.write(
      `recorded/${command}`,
      `#!/bin/sh\nprintf '%s\\n' "${command} $*" >>'${log}'\nexec ${real} "$@"\n`,
      0o755,
    );
  }
  return { path: join(home.folder, 'recorded'), log };
};

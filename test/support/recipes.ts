// The recipes of docs/ci: what stands in their code blocks, and a place to run it in.
import { spawn } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { HttpEvent } from '../../shared/http/event.ts';
import { type HttpHandler, loadBuilt } from './built-handler.ts';
import { sampleEvent } from './service.ts';

export const PORTUNUS = 'https://portunus.example.com';
const FOLDER = 'docs/ci';
export const PAGES = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));
export function textOf(page: string): string {
  return readFileSync(join(FOLDER, page), 'utf8');
}

export interface Snippet {
  readonly page: string;
  readonly language: string;
  /** The file it is to be written into; empty where it is not one. */
  readonly file: string;
  readonly text: string;
}

export function snippetsOf(page: string): readonly Snippet[] {
  return snippetsIn(textOf(page), page);
}

/** The code blocks of any page. */
export function snippetsIn(markdown: string, page: string): readonly Snippet[] {
  return [...markdown.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', file = '', text = '']) => ({
      page,
      language,
      file,
      text,
    }),
  );
}

/** A code block of a page that is no recipe of a CI, by the file that it is for. */
export function snippetOf(page: string, file: string): Snippet {
  const found = snippetsIn(readFileSync(`docs/${page}`, 'utf8'), page).filter((snippet) => snippet.file === file);
  const [snippet] = found;
  if (snippet === undefined || found.length > 1) throw new Error(`${file} is ${found.length} times in docs/${page}`);
  return snippet;
}

export const SNIPPETS = PAGES.flatMap(snippetsOf);
export function snippetsNamed(file: string): readonly Snippet[] {
  return SNIPPETS.filter((snippet) => snippet.file === file);
}

/** A YAML text, of one document or several. */
export function documentsOf(text: string): readonly unknown[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}

const SCRIPT_KEYS = ['run', 'bash', 'script', 'before_script', 'scripts', 'args', 'command'];

/** The texts that a CI gives to a shell, wherever they stand in its file. */
function scriptsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (!SCRIPT_KEYS.includes(key)) return scriptsIn(member);
    if (typeof member === 'string') return [member];
    const isList = Array.isArray(member) && member.every((line) => typeof line === 'string');
    if (!isList) return scriptsIn(member);
    return member[0] === 'sh' ? [] : [member.join('\n')];
  });
}

export function shellScriptsOf({ language, text }: Snippet): readonly string[] {
  if (language === 'sh') return [text];
  if (language === 'yaml') return documentsOf(text).flatMap(scriptsIn);
  if (language !== 'groovy') return [];
  return [...text.matchAll(/sh (?:'''([\s\S]*?)'''|'([^'\n]*)')/g)].map(([, long, short]) => long ?? short ?? '');
}

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly handler: 'issue' | 'read' | string;
}

interface Deployment {
  /** Those that no request reaches have events of another kind, or none. */
  readonly functions: Record<string, { readonly events?: readonly { readonly httpApi?: Omit<Route, 'handler'> }[] }>;
}

/** The routes as they are deployed. */
export const ROUTES: readonly Route[] = Object.entries(
  (parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'error' }) as Deployment).functions,
).flatMap(([handler, { events = [] }]) =>
  events.flatMap(({ httpApi }) =>
    httpApi === undefined ? [] : [{ method: httpApi.method, path: httpApi.path, handler }],
  ),
);

/** The event that the gateway would make of a request; `undefined` where no route fits. */
export function toEvent(
  method: string,
  target: string,
  headers: HttpEvent['headers'] = {},
): { readonly handler: string; readonly event: HttpEvent } | undefined {
  const { pathname, searchParams, search } = new URL(target, PORTUNUS);
  for (const route of ROUTES) {
    const pattern = new RegExp(`^${route.path.replaceAll('{id}', '(?<id>[^/]+)')}$`);
    const match = route.method === method ? pattern.exec(pathname) : null;
    if (match === null) continue;
    const event = {
      ...sampleEvent('read/no-authorization'),
      routeKey: `${method} ${route.path}`,
      rawPath: pathname,
      rawQueryString: search.slice(1),
      headers,
      queryStringParameters: Object.fromEntries(searchParams),
      pathParameters: { ...match.groups },
    };
    return { handler: route.handler, event };
  }
  return undefined;
}

export interface ServedApi {
  readonly url: string;
  /** What was asked for, as `GET /path?query`. */
  readonly requests: string[];
  /** Answers a request by itself, before Portunus sees it. */
  intercept: (request: IncomingMessage, respond: (status: number, body: string) => void) => boolean;
  readonly stop: () => Promise<void>;
}

/**
 * The built handlers behind HTTP, once a service has set the environment. A signed request is checked as the gateway's
 * authorizer would, and then goes on as one with `tokenForSigned`.
 */
export async function serveApi(tokenForSigned: () => Promise<string>): Promise<ServedApi> {
  const handlers: Record<string, HttpHandler> = { issue: await loadBuilt('issue'), read: await loadBuilt('read') };
  const requests: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const respond = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) => {
      response.writeHead(status, headers).end(body);
    };
    const { method = '', url = '' } = request;
    requests.push(`${method} ${url}`);
    if (api.intercept(request, respond)) return;
    const headers = request.headers as Record<string, string>;
    const signed = url.startsWith('/iam/');
    if (signed && !isSignedRightly(request)) return respond(403, '{"message":"Forbidden"}');
    if (signed) headers.authorization = `Bearer ${await tokenForSigned()}`;
    const routed = toEvent(method, url.replace(/^\/iam/, ''), headers);
    if (routed === undefined) return respond(404, '{"message":"Not Found"}');
    const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 15_000 };
    const { statusCode, body, headers: sent } = await (handlers[routed.handler] as HttpHandler)(routed.event, context);
    respond(statusCode, body, sent);
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const api: ServedApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    intercept: () => false,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return api;
}

export const AGENT_KEYS = {
  AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjEXAMPLE/+session==',
};

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** AWS Signature Version 4 over a GET, for API Gateway in eu-west-1. */
function isSignedRightly({ url = '', headers }: IncomingMessage): boolean {
  const [, scope = '', names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const time = String(headers['x-amz-date']);
  if (scope !== `${time.slice(0, 8)}/eu-west-1/execute-api/aws4_request`) return false;
  if (headers['x-amz-security-token'] !== AGENT_KEYS.AWS_SESSION_TOKEN) return false;
  const [path = '', query = ''] = url.split('?');
  const canonicalHeaders = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const sorted = query.split('&').toSorted().join('&');
  const canonical = ['GET', path, sorted, canonicalHeaders.join(''), names, sha256('')].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${AGENT_KEYS.AWS_SECRET_ACCESS_KEY}`);
  return signature === hmac(key, toSign).toString('hex');
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program with nothing in its environment but what is given and a path. */
export async function runProgram(
  [program = '', ...rest]: readonly string[],
  { env = {}, cwd }: { readonly env?: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<Ran> {
  const child = spawn(program, rest, { cwd: resolve(cwd), env: { PATH: process.env.PATH ?? '', ...env } });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    texts.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    texts.stderr += chunk;
  });
  child.stdin.end();
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

// The built handlers, as they would be deployed, on the embedded AWS.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../local/start-local-aws.ts';
import type { HttpEvent } from '../../shared/http/event.ts';
import { type HttpHandler, loadBuilt } from './built-handler.ts';
import { ciKeys } from './shared-keys.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a parsed body, which each test reads as it expects it to be.
  readonly body: any;
}

export type FunctionName = 'issue' | 'read' | 'status' | 'admin' | 'rotate-keys' | 'verify';

export interface Service {
  readonly aws: LocalAws;
  /** Calls a built handler with an event; `remainingMs` is what Lambda says is left. */
  readonly invoke: (name: FunctionName, event: unknown, remainingMs?: number) => Promise<Answer>;
  /** A handler as in an environment that has just started: nothing held, nothing cached. */
  readonly freshEnvironment: (name: FunctionName) => Promise<Service['invoke']>;
  /** Everything that the handlers wrote to their log since the service started. */
  readonly logged: () => string;
  readonly stop: () => Promise<void>;
}

/** What Lambda says is left, where a test says nothing else: the handlers' own limits come first. */
const REMAINING_MS = 300_000;

async function call(handler: HttpHandler, event: unknown, remainingMs: number): Promise<Answer> {
  const until = Date.now() + remainingMs;
  const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => until - Date.now() };
  const { statusCode, headers, body } = await handler(event, context);
  // A 204 has no body, and a shell's refusal none that is JSON.
  const isJson = body !== '' && /json$/.test(headers['content-type'] ?? '');
  return { status: statusCode, headers, text: body, body: isJson ? JSON.parse(body) : undefined };
}

/** One at a time in a test file: the handlers read the process's environment. */
export async function startService(
  options: Partial<LocalAwsOptions> = {},
  environment: Record<string, string> = {},
): Promise<Service> {
  const aws = await startLocalAws({ port: 0, issuerKeys: await ciKeys(), ...options });
  for (const name of Object.keys(process.env)) if (/^(AWS|PORTUNUS)_/.test(name)) delete process.env[name];
  Object.assign(process.env, aws.environment, environment);
  const lines: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  // The handlers log to stdout in lines of JSON; everything else is the test runner's.
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    if (typeof chunk !== 'string' || !chunk.startsWith('{"level":')) return write(chunk, ...rest);
    lines.push(chunk);
    return true;
  }) as typeof process.stdout.write;

  const warm = new Map<FunctionName, HttpHandler>();
  return {
    aws,
    invoke: async (name, event, remainingMs = REMAINING_MS) => {
      const handler = warm.get(name) ?? (await loadBuilt<HttpHandler>(name));
      warm.set(name, handler);
      return call(handler, event, remainingMs);
    },
    freshEnvironment: async (name) => {
      const handler = await loadBuilt(name);
      return (_name, event, remainingMs = REMAINING_MS) => call(handler, event, remainingMs);
    },
    logged: () => lines.join(''),
    stop: async () => {
      process.stdout.write = write;
      await aws.stop();
    },
  };
}

/** A sample event from `events/`, with a token put in. */
export function sampleEvent(file: string, token = ''): HttpEvent {
  return JSON.parse(readFileSync(`events/${file}.json`, 'utf8').replaceAll('{{token}}', token));
}

/** A GET of the ECR route with a token. */
export function getLogin(token: string | undefined, query: Record<string, string> = {}, id = 'shop-images'): HttpEvent {
  const event = sampleEvent('issue/ok', token);
  const { authorization: _sample, ...headers } = event.headers;
  return {
    ...event,
    headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` },
    queryStringParameters: query,
    pathParameters: { id },
  };
}

/** A POST of the ECR route with a token and a body, as text or as a value. */
export function postLogin(token: string | undefined, body: unknown, id = 'shop-images'): HttpEvent {
  const event = sampleEvent('issue/post', token);
  const { authorization: _sample, ...headers } = event.headers;
  return {
    ...event,
    headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    pathParameters: { id },
  };
}

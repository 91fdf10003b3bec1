import {
  type Answer,
  createPortunusClient,
  type PortunusClient,
  type Position,
  pagesOf as pages,
} from '../../clients/typescript/src/index.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError, type Failed, USER_AGENT } from '../command.ts';

/** Sends requests to the service. What a command asks for is checked against the description of the API. */
export type ApiClient = PortunusClient;
export type ApiAnswer<T = unknown> = Answer<T>;

/** A refusal or failure of the service. The status is absent if there was no answer. */
export class ApiError extends CommandError {
  readonly status: number | undefined;

  constructor(lines: readonly string[], failed: Failed, status?: number) {
    super(lines, failed);
    this.status = status;
  }
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const TIMEOUT_MS = 30_000;
const JSON_TYPE = 'application/json';
/** For a good answer that is taken as it is. A refusal is JSON all the same. */
export const AS_TEXT = { parseAs: 'text', headers: { accept: '*/*' } } as const;

/**
 * Creates a client. `base` ends with `/v1`, or with `/iam/v1` if `send` signs. A call throws a {@link CommandError} if the
 * service does not answer.
 */
export function createApiClient(base: string, send: Fetch): ApiClient {
  return createPortunusClient({
    url: base.replace(/(?:\/iam)?\/v1$/, ''),
    signs: base.endsWith('/iam/v1'),
    userAgent: USER_AGENT,
    timeoutMs: TIMEOUT_MS,
    fetch: (request) => answerTo(request, send),
  });
}

/** Reads the whole answer, so that whatever is wrong with it is told here. */
async function answerTo(request: Request, send: Fetch): Promise<Response> {
  const { url, method, signal, redirect, headers } = request;
  const body = request.body === null ? {} : { body: await request.text() };
  const init = { method, headers: Object.fromEntries(headers), ...body, signal, redirect };
  const response = await send(url, init).catch((error: Error) => {
    // Who sends may first have to renew a sign-in, and says itself why that fails.
    if (error instanceof CommandError) throw error;
    throw new ApiError([`${url} can't be reached: ${reasonOf(error)}`], 'unavailable');
  });
  const text = await readBody(response);
  if (!response.ok || headers.get('accept') === JSON_TYPE) assertJson(text, response);
  const { status, headers: told } = response;
  return new Response(text === '' ? null : text, { status, headers: told });
}

async function readBody(response: Response): Promise<string> {
  return response.text().catch((error: Error) => {
    throw new ApiError([`the answer (HTTP ${response.status}) broke off: ${reasonOf(error)}`], 'unavailable');
  });
}

function assertJson(text: string, { status }: Response): void {
  if (text === '') return;
  try {
    JSON.parse(text);
  } catch {
    const hint = 'is this the address of Portunus, without a path?';
    throw new ApiError([`the answer (HTTP ${status}) is not JSON: ${hint}`], 'refused');
  }
}

/** Returns the body of a successful answer. Throws otherwise. */
export function bodyOf<T>(answer: ApiAnswer<T>): T {
  if (answer.response.ok) return answer.data as T;
  throw refusalOf(answer);
}

/**
 * The service gives one text for every refusal, so that it reveals nothing. The CLI knows what was requested, and can
 * say more.
 */
const SHOWN_AS = 'GET /v1/caller shows who the service takes you for';
export const ADMINISTRATORS_ONLY = `only administrators may do that: ${SHOWN_AS}`;
const READERS_ONLY = `only administrators and auditors may do that: ${SHOWN_AS}`;

interface Refusal {
  readonly error?: unknown;
  readonly response: { readonly status: number };
}

export function refusalOf({ error, response: { status } }: Refusal): ApiError {
  return new ApiError(problemLines(status, error), RETRYABLE.includes(status) ? 'unavailable' : 'refused', status);
}

const RETRYABLE: readonly number[] = [429, 503, 504];

export function isNotFound(answer: ApiAnswer): boolean {
  return answer.response.status === 404 && codeOf(answer) === 'not_found';
}

interface ListPage extends Readonly<Record<string, unknown>> {
  readonly items: readonly unknown[];
  readonly hasMore: boolean;
}

/** Reads a list page by page. */
export async function* pagesOf<T extends object>(
  ask: (from: Position) => Promise<ApiAnswer<T>>,
): AsyncGenerator<ListPage> {
  for await (const page of pages<object>(ask, listIn)) {
    const { items, nextToken, ...more } = page as Readonly<Record<string, unknown>>;
    yield { ...more, items: items as readonly unknown[], hasMore: nextToken !== undefined };
  }
}

function listIn(answer: ApiAnswer<object>): object {
  const body: unknown = bodyOf(answer);
  if (isJsonObject(body) && Array.isArray(body.items)) return body;
  throw new CommandError(['the service gave no list: is this the address of Portunus, and the same release?']);
}

/** Reads a whole list of definitions. */
export async function allOf<T extends object>(
  ask: (from: Position) => Promise<ApiAnswer<T>>,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const all: Readonly<Record<string, unknown>>[] = [];
  for await (const { items } of pagesOf(ask)) all.push(...items.filter(isJsonObject));
  return all;
}

export function codeOf({ error }: ApiAnswer): unknown {
  return isJsonObject(error) ? error.code : undefined;
}

/** Returns the lines of the service's refusal, one for each fault. */
function problemLines(status: number, body: unknown): readonly string[] {
  const { detail, code, errors, requestId, message } = isJsonObject(body) ? body : {};
  if (code === undefined) return [foreignAnswer(status, message)];
  const faults = Array.isArray(errors) ? errors.filter(isJsonObject) : [];
  const fault = code === 'not_allowed' ? faults.find(({ field }) => field === 'caller') : undefined;
  const only = /auditor/.test(String(fault?.detail)) ? READERS_ONLY : ADMINISTRATORS_ONLY;
  const head = `${fault === undefined ? (detail ?? 'the service refused') : only} (HTTP ${status}, ${code}, request ${requestId ?? '-'})`;
  return [head, ...faults.map((fault) => `${fault.field} ${fault.detail}`)];
}

/**
 * Explains an answer of API Gateway. It answers `{"message"}` for unknown routes, and for signatures that it refuses.
 */
const foreignAnswer = (status: number, message: unknown): string => {
  const said = typeof message === 'string' ? `"${message}"` : 'without a code of Portunus';
  const hint =
    status === 404
      ? 'is this the address of Portunus, without a path?'
      : 'it is not Portunus that refused, but what stands before it: are the AWS credentials good, and of its account?';
  return `the answer was HTTP ${status} ${said}: ${hint}`;
};

function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} seconds`;
  const { cause } = error;
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
  return inner instanceof Error ? inner.message || inner.name : error.message;
}

import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError, type Failed, USER_AGENT } from '../command.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path after `/v1`, including the query. */
  readonly path: string;
  readonly body?: unknown;
  readonly ifMatch?: string;
  /** Takes the body of a good answer as it is. A refusal is JSON all the same. */
  readonly asText?: true;
}

export interface ApiAnswer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: unknown;
}

/** A refusal or failure of the service. The status is absent if there was no answer. */
export class ApiError extends CommandError {
  readonly status: number | undefined;

  constructor(lines: readonly string[], failed: Failed, status?: number) {
    super(lines, failed);
    this.status = status;
  }
}

/** Sends a request to the service. Throws a {@link CommandError} if the service does not answer. */
export type ApiClient = (request: ApiRequest) => Promise<ApiAnswer>;

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const TIMEOUT_MS = 30_000;

/** Creates a client. `base` ends with `/v1`, or with `/iam/v1` if `send` signs. */
export function createApiClient(base: string, send: Fetch): ApiClient {
  return async ({ method, path, body, ifMatch, asText }) => {
    const init = {
      method,
      headers: {
        accept: 'application/json',
        'user-agent': USER_AGENT,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error' as const,
    };
    const response = await send(`${base}${path}`, init).catch((error: Error) => {
      // Who sends may first have to renew a sign-in, and says itself why that fails.
      if (error instanceof CommandError) throw error;
      throw new ApiError([`${base}${path} can't be reached: ${reasonOf(error)}`], 'unavailable');
    });
    const text = await readBody(response);
    const isText = asText === true && response.ok;
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      body: isText ? text : parseBody(text, response),
    };
  };
}

async function readBody(response: Response): Promise<string> {
  return response.text().catch((error: Error) => {
    throw new ApiError([`the answer (HTTP ${response.status}) broke off: ${reasonOf(error)}`], 'unavailable');
  });
}

const parseBody = (text: string, response: Response): unknown => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    const hint = 'is this the address of Portunus, without a path?';
    throw new ApiError([`the answer (HTTP ${response.status}) is not JSON: ${hint}`], 'refused');
  }
};

/** Returns the body of a successful answer. Throws otherwise. */
export function bodyOf(answer: ApiAnswer): unknown {
  if (answer.status < 300) return answer.body;
  throw refusalOf(answer);
}

/**
 * The service gives one text for every refusal, so that it reveals nothing. The CLI knows what was requested, and can
 * say more.
 */
const SHOWN_AS = 'GET /v1/caller shows who the service takes you for';
export const ADMINISTRATORS_ONLY = `only administrators may do that: ${SHOWN_AS}`;
const READERS_ONLY = `only administrators and auditors may do that: ${SHOWN_AS}`;

export function refusalOf(answer: ApiAnswer): ApiError {
  return new ApiError(
    problemLines(answer),
    RETRYABLE.includes(answer.status) ? 'unavailable' : 'refused',
    answer.status,
  );
}

const RETRYABLE: readonly number[] = [429, 503, 504];

export function isNotFound(answer: ApiAnswer): boolean {
  return answer.status === 404 && codeOf(answer) === 'not_found';
}

interface ListPage extends Readonly<Record<string, unknown>> {
  readonly items: readonly unknown[];
  readonly hasMore: boolean;
}

/** Reads a list page by page. */
export async function* pagesOf(
  ask: ApiClient,
  path: string,
  parameters: Readonly<Record<string, string>>,
): AsyncGenerator<ListPage> {
  let position = {};
  for (;;) {
    // In a query, API Gateway takes a plus for itself.
    const query = new URLSearchParams({ ...parameters, ...position }).toString().replaceAll('+', '%20');
    const body = bodyOf(await ask({ method: 'GET', path: `${path}?${query}` }));
    const { items, nextToken, ...more } = isJsonObject(body) ? body : {};
    if (!Array.isArray(items)) {
      throw new CommandError(['the service gave no list: is this the address of Portunus, and the same release?']);
    }
    const hasMore = typeof nextToken === 'string';
    yield { ...more, items, hasMore };
    if (!hasMore) return;
    position = { nextToken };
  }
}

/** Reads a whole list of definitions. */
export async function listedAt(ask: ApiClient, path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const all: Readonly<Record<string, unknown>>[] = [];
  for await (const { items } of pagesOf(ask, path, { limit: '100' })) all.push(...items.filter(isJsonObject));
  return all;
}

export function codeOf({ body }: ApiAnswer): unknown {
  return isJsonObject(body) ? body.code : undefined;
}

/** Returns the lines of the service's refusal, one for each fault. */
function problemLines({ status, body }: ApiAnswer): readonly string[] {
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

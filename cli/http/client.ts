import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError } from '../command-error.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Behind `/v1`, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly ifMatch?: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: unknown;
}

/** Asks the service. Throws a {@link CommandError} where there is no answer of it. */
export type ApiClient = (request: ApiRequest) => Promise<ApiAnswer>;

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const TIMEOUT_MS = 30_000;

/** `base` ends with `/v1`, or with `/iam/v1` where `send` signs. */
export const createApiClient =
  (base: string, send: Fetch): ApiClient =>
  async ({ method, path, body, ifMatch }) => {
    const init = {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error' as const,
    };
    const response = await send(`${base}${path}`, init).catch((error: Error) => {
      throw new CommandError([`${base}${path} can not be reached: ${error.cause ?? error.message}`]);
    });
    return { status: response.status, etag: response.headers.get('etag'), body: await readJson(response) };
  };

const readJson = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError([`the answer (HTTP ${response.status}) is not JSON: is this the address of Portunus?`]);
  }
};

/** The answer's body where all went well. */
export const bodyOf = (answer: ApiAnswer): unknown => {
  if (answer.status < 300) return answer.body;
  throw new CommandError(problemLines(answer));
};

/** What the service says of a refusal, a line for each fault. */
export const problemLines = ({ status, body }: ApiAnswer): readonly string[] => {
  const { detail, code, errors, requestId } = isJsonObject(body) ? body : {};
  const faults = Array.isArray(errors) ? errors.filter(isJsonObject) : [];
  const head = `${detail ?? 'the service refused'} (HTTP ${status}, ${code ?? 'no code'}, request ${requestId ?? '-'})`;
  return [head, ...faults.map((fault) => `${fault.field} ${fault.detail}`)];
};

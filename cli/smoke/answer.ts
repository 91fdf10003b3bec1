import { isJsonObject } from '../../shared/domain/strict-json.ts';

/** An answer of the service, as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface SmokeRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** The path after the address, such as `/v1/status`. */
  readonly path: string;
  /** The whole `Authorization` header. */
  readonly authorization?: string;
  readonly body?: unknown;
}

/** Sends a request. Throws if there is no whole answer in time. */
export type Send = (request: SmokeRequest) => Promise<Answer>;

const TIMEOUT_MS = 30_000;

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** `note` hears of every answer. A redirect is an answer like any other: a token must not follow it. */
export function createSend(url: string, signal: AbortSignal, note: (answer: Answer) => void, fetcher: Fetch): Send {
  return async ({ method, path, authorization, body }) => {
    const response = await fetcher(`${url}${path}`, {
      method,
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, text, body: readObject(text) };
    note(answer);
    return answer;
  };
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Names an answer without repeating anything that it holds. */
export function named({ status, body }: Answer): string {
  return typeof body.code === 'string' && /^[a-z_]{1,40}$/.test(body.code) ? `${status} ${body.code}` : `${status}`;
}

/** Whether the answer is Portunus's own. API Gateway answers unknown routes and bad signatures by itself. */
export function isOurs({ body }: Answer): boolean {
  return typeof body.requestId === 'string' || body.status === 'ok' || 'credentials' in body;
}

/** What is wrong with headers that every answer of Portunus has. Something before it may add the same once more. */
export function headerFaults(answer: Answer): readonly string[] {
  const { headers } = answer;
  return [
    ...(headers.get('cache-control') === 'no-store' ? [] : [`${named(answer)} without Cache-Control: no-store`]),
    ...(/^nosniff(, nosniff)*$/.test(headers.get('x-content-type-options') ?? '')
      ? []
      : [`${named(answer)} without nosniff`]),
  ];
}

/** What is wrong with a refusal in the form of RFC 9457, and RFC 6750 if it is a 401. */
export function problemFaults(answer: Answer, status: number, code: string): readonly string[] {
  if (answer.status !== status || answer.body.code !== code) return [`${named(answer)} instead of ${status} ${code}`];
  const { headers, body } = answer;
  const challenge = headers.get('www-authenticate') ?? '';
  const missing = ['type', 'title', 'detail', 'stage', 'requestId'].filter((name) => typeof body[name] !== 'string');
  return [
    ...headerFaults(answer),
    ...(headers.get('content-type')?.startsWith('application/problem+json') ? [] : ['not application/problem+json']),
    ...(body.status === status ? [] : ['status in the body is another']),
    ...(missing.length === 0 ? [] : [`without ${missing.join(', ')}`]),
    ...(status !== 401 || challenge.startsWith('Bearer') ? [] : ['without WWW-Authenticate: Bearer']),
    ...(code !== 'token_rejected' || challenge.includes('error="invalid_token"') ? [] : ['without invalid_token']),
  ];
}

/** What differs between two answers, but for what names a single request. */
export function differences(one: Answer, other: Answer): readonly string[] {
  const plain = ({ text, body }: Answer) => text.replaceAll(String(body.requestId), '');
  const names = new Set([...one.headers.keys(), ...other.headers.keys()].filter((name) => !OF_A_REQUEST.test(name)));
  return [
    ...(one.status === other.status ? [] : ['status']),
    ...(plain(one) === plain(other) ? [] : ['body']),
    ...[...names].filter((name) => one.headers.get(name) !== other.headers.get(name)),
  ];
}

/** Headers that the gateway, or a network before it, gives each answer anew. */
const OF_A_REQUEST = /^(?:date|age|connection|keep-alive|apigw-requestid|x-amz.*|x-request-id|via)$/;

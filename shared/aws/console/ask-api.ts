import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { Secret } from '../../domain/secret.ts';
import type { ApiAnswer, ApiRequest, AskApi } from '../../vending/console/ports.ts';

/** What of an answer a page gets. Cookies, redirects and what belongs to one connection are not among them. */
const PASSED = ['content-type', 'etag', 'retry-after'];
/** Lambda sends at most 6 MB, as JSON text. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Sends requests to the deployment's own address, with the person's token, over the way of every other program. A
 * redirect is an answer: following it would send the token to another address.
 */
export function createAskApi(origin: string): AskApi {
  return async (request, token, call) => {
    const { href } = toUrl(origin, request);
    try {
      const response = await send(href, request, token, call);
      const headers = PASSED.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [[name, value] as const];
      });
      const { status } = response;
      return { status, headers: Object.fromEntries(headers), body: await readText(response) } satisfies ApiAnswer;
    } catch (error) {
      throw failure(error, call);
    }
  };
}

function toUrl(origin: string, { path, query }: ApiRequest): URL {
  const url = new URL(`/v1/${path.map(encodeURIComponent).join('/')}`, origin);
  // A plus means a space to some readers, and itself to others.
  const pairs = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='));
  url.search = pairs.join('&');
  return url;
}

function send(href: string, { method, headers, body }: ApiRequest, token: Secret, { signal, userAgent }: Call) {
  return fetch(href, {
    method,
    headers: {
      ...headers,
      authorization: `Bearer ${token.reveal()}`,
      'user-agent': `portunus-console ${asciiIn(userAgent)}`.trim(),
      // Lambda freezes the function between requests, and a kept connection may be dead in the next one.
      connection: 'close',
    },
    ...(body !== undefined && { body }),
    redirect: 'manual',
    signal,
  });
}

/** The record of what a person did then names their browser too. */
function asciiIn(text = ''): string {
  return text.replaceAll(/[^ -~]/g, '').slice(0, 200);
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw Object.assign(new Error('too long'), { code: 'MORE_THAN_4_MIB' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Keeps the error's code and nothing else, because its message may hold an address or a header. */
function failure(error: unknown, { signal }: Call): PortunusError {
  if (signal.aborted) return new PortunusError('deadline_exceeded', 'authentication', { cause: error });
  const cause: unknown = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const detail = /^\w{1,64}$/.test(code) ? code : 'unknown';
  return new PortunusError('sign_in_unavailable', 'authentication', {
    reason: 'api_unreachable',
    detail,
    cause: error,
  });
}

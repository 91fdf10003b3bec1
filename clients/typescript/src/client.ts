import createClient, { type Client } from 'openapi-fetch';
import { type Send, withRetries } from './retries.ts';
import type { paths } from './schema.ts';

/** Calls each route by its path. Paths, parameters, bodies and answers have the types of the API's description. */
export type PortunusClient = Client<paths, `application/${string}json`>;

export interface PortunusClientOptions {
  /** The address of the API, without `/v1`. */
  readonly url: string;
  /** The OIDC token to show, or how to get it: it is asked for each request, as tokens live minutes. */
  readonly token?: string | (() => string | Promise<string>);
  /** Sends requests in place of `fetch`. With `signs`, it signs them with AWS Signature Version 4 (`execute-api`). */
  readonly fetch?: Send;
  /** Whether `fetch` signs, so that requests go to `/iam/v1`. */
  readonly signs?: boolean;
  /** How long a request may take, waits between retries not counted. 30 seconds by default. */
  readonly timeoutMs?: number;
  /** How often a request is sent again if the service says that it can succeed later. Not at all by default. */
  readonly retries?: number;
  /** What the program calls itself in the service's log. */
  readonly userAgent?: string;
}

const TIMEOUT_MS = 30_000;

/** Creates a client of one deployment. */
export function createPortunusClient({
  url,
  token,
  fetch: send = fetch,
  signs = false,
  timeoutMs = TIMEOUT_MS,
  retries = 0,
  userAgent = 'portunus-client',
}: PortunusClientOptions): PortunusClient {
  const within: Send = (request) =>
    send(new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]) }));
  const client = createClient<paths, `application/${string}json`>({
    baseUrl: `${url.replace(/\/+$/, '')}${signs ? '/iam/v1' : '/v1'}`,
    fetch: withRetries(within, retries),
    headers: { accept: 'application/json', 'user-agent': userAgent },
    // A token must not follow a redirect to another host.
    redirect: 'error',
  });
  if (token !== undefined) {
    client.use({
      onRequest: async ({ request }) => {
        request.headers.set('authorization', `Bearer ${typeof token === 'string' ? token : await token()}`);
      },
    });
  }
  return client;
}

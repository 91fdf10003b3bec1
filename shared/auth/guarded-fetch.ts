import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { addressNotAllowed, CodedError, guardedLookup, isAllowedAddress } from './address-guard.ts';

const MAX_BYTES = 256 * 1024;

/** What may be reached, and how. */
export interface Reach {
  readonly allowPrivate: boolean;
  /** PEM. If set, only these certificates are trusted, and otherwise the public authorities that Node.js ships with. */
  readonly caCertificates: string | undefined;
  /** The one origin on this machine that is asked over plain HTTP. */
  readonly loopback: string | undefined;
  readonly signal: AbortSignal;
}

interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fetches as the fetch of a browser does, from where keys may come from, and over https alone. It follows no redirects,
 * and reads at most 256 KiB.
 */
export async function guardedFetch(url: string, sent: Sent, reach: Reach): Promise<Response> {
  const signal = sent.signal === undefined ? reach.signal : AbortSignal.any([reach.signal, sent.signal]);
  const response = await send(new URL(url), { ...sent, signal }, reach);
  const { statusCode: status = 500 } = response;
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  const body = await readBounded(response);
  return new Response(status === 204 || status === 304 ? null : body, { status, headers: Object.fromEntries(headers) });
}

function send(url: URL, { method, headers, body, signal }: Sent, reach: Reach): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const text = body instanceof URLSearchParams || typeof body === 'string' ? String(body) : undefined;
    const options = { method, headers: { ...headers, ...lengthOf(text) }, signal, agent: false as const };
    const isLoopback = reach.loopback !== undefined && url.origin === reach.loopback;
    const request = isLoopback ? requestHttp(url, options) : requestHttps(url, { ...options, ...guarded(url, reach) });
    request.on('response', resolve).on('error', reject).end(text);
  });
}

function lengthOf(text: string | undefined) {
  return text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) };
}

function guarded({ protocol, hostname }: URL, { allowPrivate, caCertificates }: Reach) {
  if (protocol !== 'https:') throw new CodedError('NOT_HTTPS', 'not https');
  const host = hostname.replace(/^\[|\]$/g, '');
  // Node does not look up a literal address, so the guarded lookup would not check it.
  if (isIP(host) !== 0 && !isAllowedAddress(host, allowPrivate)) throw addressNotAllowed();
  // By default, Node does not trust an intermediate authority without its root.
  const trusted = caCertificates === undefined ? {} : { ca: caCertificates, allowPartialTrustChain: true };
  return { lookup: guardedLookup(allowPrivate), ...trusted };
}

async function readBounded(response: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new CodedError('MORE_THAN_256_KIB', 'too large');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

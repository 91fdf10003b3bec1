import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { addressNotAllowed, CodedError, guardedLookup, isAllowedAddress } from './address-guard.ts';

const MAX_BYTES = 100 * 1024;

export interface GetOptions {
  readonly allowPrivate: boolean;
  /** PEM. Where given, these certificates alone are trusted; otherwise the public authorities that Node.js knows. */
  readonly caCertificates: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * The text behind an https URL: without redirects, at most 100 KiB, and only from addresses that the guard lets
 * through. Rejects for everything but a whole 200.
 */
export function getText(url: string, { allowPrivate, caCertificates, signal }: GetOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    // An address in the URL itself is never looked up, so the guarded lookup would not see it.
    if (isIP(host) !== 0 && !isAllowedAddress(host, allowPrivate)) throw addressNotAllowed();
    const headers = { accept: 'application/jwk-set+json, application/json' };
    // Without the option an intermediate authority would be worth nothing without its root.
    const trusted = caCertificates === undefined ? {} : { ca: caCertificates, allowPartialTrustChain: true };
    const lookup = guardedLookup(allowPrivate);
    request(url, { signal, headers, lookup, agent: false, ...trusted }, (response) => {
      readBody(response).then(resolve, reject);
    })
      .on('error', reject)
      .end();
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new CodedError(`STATUS_${response.statusCode}`, `status ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new CodedError('MORE_THAN_100_KIB', 'too large');
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

/** What went wrong, as the log may show it: Node's code or one of ours, never a message, which may quote the answer. */
export function failureCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'UNKNOWN';
}

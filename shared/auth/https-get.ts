import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { addressNotAllowed, CodedError, guardedLookup, isAllowedAddress } from './address-guard.ts';

const MAX_BYTES = 100 * 1024;

export interface GetOptions {
  readonly allowPrivate: boolean;
  /** PEM. If set, only these certificates are trusted, and otherwise the public authorities that Node.js ships with. */
  readonly caCertificates: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Fetches the text at an https URL. It follows no redirects, reads at most 100 KiB and connects only to addresses that
 * the guard allows. Rejects for any status but 200 and for an incomplete response.
 */
export function getText(url: string, { allowPrivate, caCertificates, signal }: GetOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    // Node does not look up a literal address, so the guarded lookup would not check it.
    if (isIP(host) !== 0 && !isAllowedAddress(host, allowPrivate)) throw addressNotAllowed();
    const headers = { accept: 'application/jwk-set+json, application/json' };
    // By default, Node does not trust an intermediate authority without its root.
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

/** The error's code for the log, from Node or from us. Never the message, because it may quote the response. */
export function failureCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'UNKNOWN';
}

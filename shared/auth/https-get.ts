import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { guardedLookup, isAllowedAddress } from './address-guard.ts';

const MAX_BYTES = 100 * 1024;

/**
 * The text behind an https URL: without redirects, at most 100 KiB, and only from addresses that the guard lets
 * through. Rejects for everything but a whole 200.
 */
export const getText = (url: string, allowPrivate: boolean, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    // An address in the URL itself is never looked up, so the guarded lookup would not see it.
    if (isIP(host) !== 0 && !isAllowedAddress(host, allowPrivate)) throw new Error('address not allowed');
    const headers = { accept: 'application/jwk-set+json, application/json' };
    request(url, { signal, headers, lookup: guardedLookup(allowPrivate), agent: false }, (response) => {
      readBody(response).then(resolve, reject);
    })
      .on('error', reject)
      .end();
  });

const readBody = async (response: IncomingMessage): Promise<string> => {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`status ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new Error('too large');
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
};

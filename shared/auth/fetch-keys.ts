import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { parseStrictJson } from '../domain/strict-json.ts';
import { guardedLookup, isAllowedAddress } from './address-guard.ts';
import { type FetchKeys, keysUnavailable } from './key-store.ts';
import { readVerificationKeys } from './verification-keys.ts';

const TOTAL_DEADLINE_MS = 3_000;
const MAX_BYTES = 100 * 1024;

/**
 * Fetches a key set over https: no redirects, at most 100 KiB, three seconds in all from the first packet to the
 * last, and only from addresses that the guard lets through. Throws `keys_unavailable`.
 */
export const createFetchKeys =
  ({ allowPrivateIssuers }: { readonly allowPrivateIssuers: boolean }): FetchKeys =>
  async (jwksUri, call) => {
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(TOTAL_DEADLINE_MS)]);
    let body: string;
    try {
      body = await get(new URL(jwksUri), allowPrivateIssuers, signal);
    } catch (error) {
      throw keysUnavailable('fetch_failed', error);
    }
    const keys = readKeys(body);
    if (keys === undefined) throw keysUnavailable('key_set_unreadable');
    return keys;
  };

const readKeys = (body: string) => {
  try {
    return readVerificationKeys(parseStrictJson(body));
  } catch {
    return undefined;
  }
};

const get = (url: URL, allowPrivate: boolean, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
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

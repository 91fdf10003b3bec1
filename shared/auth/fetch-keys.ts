import * as v from 'valibot';
import { HttpsUrl, type Issuer } from '../domain/issuer.ts';
import { parseStrictJson } from '../domain/strict-json.ts';
import { getText } from './https-get.ts';
import { type FetchKeys, keysUnavailable } from './key-store.ts';
import { readVerificationKeys } from './verification-keys.ts';

const TOTAL_DEADLINE_MS = 3_000;

/**
 * Fetches an issuer's key set from its `jwksUri`, or from where its discovery document says (OpenID Connect Discovery
 * 1.0), three seconds in all from the first packet to the last. Throws `keys_unavailable`.
 */
export const createFetchKeys =
  ({ allowPrivateIssuers }: { readonly allowPrivateIssuers: boolean }): FetchKeys =>
  async (issuer, call) => {
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(TOTAL_DEADLINE_MS)]);
    const getJson = async (url: string, unreadable: string): Promise<unknown> => {
      const body = await getText(url, allowPrivateIssuers, signal).catch((error: unknown) => {
        throw keysUnavailable('fetch_failed', error);
      });
      try {
        return parseStrictJson(body);
      } catch {
        throw keysUnavailable(unreadable);
      }
    };
    const jwksUri =
      issuer.jwksUri ?? readKeyAddress(issuer, await getJson(discoveryUrl(issuer), 'discovery_unreadable'));
    const keys = readVerificationKeys(await getJson(jwksUri, 'key_set_unreadable'));
    if (keys === undefined) throw keysUnavailable('key_set_unreadable');
    return keys;
  };

const discoveryUrl = ({ url }: Issuer): string => `${url.replace(/\/$/, '')}/.well-known/openid-configuration`;

const Discovery = v.object({ issuer: v.string(), jwks_uri: HttpsUrl });

/** The document must be the issuer's own, and lead to its own host; another address has to be configured. */
const readKeyAddress = ({ url }: Issuer, document: unknown): string => {
  if (!v.is(Discovery, document)) throw keysUnavailable('discovery_unreadable');
  if (document.issuer !== url) throw keysUnavailable('discovery_of_another_issuer');
  if (new URL(document.jwks_uri).host !== new URL(url).host) throw keysUnavailable('keys_on_another_host');
  return document.jwks_uri;
};

import * as v from 'valibot';
import type { Call } from '../domain/call.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { LeftOutKey } from '../domain/key-set.ts';
import type { ReasonOf } from '../domain/refusal-reasons.ts';
import { failureCode, getText } from './https-get.ts';
import { type FetchKeys, keysUnavailable } from './key-store.ts';
import { readVerificationKeys } from './verification-keys.ts';

const TOTAL_DEADLINE_MS = 3_000;

/** A published key set of which only some keys can be used. */
export interface PartlyUsable {
  /** The issuer's id. */
  readonly issuer: string;
  readonly usable: number;
  readonly leftOut: readonly LeftOutKey[];
}

/** Reports to the operator which entries of a fetched key set were left out. */
export type ReportKeySet = (found: PartlyUsable, call: Call) => void;

export interface FetchOptions {
  readonly allowPrivateIssuers: boolean;
  readonly reportKeySet: ReportKeySet;
}

/**
 * Fetches an issuer's key set from its `jwksUri`, or from the address in its discovery document (OpenID Connect
 * Discovery 1.0). All requests together get three seconds. Throws `keys_unavailable`.
 */
export function createFetchKeys({ allowPrivateIssuers, reportKeySet }: FetchOptions): FetchKeys {
  return async (issuer, call) => {
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(TOTAL_DEADLINE_MS)]);
    const getJson = async (url: string, unreadable: ReasonOf<'keys_unavailable'>): Promise<unknown> => {
      const options = { allowPrivate: allowPrivateIssuers, caCertificates: issuer.caCertificates, signal };
      const body = await getText(url, options).catch((error: unknown) => {
        throw keysUnavailable(issuer, 'fetch_failed', { detail: failureCode(error), cause: error });
      });
      try {
        return JSON.parse(body);
      } catch {
        // The parser's message is dropped, because it quotes the response.
        throw keysUnavailable(issuer, unreadable);
      }
    };
    const jwksUri =
      issuer.jwksUri ?? readKeyAddress(issuer, await getJson(discoveryUrl(issuer), 'discovery_unreadable'));
    const read = readVerificationKeys(await getJson(jwksUri, 'key_set_unreadable'), issuer);
    if (read === undefined) throw keysUnavailable(issuer, 'key_set_unreadable');
    const { usable, leftOut } = read;
    if (leftOut.length > 0) reportKeySet({ issuer: issuer.id, usable: usable.length, leftOut }, call);
    if (usable.length === 0) throw keysUnavailable(issuer, 'key_set_without_usable_key');
    return usable;
  };
}

function discoveryUrl({ url }: Issuer): string {
  return `${url.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/** Only these members are checked, so that a mistake in an unused one does not block the issuer. */
const Discovery = v.object({ issuer: v.string(), jwks_uri: v.string() });

/**
 * The document must name this issuer, and its keys must be on the issuer's host. Otherwise a forged document could
 * point to keys elsewhere; for another host, the operator sets `jwksUri`. Throws `keys_unavailable`.
 */
function readKeyAddress(issuer: Issuer, document: unknown): string {
  if (!v.is(Discovery, document)) throw keysUnavailable(issuer, 'discovery_unreadable');
  if (document.issuer !== issuer.url) throw keysUnavailable(issuer, 'discovery_of_another_issuer');
  if (!URL.canParse(document.jwks_uri)) throw keysUnavailable(issuer, 'key_address_unreadable');
  const address = new URL(document.jwks_uri);
  if (address.protocol !== 'https:') throw keysUnavailable(issuer, 'key_address_not_https');
  if (address.host !== new URL(issuer.url).host) throw keysUnavailable(issuer, 'keys_on_another_host');
  if (`${address.username}${address.password}` !== '') throw keysUnavailable(issuer, 'key_address_with_user');
  return address.href;
}

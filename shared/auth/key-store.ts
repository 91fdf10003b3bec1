import type { Call } from '../domain/call.ts';
import { PortunusError } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';
import { toVerificationKeys, type VerificationKeys } from './verification-keys.ts';
import type { FindVerificationKey } from './verify-token.ts';

/** Fetches and reads a key set. Throws `keys_unavailable`. */
export type FetchKeys = (jwksUri: string, call: Call) => Promise<VerificationKeys>;

const MAX_AGE_MS = 10 * 60_000;
const REFETCH_COOL_DOWN_MS = 30_000;

interface Held {
  readonly keys: VerificationKeys;
  readonly fetchedAt: number;
}

/**
 * Finds issuers' keys: those given inline, or those at the issuer's JWKS address, held for ten minutes. An unknown
 * key id fetches again, but not more often than twice a minute: anybody can send one.
 */
export const createKeyStore = (fetchKeys: FetchKeys): FindVerificationKey => {
  const inline = new WeakMap<Issuer, VerificationKeys>();
  const held = new Map<string, Held>();
  const underWay = new Map<string, Promise<Held>>();
  const attemptedAt = new Map<string, number>();

  const fetchOnce = (jwksUri: string, call: Call): Promise<Held> => {
    const flight =
      underWay.get(jwksUri) ??
      fetchKeys(jwksUri, call)
        .then((keys) => ({ keys, fetchedAt: call.now().getTime() }))
        .finally(() => underWay.delete(jwksUri));
    underWay.set(jwksUri, flight);
    return flight;
  };

  const remoteKeys = async (jwksUri: string, keyId: string, call: Call): Promise<VerificationKeys> => {
    const now = call.now().getTime();
    const known = held.get(jwksUri);
    // A set from a time that is yet to come is of no known age: the clock was set back.
    const good = known !== undefined && known.fetchedAt <= now && now - known.fetchedAt <= MAX_AGE_MS;
    const cooledDown = now - (attemptedAt.get(jwksUri) ?? 0) > REFETCH_COOL_DOWN_MS;
    if (good && (known.keys.has(keyId) || !cooledDown)) return known.keys;
    attemptedAt.set(jwksUri, now);
    const fetched = await fetchOnce(jwksUri, call);
    held.set(jwksUri, fetched);
    return fetched.keys;
  };

  const inlineKeys = (issuer: Issuer, jwks: NonNullable<Issuer['jwks']>): VerificationKeys => {
    const keys = inline.get(issuer) ?? toVerificationKeys(jwks);
    if (keys === undefined) throw keysUnavailable('inline_keys_unusable');
    inline.set(issuer, keys);
    return keys;
  };

  return async (issuer, keyId, call) => {
    if (issuer.jwks !== undefined) return inlineKeys(issuer, issuer.jwks).get(keyId);
    if (issuer.jwksUri === undefined) throw keysUnavailable('no_key_source');
    return (await remoteKeys(issuer.jwksUri, keyId, call)).get(keyId);
  };
};

export const keysUnavailable = (reason: string, cause?: unknown): PortunusError =>
  new PortunusError('keys_unavailable', 'authentication', { reason, cause });

import { type Call, withinCall } from '../domain/call.ts';
import { PortunusError } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';
import { toVerificationKeys, type VerificationKey, type VerificationKeys } from './verification-keys.ts';

/** The key of an issuer under a key id. Throws `keys_unavailable` where we can't tell whether there is one. */
export type FindVerificationKey = (issuer: Issuer, keyId: string, call: Call) => Promise<VerificationKey | undefined>;

/** Fetches an issuer's key set. Throws `keys_unavailable`. */
export type FetchKeys = (issuer: Issuer, call: Call) => Promise<VerificationKeys>;

/** From this age on a set is fetched anew: so long a key that its issuer took back is believed. */
const REFRESH_AGE_MS = 5 * 60_000;
/** While that fails, a set is used up to this age, and not beyond, not even for keys that it holds. */
const MAX_AGE_MS = 60 * 60_000;
/** Anybody can send an unknown key id: it makes us look for it no more often than this. */
const UNKNOWN_KEY_COOL_DOWN_MS = 30_000;
/** After a failed fetch the issuer is left in peace for so long, up to half as long again by chance. */
const FAILURE_COOL_DOWN_MS = 10_000;
/** A fetch ahead of time may not hold up a request for longer: the held set would do. */
const REFRESH_WAIT_MS = 1_000;
/** From this age on it may: else the keys of a slow issuer would only be fetched when they are at their end. */
const PATIENT_AGE_MS = 2 * REFRESH_AGE_MS;

interface KeySource {
  keys: VerificationKeys;
  fetchedAt: number;
  /** When the last fetch was begun. */
  askedAt: number;
  /** No fetch before this time: the last one failed. */
  notBefore: number;
  flight: Promise<void> | undefined;
}

const NEVER = Number.NEGATIVE_INFINITY;
const newSource = (): KeySource => ({
  keys: new Map(),
  fetchedAt: NEVER,
  askedAt: NEVER,
  notBefore: NEVER,
  flight: undefined,
});

/**
 * Finds issuers' keys: those given inline, or those that the issuer publishes, each issuer's for itself. All fetching is
 * done while a request waits: nothing runs after an answer has left. `random` is from 0 to 1.
 */
export const createKeyStore = (fetchKeys: FetchKeys, random: () => number = Math.random): FindVerificationKey => {
  const inline = new WeakMap<Issuer, VerificationKeys>();
  const sources = new Map<string, KeySource>();

  const inlineKeys = (issuer: Issuer, jwks: NonNullable<Issuer['jwks']>): VerificationKeys => {
    const keys = inline.get(issuer) ?? toVerificationKeys(jwks);
    if (keys === undefined) throw keysUnavailable('inline_keys_unusable');
    inline.set(issuer, keys);
    return keys;
  };

  const sourceOf = (issuer: Issuer): KeySource => {
    // What is found by discovery and what is configured may stand at one address, and are not the same.
    const address = issuer.jwksUri ?? `discovery of ${issuer.url}`;
    const source = sources.get(address) ?? newSource();
    sources.set(address, source);
    return source;
  };

  return async (issuer, keyId, call) => {
    if (issuer.jwks !== undefined) return inlineKeys(issuer, issuer.jwks).get(keyId);
    const source = sourceOf(issuer);
    const now = call.now().getTime();
    const need = needOf(source, keyId, now);
    if (need === 'nothing') return source.keys.get(keyId);
    const short = need === 'refresh' && now - source.fetchedAt <= PATIENT_AGE_MS;
    const waits = short ? { ...call, signal: withWait(call.signal) } : call;
    try {
      source.flight ??= begin(source, fetchKeys(issuer, waits), call, random());
      await withinCall(source.flight, waits, () => keysUnavailable('waited_for_a_fetch'));
    } catch (error) {
      // Ahead of time nothing is lost: the set is as good as it was.
      if (need !== 'refresh') throw error;
    }
    return source.keys.get(keyId);
  };
};

const withWait = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(REFRESH_WAIT_MS)]);

/** What finding a key id takes. Throws where it would take a fetch that must not be made yet. */
const needOf = (source: KeySource, keyId: string, now: number): 'nothing' | 'refresh' | 'fetch' => {
  const age = now - source.fetchedAt;
  // A set from a time that is yet to come is of no known age: the clock was set back.
  const usable = age >= 0 && age <= MAX_AGE_MS;
  const known = usable && source.keys.has(keyId);
  // Farther off than any cool-down: that too is a clock that was set back.
  const coolingDown = now < source.notBefore && source.notBefore - now <= 2 * FAILURE_COOL_DOWN_MS;
  if (known) return age <= REFRESH_AGE_MS || coolingDown || source.flight !== undefined ? 'nothing' : 'refresh';
  if (source.flight !== undefined) return 'fetch';
  if (coolingDown) throw keysUnavailable('cooling_down');
  const justAsked = usable && age <= REFRESH_AGE_MS && now - source.askedAt <= UNKNOWN_KEY_COOL_DOWN_MS;
  if (justAsked) throw keysUnavailable('cooling_down');
  return 'fetch';
};

/** One fetch for all who wait. What it brings replaces the set whole; what fails replaces nothing. */
const begin = (source: KeySource, fetched: Promise<VerificationKeys>, { now }: Call, random: number): Promise<void> => {
  source.askedAt = now().getTime();
  return fetched
    .then(
      (keys) => {
        Object.assign(source, { keys, fetchedAt: now().getTime(), notBefore: NEVER });
      },
      (error: unknown) => {
        source.notBefore = now().getTime() + FAILURE_COOL_DOWN_MS * (1 + random / 2);
        throw error;
      },
    )
    .finally(() => {
      source.flight = undefined;
    });
};

export const keysUnavailable = (reason: string, cause?: unknown): PortunusError =>
  new PortunusError('keys_unavailable', 'authentication', { reason, cause });

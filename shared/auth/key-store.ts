import { type Call, withinCall } from '../domain/call.ts';
import { asPortunusError, PortunusError } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { ReasonOf } from '../domain/refusal-reasons.ts';
import { createSearches, type Searches } from './searches.ts';
import { readVerificationKeys, type VerificationKey } from './verification-keys.ts';

/**
 * Finds an issuer's keys by key id, or all of them if the token names no key id. An empty list means that the issuer's
 * current key set has no such key. Throws `keys_unavailable` if the current key set is not known.
 */
export type FindVerificationKeys = (
  issuer: Issuer,
  keyId: string | undefined,
  call: Call,
) => Promise<readonly VerificationKey[]>;

/** Fetches an issuer's usable keys, at least one. Throws `keys_unavailable`. */
export type FetchKeys = (issuer: Issuer, call: Call) => Promise<readonly VerificationKey[]>;

/** An older key set is fetched again. A key that its issuer withdrew stays valid for up to this long. */
const REFRESH_AGE_MS = 5 * 60_000;
/** While fetching fails, a key set is used up to this age. After that none of its keys are used. */
const MAX_AGE_MS = 60 * 60_000;
/**
 * How long no fetch follows a failed one. Up to half of it is added at random, so that instances do not retry together.
 */
const FAILURE_COOL_DOWN_MS = 10_000;
/** How long a request waits for an early refresh, since the cached keys are still valid. */
const REFRESH_WAIT_MS = 1_000;
/**
 * From this age on, a request waits for the refresh. Otherwise the keys of a slow issuer would never be refreshed in
 * time.
 */
const PATIENT_AGE_MS = 2 * REFRESH_AGE_MS;

interface KeySource {
  keys: readonly VerificationKey[];
  fetchedAt: number;
  /** The last fetch failed: when the next may start, and why it failed. */
  failed: { readonly until: number; readonly reason: string } | undefined;
  flight: Promise<void> | undefined;
  readonly searches: Searches;
}

function newSource(): KeySource {
  return {
    keys: [],
    fetchedAt: Number.NEGATIVE_INFINITY,
    failed: undefined,
    flight: undefined,
    searches: createSearches(),
  };
}

/**
 * Finds issuers' keys, inline or published, with a separate cache for each issuer. Every fetch belongs to a waiting
 * request, because Lambda freezes the function once it has responded. `random` returns 0 to 1.
 */
export function createKeyStore(fetchKeys: FetchKeys, random: () => number = Math.random): FindVerificationKeys {
  const inline = new WeakMap<Issuer, readonly VerificationKey[]>();
  const sources = new Map<string, KeySource>();

  const inlineKeys = (issuer: Issuer): readonly VerificationKey[] => {
    const keys = inline.get(issuer) ?? readVerificationKeys(issuer.jwks, issuer)?.usable ?? [];
    if (keys.length === 0) throw keysUnavailable(issuer, 'inline_keys_unusable');
    inline.set(issuer, keys);
    return keys;
  };

  const sourceOf = (issuer: Issuer): KeySource => {
    const key = sourceKey(issuer);
    const source = sources.get(key) ?? newSource();
    sources.set(key, source);
    return source;
  };

  return async (issuer, keyId, call) => {
    if (issuer.jwks !== undefined) return keysUnder(inlineKeys(issuer), keyId);
    const source = sourceOf(issuer);
    const now = call.now().getTime();
    const need = needOf(source, keyId, now);
    if (need === 'nothing') return keysUnder(source.keys, keyId);
    const short = need === 'refresh' && now - source.fetchedAt <= PATIENT_AGE_MS;
    const waits = short ? { ...call, signal: withWait(call.signal) } : call;
    try {
      source.flight ??= begin(source, fetchKeys(issuer, waits), call, random());
      await withinCall(source.flight, waits, () => keysUnavailable(issuer, 'waited_for_a_fetch'));
    } catch (error) {
      // The refresh was early, so the cached keys are still valid.
      if (need !== 'refresh') throw error;
    }
    const found = keysUnder(source.keys, keyId);
    if (found.length === 0 && keyId !== undefined) source.searches.inVain(keyId, call.now().getTime());
    return found;
  };
}

/**
 * Everything that decides which keys are fetched and used. If an issuer's definition changes any of it, its cache
 * starts empty.
 */
function sourceKey({ url, jwksUri, algorithms, caCertificates }: Issuer): string {
  return JSON.stringify([url, jwksUri, algorithms, caCertificates]);
}

function keysUnder(keys: readonly VerificationKey[], keyId: string | undefined): readonly VerificationKey[] {
  return keyId === undefined ? keys : keys.filter(({ jwk }) => jwk.kid === keyId);
}

function withWait(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(REFRESH_WAIT_MS)]);
}

/**
 * What it takes to find a key id: nothing, an early refresh, or a fetch. Throws `keys_unavailable` during a cool-down.
 */
function needOf(source: KeySource, keyId: string | undefined, now: number): 'nothing' | 'refresh' | 'fetch' {
  const { failed, flight, searches } = source;
  const age = now - source.fetchedAt;
  // If the clock was set back, the age is unknown, so the cached keys are not used.
  const usable = age >= 0 && age <= MAX_AGE_MS;
  const known = usable && keysUnder(source.keys, keyId).length > 0;
  // A cool-down that seems longer than possible also means that the clock was set back.
  const coolingDown = failed !== undefined && now < failed.until && failed.until - now <= 2 * FAILURE_COOL_DOWN_MS;
  if (known) return age <= REFRESH_AGE_MS || coolingDown || flight !== undefined ? 'nothing' : 'refresh';
  if (flight !== undefined) return 'fetch';
  if (coolingDown) throw coolingDownAfter(failed.reason);
  if (!usable || age > REFRESH_AGE_MS) return 'fetch';
  // The key set is recent. Anybody can send an unknown key id, so not every one may cause a fetch.
  return keyId !== undefined && searches.mayBegin(keyId, now) ? 'fetch' : 'nothing';
}

const COOLING_DOWN: ReasonOf<'keys_unavailable'> = 'cooling_down';

/** Repeats the last failure, because it is the reason why there are no keys. */
function coolingDownAfter(reason: string): PortunusError {
  return new PortunusError('keys_unavailable', 'authentication', { detail: `${reason}, ${COOLING_DOWN}` });
}

/**
 * One fetch that all waiting requests share. If it succeeds, it replaces the whole key set; if it fails, it changes no
 * keys.
 */
function begin(
  source: KeySource,
  fetched: Promise<readonly VerificationKey[]>,
  { now }: Call,
  random: number,
): Promise<void> {
  return fetched
    .then(
      (keys) => {
        Object.assign(source, { keys, fetchedAt: now().getTime(), failed: undefined });
      },
      (error: unknown) => {
        const { reason = 'unknown' } = asPortunusError(error);
        source.failed = { until: now().getTime() + FAILURE_COOL_DOWN_MS * (1 + random / 2), reason };
        throw error;
      },
    )
    .finally(() => {
      source.flight = undefined;
    });
}

/** The `keys_unavailable` error. The operator chose the issuer's id, so the log may contain it. */
export function keysUnavailable(
  { id }: Pick<Issuer, 'id'>,
  reason: ReasonOf<'keys_unavailable'>,
  more: { readonly detail?: string; readonly cause?: unknown } = {},
): PortunusError {
  return new PortunusError('keys_unavailable', 'authentication', { about: `issuer ${id}`, reason, ...more });
}

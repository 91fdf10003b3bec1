import { type Call, withinCall } from '../domain/call.ts';
import { asPortunusError, PortunusError } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { ReasonOf } from '../domain/refusal-reasons.ts';
import { createSearches, type Searches } from './searches.ts';
import { readVerificationKeys, type VerificationKey } from './verification-keys.ts';

/**
 * The keys of an issuer under a key id, or all of them where a token names none. None means that the issuer's own set,
 * as it is now, has none. Throws `keys_unavailable` where we can't tell.
 */
export type FindVerificationKeys = (
  issuer: Issuer,
  keyId: string | undefined,
  call: Call,
) => Promise<readonly VerificationKey[]>;

/** Fetches the keys of an issuer that may verify, one at least. Throws `keys_unavailable`. */
export type FetchKeys = (issuer: Issuer, call: Call) => Promise<readonly VerificationKey[]>;

/** From this age on a set is fetched anew: so long a key that its issuer took back is believed. */
const REFRESH_AGE_MS = 5 * 60_000;
/** While that fails, a set is used up to this age, and not beyond, not even for keys that it holds. */
const MAX_AGE_MS = 60 * 60_000;
/** After a failed fetch the issuer is left in peace for so long, up to half as long again by chance. */
const FAILURE_COOL_DOWN_MS = 10_000;
/** A fetch ahead of time may not hold up a request for longer: the held set would do. */
const REFRESH_WAIT_MS = 1_000;
/** From this age on it may: else the keys of a slow issuer would only be fetched when they are at their end. */
const PATIENT_AGE_MS = 2 * REFRESH_AGE_MS;

interface KeySource {
  keys: readonly VerificationKey[];
  fetchedAt: number;
  /** The last fetch failed: no other before this time, and why. */
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
 * Finds issuers' keys: those given inline, or those that the issuer publishes, each issuer's for itself. All fetching is
 * done while a request waits: nothing runs after an answer has left. `random` is from 0 to 1.
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
      // Ahead of time nothing is lost: the set is as good as it was.
      if (need !== 'refresh') throw error;
    }
    const found = keysUnder(source.keys, keyId);
    if (found.length === 0 && keyId !== undefined) source.searches.inVain(keyId, call.now().getTime());
    return found;
  };
}

/** Everything that decides what is fetched and what of it is usable: whatever of that is changed begins anew. */
function sourceKey({ url, jwksUri, algorithms, caCertificates }: Issuer): string {
  return JSON.stringify([url, jwksUri, algorithms, caCertificates]);
}

function keysUnder(keys: readonly VerificationKey[], keyId: string | undefined): readonly VerificationKey[] {
  return keyId === undefined ? keys : keys.filter(({ jwk }) => jwk.kid === keyId);
}

function withWait(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(REFRESH_WAIT_MS)]);
}

/** What finding a key id takes. Throws where it would take a fetch that must not be made yet. */
function needOf(source: KeySource, keyId: string | undefined, now: number): 'nothing' | 'refresh' | 'fetch' {
  const { failed, flight, searches } = source;
  const age = now - source.fetchedAt;
  // A set from a time that is yet to come is of no known age: the clock was set back.
  const usable = age >= 0 && age <= MAX_AGE_MS;
  const known = usable && keysUnder(source.keys, keyId).length > 0;
  // Farther off than any cool-down: that too is a clock that was set back.
  const coolingDown = failed !== undefined && now < failed.until && failed.until - now <= 2 * FAILURE_COOL_DOWN_MS;
  if (known) return age <= REFRESH_AGE_MS || coolingDown || flight !== undefined ? 'nothing' : 'refresh';
  if (flight !== undefined) return 'fetch';
  if (coolingDown) throw coolingDownAfter(failed.reason);
  if (!usable || age > REFRESH_AGE_MS) return 'fetch';
  // The set is young. Anybody can send an unknown key id, so it is not fetched anew for each.
  return keyId !== undefined && searches.mayBegin(keyId, now) ? 'fetch' : 'nothing';
}

const COOLING_DOWN: ReasonOf<'keys_unavailable'> = 'cooling_down';

/** The last failure is named again, for it is why there are no keys. */
function coolingDownAfter(reason: string): PortunusError {
  return new PortunusError('keys_unavailable', 'authentication', { detail: `${reason}, ${COOLING_DOWN}` });
}

/** One fetch for all who wait. What it brings replaces the set whole; what fails replaces nothing. */
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

/** The issuer's keys can't be had. Its id is the operator's own text, so the log may name it. */
export function keysUnavailable(
  { id }: Pick<Issuer, 'id'>,
  reason: ReasonOf<'keys_unavailable'>,
  more: { readonly detail?: string; readonly cause?: unknown } = {},
): PortunusError {
  return new PortunusError('keys_unavailable', 'authentication', { about: `issuer ${id}`, reason, ...more });
}

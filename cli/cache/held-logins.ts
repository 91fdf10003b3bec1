import { setTimeout as sleep } from 'node:timers/promises';
import type { IssuedLogins } from '../../shared/domain/credential.ts';

/** An answer of the service that is passed on: a refusal with its status and its problem. */
export interface Refusal {
  readonly status: number;
  readonly body: unknown;
}

/** What became of asking the service. */
export type Outcome =
  | { readonly kind: 'issued'; readonly logins: IssuedLogins }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The service is away, or asks to come again. */
  | { readonly kind: 'unavailable'; readonly refusal: Refusal };

export type Answered = { readonly logins: IssuedLogins; readonly held: boolean } | { readonly refusal: Refusal };

interface Held {
  readonly logins: IssuedLogins;
  readonly endsAt: number;
  /** The service was away: it is left in peace until then. */
  retryAt: number;
}

/** A login that ends sooner than this could end while it is used. */
const LEAST_LEFT_MS = 60_000;
const RETRY_AFTER_MS = 30_000;
/** How long a caller waits for a new login as long as the last one is good. */
const PATIENCE_MS = 3_000;
const MOST_HELD = 500;

/**
 * Holds logins in memory, one for each key. At one moment, one request for a key is under way, whoever waits for it. A
 * login is asked for anew at its `refreshAfter`. While the service is away, the last one serves until its end. A refusal
 * is final: what was held for that key is forgotten.
 */
export function createHeldLogins(now: () => number = Date.now, patienceMs = PATIENCE_MS) {
  const shelf = createShelf(now);
  const flights = new Map<string, Promise<Outcome>>();

  return async (key: string, ask: () => Promise<Outcome>): Promise<Answered> => {
    const last = shelf.goodOne(key);
    if (last !== undefined && now() < Math.max(last.logins.refreshAfter.getTime(), last.retryAt)) {
      return { logins: last.logins, held: true };
    }
    const flight = flights.get(key) ?? start(key, ask);
    const outcome = last === undefined ? await flight : await inTime(flight, patienceMs);
    return answered(outcome, shelf.goodOne(key));
  };

  function start(key: string, ask: () => Promise<Outcome>): Promise<Outcome> {
    const flight = ask()
      .then((outcome) => {
        shelf.keep(key, outcome);
        return outcome;
      })
      .finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  }
}

function answered(outcome: Outcome | undefined, last: Held | undefined): Answered {
  if (outcome?.kind === 'issued') return { logins: outcome.logins, held: false };
  if (outcome?.kind === 'refused') return { refusal: outcome.refusal };
  if (last !== undefined) return { logins: last.logins, held: true };
  return { refusal: outcome?.refusal ?? { status: 503, body: undefined } };
}

/** Waits for a request. One that is not answered in time goes on, and its login serves the next caller. */
async function inTime(flight: Promise<Outcome>, patienceMs: number): Promise<Outcome | undefined> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const late = sleep(patienceMs, undefined, { signal, ref: false }).catch(() => undefined);
  try {
    return await Promise.race([flight, late]);
  } finally {
    waiting.abort();
  }
}

/** What is held of each key. */
function createShelf(now: () => number) {
  const held = new Map<string, Held>();

  function makeRoom(): void {
    for (const [key, { endsAt }] of held) if (endsAt <= now()) held.delete(key);
    const [oldest] = held.keys();
    if (held.size >= MOST_HELD && oldest !== undefined) held.delete(oldest);
  }

  return {
    goodOne: (key: string): Held | undefined => {
      const last = held.get(key);
      return last !== undefined && last.endsAt - now() > LEAST_LEFT_MS ? last : undefined;
    },
    keep: (key: string, outcome: Outcome): void => {
      const last = held.get(key);
      if (outcome.kind === 'unavailable') {
        if (last !== undefined) last.retryAt = now() + RETRY_AFTER_MS;
        return;
      }
      held.delete(key);
      if (outcome.kind === 'refused') return;
      makeRoom();
      held.set(key, { logins: outcome.logins, endsAt: endOf(outcome.logins), retryAt: 0 });
    },
  };
}

/**
 * Returns when the logins are taken for ended: with the earliest of them, and with their session, unless the connector
 * says that they outlive it. It does if the service calls them fresh beyond the session's end.
 */
function endOf({ logins, session, refreshAfter }: IssuedLogins): number {
  const ends = logins.map(({ expiresAt }) => expiresAt.getTime());
  const isOfSession = session !== undefined && refreshAfter < session.expiresAt;
  return Math.min(...ends, ...(isOfSession ? [session.expiresAt.getTime()] : []));
}

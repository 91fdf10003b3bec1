import type { IssuedSession } from '../../shared/domain/credential.ts';
import { CommandError } from '../command.ts';

/** A session that is replaced while it is used. */
export interface KeptSession {
  /** The session to use now. Throws if none can be had. */
  readonly current: () => Promise<IssuedSession>;
  readonly stop: () => void;
}

/** A pause after each answer, so that a wrong clock makes no burst of requests. */
const LEAST_PAUSE_MS = 60_000;
const RETRY_MS = 30_000;
/** The longest that a timer takes. */
const MOST_MS = 2_147_483_647;
/** A session this close to its end is of no use to anyone who asks for one. */
const SPARE_MS = 30_000;

interface KeepOptions {
  readonly first: IssuedSession;
  readonly get: () => Promise<IssuedSession>;
  readonly now: () => number;
  /** Hears why a new session could not be had, once for each reason. */
  readonly warn: (line: string) => void;
}

/**
 * Holds a session, and gets the next one when it is time. That happens before anybody asks, because AWS SDKs wait for a
 * second or two at most.
 */
export function keepSession({ first, get, now, warn }: KeepOptions): KeptSession {
  let held = first;
  let pending: Promise<IssuedSession> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let warned = '';

  const schedule = (at: number, least: number) => {
    clearTimeout(timer);
    // It must not keep the command alive.
    timer = setTimeout(() => void refresh().catch(() => {}), Math.min(Math.max(at - now(), least), MOST_MS)).unref();
  };
  const refresh = (): Promise<IssuedSession> => {
    pending ??= get()
      .then((next) => {
        held = next;
        warned = '';
        schedule(held.refreshAfter.getTime(), LEAST_PAUSE_MS);
        return held;
      })
      .catch((error: unknown) => {
        const why = error instanceof CommandError ? error.lines.join('; ') : String(error);
        if (why !== warned)
          warn(`no new session, and this one ends at ${held.session.expiresAt.toISOString()}: ${why}`);
        warned = why;
        schedule(now() + RETRY_MS, RETRY_MS);
        throw error;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };

  schedule(held.refreshAfter.getTime(), LEAST_PAUSE_MS);
  return {
    // A timer is late on a machine that slept, so whoever asks may be first.
    current: async () => (held.session.expiresAt.getTime() - now() > SPARE_MS ? held : refresh()),
    stop: () => clearTimeout(timer),
  };
}

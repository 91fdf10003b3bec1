import { type Caller, issuerOf } from '../../domain/caller.ts';
import type { Connector } from '../../domain/connector.ts';
import type { RateLimit, RequestCount } from '../../domain/rate-limit.ts';

/**
 * How requests of a caller count against a connector's limit, in the window that `now` is in. `undefined` without a
 * limit.
 */
export function requestCount(
  { id, rateLimit }: Pick<Connector, 'id' | 'rateLimit'>,
  caller: Caller,
  requests: number,
  now: Date,
): RequestCount | undefined {
  if (rateLimit === undefined) return undefined;
  const { subject } = caller;
  return {
    connectorId: id,
    issuer: issuerOf(caller),
    subject,
    requests,
    limit: rateLimit,
    window: windowAt(rateLimit, now),
  };
}

/** Windows are counted from the epoch, so that every environment has the same ones without asking anybody. */
function windowAt({ perSeconds }: RateLimit, now: Date): RequestCount['window'] {
  const lengthMs = perSeconds * 1000;
  const startsAt = Math.floor(now.getTime() / lengthMs) * lengthMs;
  return { startsAt: new Date(startsAt), endsAt: new Date(startsAt + lengthMs) };
}

/** Whole seconds until all of these windows have ended, and at least one. */
export function secondsUntilEnd(counts: readonly RequestCount[], now: Date): number {
  const end = Math.max(...counts.map(({ window }) => window.endsAt.getTime()));
  return Math.max(1, Math.ceil((end - now.getTime()) / 1000));
}

import type { Call } from '../domain/call.ts';
import type { LeftOutKey } from '../domain/key-set.ts';
import type { Log } from './logger.ts';

interface PartlyUsable {
  readonly issuer: string;
  readonly usable: number;
  readonly leftOut: readonly LeftOutKey[];
}

/** A set may have hundreds of entries, and a log line has an end. */
const MAX_LISTED = 20;

/**
 * Tells, once a fetch, what of an issuer's published keys is left out and why, each entry by its position. That somebody
 * publishes a private or symmetric key is an error; most of the rest is everyday life.
 */
export function createReportKeySet(log: Log) {
  return ({ issuer, usable, leftOut }: PartlyUsable, { requestId }: Call): void => {
    const secrets = leftOut.filter(({ secret }) => secret);
    const listed = [...secrets, ...leftOut.filter(({ secret }) => !secret)].slice(0, MAX_LISTED);
    log(secrets.length > 0 ? 'error' : 'info', 'key set', {
      requestId,
      issuer,
      usable,
      leftOut: leftOut.length,
      entries: listed.map(({ position, why }) => `keys[${position}] ${why}`).join('; '),
      more: leftOut.length > listed.length ? leftOut.length - listed.length : undefined,
    });
  };
}

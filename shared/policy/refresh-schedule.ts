import { MIN_INTERVAL_SECONDS } from '../domain/refresh-job.ts';

const SECOND_MS = 1_000;
const MIN_INTERVAL_MS = MIN_INTERVAL_SECONDS * SECOND_MS;

/**
 * How long a job that was sent off is left alone. Then it counts as lost on the way, and is sent again: soon enough to
 * be lost more than once before the stored login ends. A message that was merely late does no harm.
 */
export const LEASE_MS = 300_000;

/** How long a delivery that has begun may still be at work: no longer than its function lives. */
export const INTENT_MS = 30_000;

const FIRST_RETRY_MS = 60_000;
/** Often enough to succeed before the stored login ends, and for the alarm to hear of one that has ended. */
const MAX_RETRY_MS = 600_000;

/** When a login that was just delivered is to be replaced: as its own life says, or earlier if the job wants so. */
export function nextDue(now: Date, refreshAfter: Date, intervalSeconds: number | undefined): Date {
  const byInterval = intervalSeconds === undefined ? Number.POSITIVE_INFINITY : intervalSeconds * SECOND_MS;
  const wait = Math.min(refreshAfter.getTime() - now.getTime(), byInterval);
  return new Date(now.getTime() + Math.max(wait, MIN_INTERVAL_MS));
}

/** When to try again: twice as long after each failure, less up to a half by chance. `random` is from 0 to 1. */
export function nextTry(now: Date, failures: number, random: number): Date {
  const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(Math.max(failures - 1, 0), 10), MAX_RETRY_MS);
  return new Date(now.getTime() + Math.ceil(wait * (1 - random / 2)));
}

/** Whole seconds until a stored login ends; none where nothing is stored. */
export function secondsLeft(now: Date, endsAt: Date | undefined): number {
  return endsAt === undefined ? 0 : Math.max(0, Math.floor((endsAt.getTime() - now.getTime()) / SECOND_MS));
}

import { MIN_INTERVAL_SECONDS } from '../domain/refresh-job.ts';

const SECOND_MS = 1_000;
const MIN_INTERVAL_MS = MIN_INTERVAL_SECONDS * SECOND_MS;

/**
 * How long a job may take after it was queued. Then it counts as lost and is queued again. This is short enough to lose
 * several messages before the stored login ends, and a late message does no harm.
 */
export const LEASE_MS = 300_000;

/** How long a begun delivery may still be running: the longest that its function can run. */
export const INTENT_MS = 30_000;

const FIRST_RETRY_MS = 60_000;
/** Short enough to succeed before the stored login ends, and for the alarm to notice a login that has ended. */
const MAX_RETRY_MS = 600_000;

/** When to replace a delivered login: when it should be refreshed, or earlier if the job's interval is shorter. */
export function nextDue(now: Date, refreshAfter: Date, intervalSeconds: number | undefined): Date {
  const byInterval = intervalSeconds === undefined ? Number.POSITIVE_INFINITY : intervalSeconds * SECOND_MS;
  const wait = Math.min(refreshAfter.getTime() - now.getTime(), byInterval);
  return new Date(now.getTime() + Math.max(wait, MIN_INTERVAL_MS));
}

/** When to retry: the wait doubles with each failure, less up to half of it at random. `random` is 0 to 1. */
export function nextTry(now: Date, failures: number, random: number): Date {
  const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(Math.max(failures - 1, 0), 10), MAX_RETRY_MS);
  return new Date(now.getTime() + Math.ceil(wait * (1 - random / 2)));
}

/** When a stopped job looks again: within ten minutes, and jobs that were stopped together don't come back together. */
export function nextLook(now: Date, random: number): Date {
  return new Date(now.getTime() + Math.ceil(MAX_RETRY_MS * (1 - random / 2)));
}

/** Whole seconds until a stored login ends; 0 if none is stored. */
export function secondsLeft(now: Date, endsAt: Date | undefined): number {
  return endsAt === undefined ? 0 : Math.max(0, Math.floor((endsAt.getTime() - now.getTime()) / SECOND_MS));
}

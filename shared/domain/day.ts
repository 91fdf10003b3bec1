import * as v from 'valibot';

export const DAY_MS = 86_400_000;

/** A day in UTC, such as `2026-11-27`. */
export const Day = v.pipe(v.string(), v.check(isDay, 'must be a day, such as 2026-11-27'));

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  // A day such as 30 February has the form, and JavaScript would take it for one of March.
  const time = Date.parse(`${text}T00:00:00.000Z`);
  return Number.isFinite(time) && dayOf(time) === text;
}

export function dayOf(time: Date | number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The day that is so many days later, or earlier if negative. */
export function dayAfter(day: string, days: number): string {
  return dayOf(Date.parse(`${day}T00:00:00.000Z`) + days * DAY_MS);
}

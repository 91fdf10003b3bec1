const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** How far a time is from now, in the largest unit of which it is at least one, such as "in 3 hours". */
export function relativeTime(at: string, now: number): string {
  const seconds = Math.round((Date.parse(at) - now) / 1_000);
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
  return words.format(Math.trunc(seconds / size), unit);
}

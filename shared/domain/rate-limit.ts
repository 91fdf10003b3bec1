import * as v from 'valibot';

function wholeUpTo(most: number) {
  const detail = `must be a whole number from 1 to ${most}`;
  return v.pipe(v.number(detail), v.integer(detail), v.minValue(1, detail), v.maxValue(most, detail));
}

/** How many requests each caller may make in a window of time. */
export const RateLimit = v.strictObject({
  requests: wholeUpTo(100_000),
  perSeconds: wholeUpTo(86_400),
});
export type RateLimit = v.InferOutput<typeof RateLimit>;

/** Requests of one caller through one connector, which count in one window. */
export interface RequestCount {
  readonly connectorId: string;
  readonly issuer: string;
  readonly subject: string;
  readonly requests: number;
  readonly limit: RateLimit;
  readonly window: { readonly startsAt: Date; readonly endsAt: Date };
}

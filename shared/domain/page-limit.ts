import * as v from 'valibot';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 100;

const FORM = `must be a number from 1 to ${MAX_LIMIT}`;

/** The most entries of a page, as a query or a command line has it. */
export const PageLimit = v.pipe(
  v.string(),
  v.regex(/^[1-9][0-9]{0,2}$/, FORM),
  v.transform(Number),
  v.maxValue(MAX_LIMIT, FORM),
);

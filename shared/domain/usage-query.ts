import * as v from 'valibot';
import { Day, dayAfter, dayOf } from './day.ts';
import { DefinitionId } from './definition.ts';
import { type FieldError, invalidRequest } from './errors.ts';
import { type Parsed, parseWith } from './parse.ts';

export const NumberOfDays = v.pipe(
  v.string(),
  v.regex(/^[1-9][0-9]{0,3}$/, 'must be a number of days from 1 to 9999'),
  v.transform(Number),
);

/** What usage can be asked for, in texts. */
export const usageFields = {
  connector: v.exactOptional(DefinitionId),
  from: v.exactOptional(Day),
  to: v.exactOptional(Day),
  unusedForDays: v.exactOptional(NumberOfDays),
};

const UsageFields = v.strictObject(usageFields);
export type UsageFields = v.InferOutput<typeof UsageFields>;

export interface UsageQuery {
  readonly connector?: string;
  /** The first day that counts, and the first that no longer does. */
  readonly from: string;
  readonly to: string;
  readonly unusedForDays?: number;
}

const DEFAULT_DAYS = 30;
/** Counters of days are kept as long as audit records, and a page of many connectors must fit into an answer. */
const MOST_DAYS = 400;
const MOST_DAYS_OF_ALL = 92;

export function parseUsageFields(written: Readonly<Record<string, unknown>>): Parsed<UsageFields> {
  return parseWith(UsageFields, written, 'query');
}

/** Fills in what is not said: the last thirty days, today included. Throws `invalid_request` for other ranges. */
export function toUsageQuery({ connector, from, to, unusedForDays }: UsageFields, now: Date): UsageQuery {
  const end = to ?? dayAfter(dayOf(now), 1);
  const start = from ?? dayAfter(end, -DEFAULT_DAYS);
  const fault = rangeFault(start, end, connector === undefined ? MOST_DAYS_OF_ALL : MOST_DAYS);
  if (fault !== undefined) throw invalidRequest([fault]);
  return {
    ...(connector !== undefined && { connector }),
    from: start,
    to: end,
    ...(unusedForDays !== undefined && { unusedForDays }),
  };
}

function rangeFault(from: string, to: string, most: number): FieldError | undefined {
  if (from >= to) return { field: 'from', detail: 'must be a day before to' };
  if (dayAfter(from, most) < to) return { field: 'from', detail: `must be at most ${most} days before to` };
  return undefined;
}

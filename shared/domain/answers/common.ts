import * as v from 'valibot';

/** A time in an answer. The code holds a `Date`, and JSON has its text in RFC 3339. */
export const Time: v.GenericSchema<Date | string> = v.pipe(v.string(), v.isoTimestamp());

/** A whole number that is not negative. */
export const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A version of a definition, which grows by one with each change. */
export const Version = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Any JSON object. */
export const JsonObject = v.record(v.string(), v.unknown());

/** Where the next page begins. Absent on the last page. */
export const nextToken = v.exactOptional(v.string());

/** What an answer's writer must give, so that the answer is the one in the description of the API. */
export type AnswerOf<S extends v.GenericSchema> = Unchanged<v.InferInput<S>>;

type Unchanged<T> = T extends Date
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Unchanged<Item>[]
    : T extends object
      ? { readonly [Name in keyof T]: Unchanged<T[Name]> }
      : T;

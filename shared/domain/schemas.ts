import * as v from 'valibot';
import { isJsonObject } from './strict-json.ts';

/**
 * A list whose length is checked before its entries, so that a list of thousands causes one fault and not one for each
 * entry.
 */
export function shortArray<S extends v.GenericSchema>(
  entry: S,
  most: number,
  message: string,
): v.ArraySchema<S, undefined> {
  const schema = v.array(entry);
  const tooLong = v.custom(() => false, message);
  return {
    ...schema,
    '~run': (dataset, config) =>
      Array.isArray(dataset.value) && dataset.value.length > most
        ? (tooLong['~run'](dataset, config) as ReturnType<(typeof schema)['~run']>)
        : schema['~run'](dataset, config),
  };
}

/**
 * A limit as an operator writes it. No list means no limit, so an empty list, which would allow nothing, is refused.
 */
export function listOf<S extends v.GenericSchema<string, string>>(entry: S, most: number) {
  return v.pipe(
    shortArray(entry, most, `must have at most ${most} entries`),
    v.nonEmpty('must not be empty: leave it out for no limit'),
    v.maxLength(most, `must have at most ${most} entries`),
    v.check((entries) => new Set(entries).size === entries.length, 'must not name an entry twice'),
  );
}

const Something = v.custom(isJsonObject, 'must be an object');

/** The same schema for objects alone. The schema library accepts a list as an object without fields. */
export function noList<S extends v.GenericSchema>(schema: S): S {
  return {
    ...schema,
    '~run': (dataset: Parameters<S['~run']>[0], config: Parameters<S['~run']>[1]) =>
      (isJsonObject(dataset.value) ? schema : Something)['~run'](dataset, config),
  };
}

/** An object with exactly these fields. An empty list would pass without {@link noList} if all of them are optional. */
export function plainObject<E extends v.ObjectEntries>(entries: E): v.StrictObjectSchema<E, undefined> {
  return noList(v.strictObject(entries));
}

/** One step of a fault's path, of which only the key is read. */
export function at(key: string | number): v.IssuePathItem {
  return { type: 'unknown', origin: 'value', input: undefined, key, value: undefined };
}

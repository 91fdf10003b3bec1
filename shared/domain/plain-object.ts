import * as v from 'valibot';
import { isJsonObject } from './strict-json.ts';

const Something = v.custom(isJsonObject, 'must be an object');

/**
 * An object with these fields and no others. The schema library alone takes a list for an object, and where all
 * fields may be left out an empty list would pass.
 */
export function plainObject<E extends v.ObjectEntries>(entries: E): v.StrictObjectSchema<E, undefined> {
  const schema = v.strictObject(entries);
  return {
    ...schema,
    '~run': (dataset, config) =>
      isJsonObject(dataset.value)
        ? schema['~run'](dataset, config)
        : (Something['~run'](dataset, config) as ReturnType<(typeof schema)['~run']>),
  };
}

import * as v from 'valibot';
import { isJsonObject } from './strict-json.ts';

/**
 * An object with these fields and no others. The schema library alone takes a list for an object, and where all
 * fields may be left out an empty list would pass.
 */
export const plainObject = <E extends v.ObjectEntries>(entries: E) =>
  v.pipe(v.unknown(), v.check(isJsonObject, 'must be an object'), v.strictObject(entries));

import type * as v from 'valibot';
import type { FieldError } from '../shared/domain/errors.ts';
import { didYouMean } from '../shared/domain/parse.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import { fieldsAt } from '../shared/domain/suggest.ts';

/** What is looked at of a schema: as much as definitions are made of. */
interface Inspected {
  readonly type?: string;
  readonly entries?: Readonly<Record<string, Inspected>>;
  readonly wrapped?: Inspected;
  readonly item?: Inspected;
  readonly options?: readonly Inspected[];
}

/**
 * Every unknown field of what was written, with the known one that was probably meant. The schema library names the
 * first of each object, and none at all where a connector has no type that there is.
 */
export function unknownFields(schema: v.GenericSchema, written: unknown): readonly FieldError[] {
  return unknownIn(schema as Inspected, written).map(({ path, known }) => ({
    field: path.reduce<string>(
      (all, key) => (typeof key === 'number' ? `${all}[${key}]` : all ? `${all}.${key}` : key),
      '',
    ),
    detail: `is not a known field${didYouMean(path.at(-1), known)}`,
  }));
}

interface Unknown {
  readonly path: readonly (string | number)[];
  readonly known: readonly string[];
}

function unknownIn(schema: Inspected, value: unknown): readonly Unknown[] {
  if (schema.wrapped !== undefined) return unknownIn(schema.wrapped, value);
  if (Array.isArray(value)) {
    const { item = {} } = schema;
    return value.flatMap((one, index) => unknownIn(item, one).map(within(index)));
  }
  if (!isJsonObject(value)) return [];
  const objects = [schema, ...(schema.options ?? [])].filter(({ type }) => type === 'strict_object');
  if (objects.length === 0) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const entry = objects.map(({ entries = {} }) => (Object.hasOwn(entries, name) ? entries[name] : undefined));
    const known = entry.find((one) => one !== undefined && !isNever(one)) ?? entry.find((one) => one !== undefined);
    return known === undefined
      ? [{ path: [name], known: fieldsAt(schema, []) }]
      : unknownIn(known, member).map(within(name));
  });
}

function within(key: string | number) {
  return ({ path, known }: Unknown): Unknown => ({ path: [key, ...path], known });
}

function isNever(schema: Inspected): boolean {
  return (schema.wrapped ?? schema).type === 'never';
}

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { faulty, type Parsed, parseWith } from '../../domain/parse.ts';
import { mayRead } from '../../domain/reader.ts';

/** The form of all items that this version writes. It changes only if the meaning of an attribute changes. */
export const ITEM_SCHEMA = 1;

type Item = Readonly<Record<string, AttributeValue>>;

const Positive = v.pipe(
  v.strictObject({ N: v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,14}$/, 'must be a whole number from 1')) }),
  v.transform(({ N }) => Number(N)),
);

/** The attributes of every item. */
export const envelopeEntries = { schema: Positive, minReader: v.exactOptional(Positive) };

const Numbers = v.object(envelopeEntries);

/**
 * Parses an item strictly, attribute by attribute: other programs may have written to the table. If `minReader` lets
 * this release read the item, attributes that it does not know are ignored. Inside an attribute, nothing is ignored.
 */
export function parseItem<S extends v.StrictObjectSchema<v.ObjectEntries, undefined>>(
  schema: S,
  item: Item,
): Parsed<v.InferOutput<S>> {
  if (isForNewer(item)) {
    return faulty(item.minReader === undefined ? 'schema' : 'minReader', 'asks for a newer release of Portunus');
  }
  return parseWith(schema, knownAttributes(schema, item), 'item');
}

/** The attributes to parse: the known ones if the item has `minReader`, and otherwise all of them. */
export function knownAttributes({ entries }: v.StrictObjectSchema<v.ObjectEntries, undefined>, item: Item): Item {
  if (item.minReader === undefined) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => Object.hasOwn(entries, name)));
}

/** Whether a newer release wrote the item for itself. An item that nothing can read is something else. */
export function isForNewer(item: Item): boolean {
  const numbers = v.safeParse(Numbers, item);
  return numbers.success && !mayRead(numbers.output, ITEM_SCHEMA);
}

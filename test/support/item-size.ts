// How large DynamoDB counts an item, by the rules of its developer guide.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import template from '../../deploy/data.template.json' with { type: 'json' };

type Item = Readonly<Record<string, AttributeValue>>;

/** What DynamoDB adds to each item, and to each entry of an index, when it counts what is stored. */
const STORED_BESIDE = 100;

/** Two digits are a byte, and one more is for sign and exponent. Zeros at the end count too, so that a time has one size. */
function bytesOfNumber(text: string): number {
  return Math.ceil(text.length / 2) + 1;
}

function bytesOfValue({ S, N, L, M }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return bytesOfNumber(N);
  if (L !== undefined) return L.reduce((sum, value) => sum + 1 + bytesOfValue(value), 3);
  return M === undefined ? 1 : itemBytes(M) + Object.keys(M).length + 3;
}

export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOfValue(value), 0);
}

/** The entries that an item of the activity table has in its indexes, which hold keys alone. */
export function indexEntries(item: Item): readonly Item[] {
  const { GlobalSecondaryIndexes } = template.Resources.ActivityTable.Properties;
  return GlobalSecondaryIndexes.flatMap(({ KeySchema }) => {
    const names = KeySchema.map(({ AttributeName }) => AttributeName);
    if (names.some((name) => item[name] === undefined)) return [];
    return [Object.fromEntries(['pk', 'sk', ...names].flatMap((name) => (item[name] ? [[name, item[name]]] : [])))];
  });
}

/** The bytes that DynamoDB charges for: the item and its entries in the indexes. */
export function storedBytes(item: Item): { readonly item: number; readonly entries: number } {
  const stored = (one: Item) => itemBytes(one) + STORED_BESIDE;
  return { item: stored(item), entries: indexEntries(item).reduce((sum, one) => sum + stored(one), 0) };
}

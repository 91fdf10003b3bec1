import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { DefinitionId, type DefinitionKind } from '../../domain/definition.ts';
import { faulty, type Parsed, parseWith } from '../../domain/parse.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';

/**
 * The item format that this version writes and reads. After a rollback, an older version refuses newer items instead of
 * misreading them.
 */
export const ITEM_SCHEMA = 1;

export type Item = Readonly<Record<string, AttributeValue>>;

/** Returns the key of a definition: its kind is the partition, and its id sorts within the kind. */
export function definitionKey(kind: DefinitionKind, id: string): Record<string, AttributeValue> {
  return {
    kind: { S: kind },
    id: { S: id },
  };
}

/**
 * Returns the item of a definition. The definition is stored as one JSON text, as the operator wrote it: the SDK's maps
 * drop a `__proto__` key, and a condition that is dropped would widen a grant.
 */
export function toItem(
  kind: DefinitionKind,
  id: string,
  { version, definition, definedBy }: { version: number; definition: unknown; definedBy: string },
): Record<string, AttributeValue> {
  return {
    ...definitionKey(kind, id),
    schema: { N: String(ITEM_SCHEMA) },
    version: { N: String(version) },
    definition: { S: JSON.stringify(definition) },
    definedBy: { S: definedBy },
  };
}

/** Returns the item that replaces a deleted definition, so that its id is never used again. */
export function toTombstone(
  kind: DefinitionKind,
  id: string,
  { version, definedBy }: { version: number; definedBy: string },
): Record<string, AttributeValue> {
  return {
    ...definitionKey(kind, id),
    schema: { N: String(ITEM_SCHEMA) },
    version: { N: String(version) },
    deleted: { BOOL: true },
    definedBy: { S: definedBy },
  };
}

export function isTombstone(item: Item): boolean {
  return item.deleted?.BOOL === true;
}

const Item = v.strictObject({
  kind: v.strictObject({ S: v.string() }),
  id: v.strictObject({ S: DefinitionId }),
  schema: v.strictObject({ N: v.literal(String(ITEM_SCHEMA), 'is written by another version of Portunus') }),
  version: v.strictObject({ N: v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,14}$/, 'must be a whole number from 1')) }),
  definition: v.strictObject({ S: v.string() }),
  /** Earlier versions of Portunus did not write this attribute. */
  definedBy: v.exactOptional(v.strictObject({ S: v.pipe(v.string(), v.nonEmpty('must not be empty')) })),
});

export interface StoredJson {
  readonly id: string;
  readonly version: number;
  readonly definition: unknown;
  /** Who wrote the definition last. */
  readonly definedBy?: string;
}

/** Parses an item of the table strictly, attribute by attribute: other programs may have written to the table. */
export function readItem(kind: DefinitionKind, item: Item): Parsed<StoredJson> {
  const parsed = parseWith(Item, item, 'item');
  if (!parsed.ok) return parsed;
  const { id, version, definition, definedBy } = parsed.value;
  if (parsed.value.kind.S !== kind) return faulty('kind', 'is of another kind');
  try {
    const value = { id: id.S, version: Number(version.N), definition: parseStrictJson(definition.S) };
    return { ok: true, value: { ...value, ...(definedBy && { definedBy: definedBy.S }) } };
  } catch {
    return faulty('definition', 'is not JSON');
  }
}

/** Parses the definition with the schema of its kind, and checks that its id is the id in the key. */
export function readDefinition<S extends v.GenericSchema<unknown, { readonly id: string }>>(
  schema: S,
  { id, definition }: StoredJson,
): Parsed<v.InferOutput<S>> {
  const parsed = parseWith(schema, definition, 'definition');
  return parsed.ok && parsed.value.id !== id ? faulty('id', 'is not the id of its key') : parsed;
}

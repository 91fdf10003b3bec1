import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { DefinitionId, type DefinitionKind } from '../../domain/definition.ts';
import { minReaderOf } from '../../domain/min-reader.ts';
import { faulty, type Parsed, parseWith } from '../../domain/parse.ts';
import { unknownFields, withoutFields } from '../../domain/reader.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import { envelopeEntries, ITEM_SCHEMA, parseItem } from './envelope.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** Returns the key of a definition: its kind is the partition, and its id sorts within the kind. */
export function definitionKey(kind: DefinitionKind, id: string): Record<string, AttributeValue> {
  return {
    kind: { S: kind },
    id: { S: id },
  };
}

interface WrittenDefinition {
  readonly version: number;
  readonly definition: unknown;
  readonly definedBy: string;
  /** What a newer release asked for, if the definition keeps fields that only that release knows. */
  readonly minReader?: number;
}

/**
 * Returns the item of a definition. The definition is stored as one JSON text, as the operator wrote it: the SDK's maps
 * drop a `__proto__` key, and a condition that is dropped would widen a grant.
 */
export function toItem(
  kind: DefinitionKind,
  id: string,
  { version, definition, definedBy, minReader }: WrittenDefinition,
): Record<string, AttributeValue> {
  return {
    ...definitionKey(kind, id),
    schema: { N: String(ITEM_SCHEMA) },
    ...minReaderAttribute(kind, definition, minReader),
    version: { N: String(version) },
    definition: { S: JSON.stringify(definition) },
    definedBy: { S: definedBy },
  };
}

/** Says which readers may read a definition. It is left out for the first ones, which refuse attributes new to them. */
export function minReaderAttribute(
  kind: DefinitionKind,
  definition: unknown,
  atLeast = 1,
): Record<string, AttributeValue> {
  const minReader = Math.max(atLeast, minReaderOf(kind, definition));
  return minReader === 1 ? {} : { minReader: { N: String(minReader) } };
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
  ...envelopeEntries,
  kind: v.strictObject({ S: v.string() }),
  id: v.strictObject({ S: DefinitionId }),
  version: v.strictObject({ N: v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,14}$/, 'must be a whole number from 1')) }),
  definition: v.strictObject({ S: v.string() }),
  /** Earlier versions of Portunus did not write this attribute. */
  definedBy: v.exactOptional(v.strictObject({ S: v.pipe(v.string(), v.nonEmpty('must not be empty')) })),
  /** Must not be ignored, in any form. */
  deleted: v.exactOptional(v.never('must not stand beside a definition')),
});

export interface StoredJson {
  readonly id: string;
  readonly version: number;
  readonly definition: unknown;
  /** Who wrote the definition last. */
  readonly definedBy?: string;
  /** The lowest reader that may read the definition, and ignore fields that it does not know. */
  readonly minReader?: number;
}

/** Parses an item of the table, but not yet the definition in it. */
export function readItem(kind: DefinitionKind, item: Item): Parsed<StoredJson> {
  const parsed = parseItem(Item, item);
  if (!parsed.ok) return parsed;
  const { id, version, definition, definedBy, minReader } = parsed.value;
  if (parsed.value.kind.S !== kind) return faulty('kind', 'is of another kind');
  try {
    const value = { id: id.S, version: Number(version.N), definition: parseStrictJson(definition.S) };
    const optional = { ...(definedBy && { definedBy: definedBy.S }), ...(minReader !== undefined && { minReader }) };
    return { ok: true, value: { ...value, ...optional } };
  } catch {
    return faulty('definition', 'is not JSON');
  }
}

/** Returns the definition of an item that can not be read, as far as it is JSON. */
export function jsonIn(item: Item): unknown {
  try {
    return parseStrictJson(item.definition?.S ?? '');
  } catch {
    return undefined;
  }
}

/** Parses the definition with the schema of its kind, and checks that its id is the id in the key. */
export function readDefinition<S extends v.GenericSchema<unknown, { readonly id: string }>>(
  schema: S,
  stored: StoredJson,
): Parsed<v.InferOutput<S>> {
  const { id, definition } = stored;
  const parsed = parseWith(schema, withoutFields(definition, ignoredFields(schema, stored)), 'definition');
  return parsed.ok && parsed.value.id !== id ? faulty('id', 'is not the id of its key') : parsed;
}

/** The fields that this release does not know and may ignore. Without `minReader`, an unknown field is a fault. */
export function ignoredFields(
  schema: v.GenericSchema,
  { definition, minReader }: Pick<StoredJson, 'definition' | 'minReader'>,
): readonly string[] {
  return minReader === undefined ? [] : unknownFields(schema, definition);
}

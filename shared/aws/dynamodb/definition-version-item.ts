import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import type { DefinitionKind } from '../../domain/definition.ts';
import type { DefinitionVersion } from '../../domain/definition-version.ts';
import { type Parsed, parseWith } from '../../domain/parse.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import { ITEM_SCHEMA, type Item } from './definition-item.ts';

/** As many digits as a version has at most, so that texts sort as numbers do. */
const VERSION_DIGITS = 15;

/**
 * The versions of one definition have a partition of their own: listing a kind never meets them, and reading them never
 * meets another definition's.
 */
export function versionsPartition(kind: DefinitionKind, id: string): AttributeValue.SMember {
  return {
    S: `version#${kind}#${id}`,
  };
}

export function versionKey(kind: DefinitionKind, id: string, version: number): Record<string, AttributeValue> {
  return {
    kind: versionsPartition(kind, id),
    id: { S: String(version).padStart(VERSION_DIGITS, '0') },
  };
}

/** What is kept of one version: the definition as it was written, or that it was deleted. */
export function toVersionItem(
  kind: DefinitionKind,
  id: string,
  { version, definition, changedAt, changedBy }: Omit<DefinitionVersion, 'deleted'>,
): Record<string, AttributeValue> {
  return {
    ...versionKey(kind, id, version),
    schema: { N: String(ITEM_SCHEMA) },
    version: { N: String(version) },
    ...(definition === undefined ? { deleted: { BOOL: true } } : { definition: { S: JSON.stringify(definition) } }),
    ...(changedAt !== undefined && { changedAt: { S: changedAt.toISOString() } }),
    ...(changedBy !== undefined && { changedBy: { S: changedBy } }),
  };
}

/** The same of an item that an earlier release wrote without one. It kept who wrote, and not when. */
export function versionItemOf(
  kind: DefinitionKind,
  id: string,
  { version, definition, deleted, definedBy }: Item,
): Record<string, AttributeValue> {
  return {
    ...versionKey(kind, id, Number(version?.N)),
    schema: { N: String(ITEM_SCHEMA) },
    version: version as AttributeValue,
    ...(definition !== undefined && { definition }),
    ...(deleted !== undefined && { deleted }),
    ...(definedBy !== undefined && { changedBy: definedBy }),
  };
}

const text = v.strictObject({ S: v.string() });

const VersionItem = v.strictObject({
  kind: text,
  id: text,
  schema: v.strictObject({ N: v.literal(String(ITEM_SCHEMA), 'is written by another version of Portunus') }),
  version: v.strictObject({ N: v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,14}$/, 'must be a whole number from 1')) }),
  definition: v.exactOptional(text),
  deleted: v.exactOptional(v.strictObject({ BOOL: v.literal(true) })),
  /** Both are absent where an earlier release didn't keep them. */
  changedAt: v.exactOptional(v.strictObject({ S: v.pipe(v.string(), v.isoTimestamp('must be a time')) })),
  changedBy: v.exactOptional(text),
});

/** A version whose definition is not JSON has none that could be restored; that it was there is kept. */
export function readVersionItem(item: Item): Parsed<DefinitionVersion> {
  const parsed = parseWith(VersionItem, item, 'item');
  if (!parsed.ok) return parsed;
  const { version, definition, deleted, changedAt, changedBy } = parsed.value;
  const value = definition === undefined ? undefined : jsonOf(definition.S);
  return {
    ok: true,
    value: {
      version: Number(version.N),
      deleted: deleted !== undefined,
      ...(value !== undefined && { definition: value }),
      ...(changedAt !== undefined && { changedAt: new Date(changedAt.S) }),
      ...(changedBy !== undefined && { changedBy: changedBy.S }),
    },
  };
}

function jsonOf(written: string): unknown {
  try {
    return parseStrictJson(written);
  } catch {
    return undefined;
  }
}

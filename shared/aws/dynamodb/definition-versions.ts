import { type AttributeValue, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { type DefinitionKind, type DefinitionVersion, deletionText } from '../../domain/definition.ts';
import { type Parsed, parseWith } from '../../domain/parse.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import type {
  DescribeDeletion,
  ListVersions,
  ReadDeletedVersion,
  ReadVersion,
} from '../../vending/definitions/ports.ts';
import { ITEM_SCHEMA, type Item, isTombstone } from './definition-item.ts';
import { type DefinitionsTable, getItem } from './definitions.ts';
import { REPORT_CONSUMED_CAPACITY, sendToTable } from './table.ts';

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

/** One version by its key, as it was kept. */
export function createReadVersion({ client, tableName }: DefinitionsTable): ReadVersion {
  return async (kind, id, version, call) => {
    const Key = versionKey(kind, id, version);
    const command = new GetItemCommand({
      TableName: tableName,
      Key,
      ConsistentRead: true,
      ...REPORT_CONSUMED_CAPACITY,
    });
    const { Item } = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'connector');
    const read = Item && readVersionItem(Item);
    return read?.ok ? read.value : undefined;
  };
}

/** Newest first, beginning before a version. What is not readable is left out. */
export function createListVersions({ client, tableName }: DefinitionsTable): ListVersions {
  return async function* listVersions(kind, id, { before, pageSize }, call) {
    let from: Record<string, AttributeValue> | undefined =
      before === undefined ? undefined : versionKey(kind, id, before);
    do {
      const command = new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: '#kind = :versions',
        ExpressionAttributeNames: { '#kind': 'kind' },
        ExpressionAttributeValues: { ':versions': versionsPartition(kind, id) },
        ScanIndexForward: false,
        ConsistentRead: true,
        ExclusiveStartKey: from,
        Limit: pageSize,
        ...REPORT_CONSUMED_CAPACITY,
      });
      const page = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'connector');
      from = page.LastEvaluatedKey;
      const read = (page.Items ?? []).map(readVersionItem);
      yield {
        items: read.flatMap((one) => (one.ok ? [one.value] : [])),
        ...(from?.id?.S !== undefined && { before: Number(from.id.S) }),
      };
    } while (from !== undefined);
  };
}

/** The version of a deletion that stands under an id; none where a definition does, or nothing. */
export function createReadDeletedVersion(table: DefinitionsTable): ReadDeletedVersion {
  return async (kind, id, call) => {
    const item = await getItem(table, kind, id, call, 'connector');
    return item !== undefined && isTombstone(item) ? Number(item.version?.N ?? 0) : undefined;
  };
}

export function createDescribeDeletion(table: DefinitionsTable): DescribeDeletion {
  const readVersion = createReadVersion(table);
  return async (kind, id, call) => {
    const item = await getItem(table, kind, id, call, 'connector');
    if (item === undefined || !isTombstone(item)) return undefined;
    const kept = await readVersion(kind, id, Number(item.version?.N ?? 0), call);
    // An earlier release kept who deleted it beside the deletion itself.
    const changedBy = kept?.changedBy ?? item.definedBy?.S;
    return deletionText({
      ...(kept?.changedAt !== undefined && { changedAt: kept.changedAt }),
      ...(changedBy !== undefined && { changedBy }),
    });
  };
}

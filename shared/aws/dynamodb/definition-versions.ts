import { type AttributeValue, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { type DefinitionKind, type DefinitionVersion, deletionText } from '../../domain/definition.ts';
import { type Parsed, parseWith } from '../../domain/parse.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import type { DescribeDeletion, ListVersions, ReadVersion } from '../../vending/definitions/ports.ts';
import { type Item, isTombstone, minReaderAttribute } from './definition-item.ts';
import { type DefinitionsTable, getItem } from './definitions.ts';
import { envelopeEntries, ITEM_SCHEMA, isForNewer, knownAttributes } from './envelope.ts';
import { REPORT_CONSUMED_CAPACITY, sendToTable } from './table.ts';

/**
 * The most digits that a version has. Versions are padded to it, so that they sort as numbers although they are text.
 */
const VERSION_DIGITS = 15;

/**
 * Returns the partition key for the versions of one definition. Each definition has its own partition, so a query of a
 * kind, or of another definition's versions, never reads them.
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

type WrittenVersion = Omit<DefinitionVersion, 'deleted' | 'newer'> & { readonly minReader?: number };

/** Returns the item for one version. It holds the definition as it was written, or the fact that it was deleted. */
export function toVersionItem(
  kind: DefinitionKind,
  id: string,
  { version, definition, changedAt, changedBy, minReader }: WrittenVersion,
): Record<string, AttributeValue> {
  return {
    ...versionKey(kind, id, version),
    schema: { N: String(ITEM_SCHEMA) },
    ...minReaderAttribute(kind, definition, minReader),
    version: { N: String(version) },
    ...(definition === undefined ? { deleted: { BOOL: true } } : { definition: { S: JSON.stringify(definition) } }),
    ...(changedAt !== undefined && { changedAt: { S: changedAt.toISOString() } }),
    ...(changedBy !== undefined && { changedBy: { S: changedBy } }),
  };
}

/**
 * Returns the version item for a definition that an earlier release wrote without one. That release stored who wrote
 * it, but not when.
 */
export function versionItemOf(
  kind: DefinitionKind,
  id: string,
  { version, definition, deleted, definedBy, schema, minReader }: Item,
): Record<string, AttributeValue> {
  return {
    ...versionKey(kind, id, Number(version?.N)),
    schema: schema ?? { N: String(ITEM_SCHEMA) },
    ...(minReader !== undefined && { minReader }),
    version: version as AttributeValue,
    ...(definition !== undefined && { definition }),
    ...(deleted !== undefined && { deleted }),
    ...(definedBy !== undefined && { changedBy: definedBy }),
  };
}

const text = v.strictObject({ S: v.string() });

const VersionItem = v.strictObject({
  ...envelopeEntries,
  kind: text,
  id: text,
  version: v.strictObject({ N: v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,14}$/, 'must be a whole number from 1')) }),
  definition: v.exactOptional(text),
  deleted: v.exactOptional(v.strictObject({ BOOL: v.literal(true) })),
  /** Earlier releases did not store these two attributes. */
  changedAt: v.exactOptional(v.strictObject({ S: v.pipe(v.string(), v.isoTimestamp('must be a time')) })),
  changedBy: v.exactOptional(text),
});

/**
 * Parses a version. If its definition is not JSON, or only a newer release can read it, the version cannot be restored,
 * but it stays in the list.
 */
export function readVersionItem(item: Item): Parsed<DefinitionVersion> {
  const parsed = parseWith(VersionItem, knownAttributes(VersionItem, item), 'item');
  if (!parsed.ok) return parsed;
  const { version, definition, deleted, changedAt, changedBy } = parsed.value;
  const newer = isForNewer(item);
  const value = definition === undefined || newer ? undefined : jsonOf(definition.S);
  return {
    ok: true,
    value: {
      version: Number(version.N),
      deleted: deleted !== undefined,
      ...(newer && { newer }),
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

/** Reads one version by its key. */
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

/** Lists versions, newest first, starting before a given version. Unreadable items are left out. */
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

export function createDescribeDeletion(table: DefinitionsTable): DescribeDeletion {
  const readVersion = createReadVersion(table);
  return async (kind, id, call) => {
    const item = await getItem(table, kind, id, call, 'connector');
    if (item === undefined || !isTombstone(item)) return undefined;
    const kept = await readVersion(kind, id, Number(item.version?.N ?? 0), call);
    // An earlier release stored who deleted a definition in the deleted item itself.
    const changedBy = kept?.changedBy ?? item.definedBy?.S;
    return deletionText({
      ...(kept?.changedAt !== undefined && { changedAt: kept.changedAt }),
      ...(changedBy !== undefined && { changedBy }),
    });
  };
}

import { type AttributeValue, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { deletionText } from '../../domain/definition-version.ts';
import type {
  DescribeDeletion,
  ListVersions,
  ReadDeletedVersion,
  ReadVersion,
} from '../../vending/definitions/ports.ts';
import { ANSWERED } from './consumed-capacity.ts';
import { isTombstone } from './definition-item.ts';
import { readVersionItem, versionKey, versionsPartition } from './definition-version-item.ts';
import { type DefinitionsTable, getItem } from './definitions.ts';
import { answeredBy } from './errors.ts';

/** One version by its key, as it was kept. */
export function createReadVersion({ client, tableName }: DefinitionsTable): ReadVersion {
  return async (kind, id, version, call) => {
    const Key = versionKey(kind, id, version);
    const command = new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true, ...ANSWERED });
    const { Item } = await answeredBy(() => client.send(command, { abortSignal: call.signal }), call, 'connector');
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
        ...ANSWERED,
      });
      const page = await answeredBy(() => client.send(command, { abortSignal: call.signal }), call, 'connector');
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

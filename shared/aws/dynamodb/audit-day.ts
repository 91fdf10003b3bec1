import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { ReadAuditDay } from '../../vending/archive/verify/ports.ts';
import { AUDIT_SHARDS, auditPartition } from './audit-item.ts';
import { plainItem } from './plain-item.ts';
import { readAuditItem } from './read-audit-item.ts';
import { assertConsumedCapacity, REPORT_CONSUMED_CAPACITY } from './table.ts';

/** Reads all items under the keys of a day's records, shard by shard. */
export function createReadAuditDay(table: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}): ReadAuditDay {
  return async function* (day, { signal }) {
    for (let shard = 0; shard < AUDIT_SHARDS; shard += 1) {
      for await (const item of itemsOf(table, auditPartition(day, shard), signal)) {
        yield {
          pk: item.pk?.S ?? '',
          sk: item.sk?.S ?? '',
          item: plainItem(item),
          isRecord: readAuditItem(item).ok,
        };
      }
    }
  };
}

async function* itemsOf(
  { client, tableName }: { readonly client: DynamoDBClient; readonly tableName: string },
  pk: string,
  abortSignal: AbortSignal,
): AsyncGenerator<Record<string, AttributeValue>> {
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page: QueryCommandOutput = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ConsistentRead: true,
        ...(from !== undefined && { ExclusiveStartKey: from }),
        ...REPORT_CONSUMED_CAPACITY,
      }),
      { abortSignal },
    );
    assertConsumedCapacity(page);
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { RefreshEntry } from '../../domain/refresh-state.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import type { ListRefreshEntries, RecordRefresh } from '../../vending/refresh/ports.ts';
import { ITEM_SCHEMA } from './envelope.ts';
import { putOnce } from './put-once.ts';
import { refreshKey } from './refresh-item.ts';
import type { ActivityTable } from './refresh-state.ts';
import { REPORT_CONSUMED_CAPACITY, sendToTable, tableError } from './table.ts';

const KEPT_DAYS = 30;
const RESULT = 'result#';

/**
 * Records a refresh. The entry expires after thirty days. What was issued also stays in the audit, as long as any audit
 * record.
 */
export function createRecordRefresh(table: ActivityTable): RecordRefresh {
  return async (result, call) => {
    const { job, requestId, at } = result;
    const item = {
      pk: { S: refreshKey(job) },
      sk: { S: `${RESULT}${at.toISOString()}#${requestId}` },
      schema: { N: String(ITEM_SCHEMA) },
      expiresAt: { N: String(Math.floor(at.getTime() / 1000) + KEPT_DAYS * 86_400) },
      result: { S: JSON.stringify(result) },
    };
    try {
      await putOnce(table, item, call);
    } catch (error) {
      throw tableError(error, call, 'delivery');
    }
  };
}

export function createListRefreshEntries({ client, tableName }: ActivityTable): ListRefreshEntries {
  return async (job, { before, limit }, call) => {
    const pk = { S: refreshKey(job) };
    const command = new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :result)',
      ExpressionAttributeValues: { ':pk': pk, ':result': { S: RESULT } },
      ScanIndexForward: false,
      ExclusiveStartKey: before === undefined ? undefined : { pk, sk: { S: `${RESULT}${before}` } },
      Limit: limit,
      ...REPORT_CONSUMED_CAPACITY,
    });
    const page = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'delivery');
    const last = page.LastEvaluatedKey?.sk?.S?.slice(RESULT.length);
    return { items: (page.Items ?? []).flatMap(readEntry), ...(last !== undefined && { before: last }) };
  };
}

/** Parses one entry. An unreadable one is left out, so that the others can still be shown. */
function readEntry({ result }: Record<string, AttributeValue>): readonly RefreshEntry[] {
  try {
    const entry = v.safeParse(RefreshEntry, parseStrictJson(result?.S ?? ''));
    return entry.success ? [entry.output] : [];
  } catch {
    return [];
  }
}

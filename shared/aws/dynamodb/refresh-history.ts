import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import { isJsonObject, parseStrictJson } from '../../domain/strict-json.ts';
import type { RecordRefresh } from '../../vending/refresh/ports.ts';
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

/** Returns the latest entries of a job's history, newest first, as they were written. */
export async function readRefreshHistory(
  { client, tableName }: ActivityTable,
  job: string,
  most: number,
  call: Call,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const command = new QueryCommand({
    TableName: tableName,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :result)',
    ExpressionAttributeValues: { ':pk': { S: refreshKey(job) }, ':result': { S: RESULT } },
    ScanIndexForward: false,
    Limit: most,
    ...REPORT_CONSUMED_CAPACITY,
  });
  const page = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'delivery');
  return (page.Items ?? []).flatMap(readResult);
}

/** Parses one entry. An unreadable one is left out, so that the others can still be shown. */
function readResult({ result }: Record<string, AttributeValue>) {
  try {
    const read: unknown = parseStrictJson(result?.S ?? '');
    return isJsonObject(read) ? [read] : [];
  } catch {
    return [];
  }
}

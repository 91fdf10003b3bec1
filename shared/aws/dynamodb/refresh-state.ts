import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import { faultsText, PortunusError } from '../../domain/errors.ts';
import {
  type ReadRefreshState,
  type ReadRefreshStates,
  type SaveRefreshState,
  StateConflict,
} from '../../vending/refresh/ports.ts';
import { batchGet } from './batch-get.ts';
import { readStateItem, refreshKey, stateKey, toStateItem } from './refresh-item.ts';
import { assertConsumedCapacity, REPORT_CONSUMED_CAPACITY, sendToTable, tableError } from './table.ts';

/** The client and the name of the table that holds refresh states. */
export interface ActivityTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

export function createReadRefreshState(table: ActivityTable): ReadRefreshState {
  return async (job, call) => {
    const item = await getStateItem(table, job, call);
    if (item === undefined) return undefined;
    const state = readStateItem(job, item);
    if (state.ok) return state.value;
    const detail = `the refresh state is not readable: ${faultsText(state.errors)}`;
    throw new PortunusError('misconfigured', 'delivery', { detail });
  };
}

/** Reads many states at once for display. One that is not readable must not hide the others. */
export function createReadRefreshStates(table: ActivityTable): ReadRefreshStates {
  return async (jobs, call) => {
    if (jobs.length === 0) return [];
    const Keys = [...new Set(jobs)].map(stateKey);
    const { items } = await batchGet(table, { Keys, ConsistentRead: true }, call, 'delivery');
    const byKey = new Map(items.map((item) => [item.pk?.S, item]));
    return jobs.map((job) => {
      const item = byKey.get(refreshKey(job));
      const state = item && readStateItem(job, item);
      return state?.ok === false ? 'unreadable' : state?.value;
    });
  };
}

export async function getStateItem(
  { client, tableName }: ActivityTable,
  job: string,
  call: Call,
): Promise<Record<string, AttributeValue> | undefined> {
  const command = new GetItemCommand({
    TableName: tableName,
    Key: stateKey(job),
    ConsistentRead: true,
    ...REPORT_CONSUMED_CAPACITY,
  });
  const answer = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'delivery');
  return answer.Item;
}

export function createSaveRefreshState(table: ActivityTable): SaveRefreshState {
  return async (state, call) => {
    const Item = toStateItem(state);
    const command = new PutItemCommand({
      TableName: table.tableName,
      Item,
      ConditionExpression: '#revision = :before',
      ExpressionAttributeNames: { '#revision': 'revision' },
      ExpressionAttributeValues: { ':before': { N: String(state.revision - 1) } },
      ...REPORT_CONSUMED_CAPACITY,
    });
    try {
      assertConsumedCapacity(await table.client.send(command, { abortSignal: call.signal }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw tableError(error, call, 'delivery');
      // The SDK retries a write when the answer is lost. Then the item that made the condition fail may be our own.
      if (isDeepStrictEqual(await getStateItem(table, state.job, call), Item)) return;
      throw new StateConflict(`the state of ${state.job} was written meanwhile`);
    }
  };
}

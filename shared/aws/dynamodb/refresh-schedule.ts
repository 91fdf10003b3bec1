import {
  type AttributeValue,
  ConditionalCheckFailedException,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import type { Call } from '../../domain/call.ts';
import { DefinitionId } from '../../domain/definition.ts';
import type { ScheduleJob } from '../../vending/definitions/ports.ts';
import type { DueJob, LeaseJob, ListDueJobs } from '../../vending/refresh/ports.ts';
import { ITEM_SCHEMA } from './envelope.ts';
import { dueAttributes, dueShard, refreshKey, stateKey, Time } from './refresh-item.ts';
import { type ActivityTable, getStateItem } from './refresh-state.ts';
import { assertConsumedCapacity, REPORT_CONSUMED_CAPACITY, sendToTable, tableError } from './table.ts';

/** The index in deploy/data.template.json that holds the scheduled jobs, by shard and due time. */
const DUE_INDEX = 'due';
const PAGE = 100;

const DueItem = v.object({
  pk: v.pipe(
    v.strictObject({ S: v.pipe(v.string(), v.startsWith(refreshKey(''))) }),
    v.transform(({ S }) => S.slice(refreshKey('').length)),
    DefinitionId,
  ),
  dueAt: Time,
  window: v.strictObject({ S: v.string() }),
  endsAt: v.exactOptional(Time),
});

export function createListDueJobs({ client, tableName }: ActivityTable): ListDueJobs {
  return async function* listDueJobs(shard, by, call) {
    let from: Record<string, AttributeValue> | undefined;
    do {
      const command = new QueryCommand({
        TableName: tableName,
        IndexName: DUE_INDEX,
        KeyConditionExpression: 'dueShard = :shard AND dueAt <= :by',
        ExpressionAttributeValues: { ':shard': { S: dueShard(shard) }, ':by': { S: by.toISOString() } },
        Limit: PAGE,
        ExclusiveStartKey: from,
        ...REPORT_CONSUMED_CAPACITY,
      });
      const page = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'delivery');
      from = page.LastEvaluatedKey;
      yield (page.Items ?? []).flatMap(readDueItem);
    } while (from !== undefined);
  };
}

/**
 * Parses an entry of the index. An unreadable entry is left out: it must not stop the other jobs from being refreshed.
 */
function readDueItem(item: Record<string, AttributeValue>): DueJob[] {
  const parsed = v.safeParse(DueItem, item);
  if (!parsed.success) return [];
  const { pk: job, dueAt, window, endsAt } = parsed.output;
  return [{ job, dueAt, window: window.S, ...(endsAt && { endsAt }) }];
}

export function createLeaseJob(table: ActivityTable): LeaseJob {
  return async ({ job, dueAt, window }, until, call) => {
    const isWritten = await update(
      table,
      {
        Key: stateKey(job),
        UpdateExpression: 'SET dueAt = :until',
        ConditionExpression: 'dueAt = :seen AND #window = :window',
        ExpressionAttributeNames: { '#window': 'window' },
        ExpressionAttributeValues: {
          ':until': { S: until.toISOString() },
          ':seen': { S: dueAt.toISOString() },
          ':window': { S: window },
        },
      },
      call,
    );
    if (isWritten) return true;
    // The SDK retries a write when the answer is lost. Then the item that made the condition fail may be our own.
    const item = await getStateItem(table, job, call);
    return item?.dueAt?.S === until.toISOString() && item.window?.S === window;
  };
}

export function createScheduleJob(table: ActivityTable): ScheduleJob {
  return async (job, when, call) => {
    const { dueShard: shard, dueAt: due } = dueAttributes(job, call.now());
    const input = {
      Key: stateKey(job),
      UpdateExpression:
        'SET #schema = if_not_exists(#schema, :schema), dueShard = :shard, dueAt = :due, #window = :due, ' +
        'failures = if_not_exists(failures, :none), revision = if_not_exists(revision, :none) + :one',
      ...(when === 'unless-scheduled' && { ConditionExpression: 'attribute_not_exists(dueAt)' }),
      ExpressionAttributeNames: { '#schema': 'schema', '#window': 'window' },
      ExpressionAttributeValues: {
        ':schema': { N: String(ITEM_SCHEMA) },
        ':shard': shard as AttributeValue,
        ':due': due as AttributeValue,
        ':none': { N: '0' },
        ':one': { N: '1' },
      },
    };
    await update(table, input, call);
  };
}

/** Returns `false` if the condition does not hold. */
async function update(
  { client, tableName }: ActivityTable,
  input: Omit<UpdateItemCommandInput, 'TableName'>,
  call: Call,
): Promise<boolean> {
  try {
    const command = new UpdateItemCommand({ TableName: tableName, ...input, ...REPORT_CONSUMED_CAPACITY });
    assertConsumedCapacity(await client.send(command, { abortSignal: call.signal }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw tableError(error, call, 'delivery');
  }
}

import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { Approval, type ApprovalStatus } from '../../domain/approval.ts';
import type { Call } from '../../domain/call.ts';
import { parseWith } from '../../domain/parse.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import type { ApprovalPorts } from '../../vending/definitions/ports.ts';
import { ITEM_SCHEMA } from './envelope.ts';
import type { ActivityTable } from './refresh-state.ts';
import { assertConsumedCapacity, REPORT_CONSUMED_CAPACITY, sendToTable, tableError } from './table.ts';

type Item = Record<string, AttributeValue>;

/** At most a hundred wait at once, so that one partition holds them all. */
const PARTITION = 'approval';
const WAITING: readonly ApprovalStatus[] = ['pending', 'approving'];
const DECIDED: readonly ApprovalStatus[] = ['approved', 'rejected', 'void'];
const PAGE = 100;

export function createApprovals(table: ActivityTable): Omit<ApprovalPorts, 'isRequired'> {
  return {
    propose: (approval, call) => propose(table, approval, call),
    read: async (id, call) => {
      const command = new GetItemCommand({ ...inTable(table), Key: keyOf(id), ConsistentRead: true });
      const { Item } = await sendToTable(
        () => table.client.send(command, { abortSignal: call.signal }),
        call,
        'request',
      );
      return Item && readItem(Item);
    },
    mark: async (approval, from, call) => (await put(table, approval, statusIn(from), call)) === 'put',
    list: async ({ after, limit }, call) => {
      const { Items = [], LastEvaluatedKey } = await query(table, limit, after, call);
      const read = Items.flatMap((item) => readItem(item) ?? []);
      const items = read.filter((approval) => isWaiting(approval, call));
      const lapsed = read.filter((approval) => approval.status === 'pending' && !isWaiting(approval, call));
      const last = LastEvaluatedKey?.sk?.S;
      return { items, lapsed, ...(last !== undefined && { after: last }) };
    },
    count: (most, call) => count(table, most, call),
  };
}

async function propose(table: ActivityTable, approval: Approval, call: Call): Promise<Approval> {
  const now = String(Math.floor(call.now().getTime() / 1000));
  const decided = statusIn(DECIDED);
  const free = {
    expression: `attribute_not_exists(pk) OR expiresAt <= :now OR ${decided.expression}`,
    values: { ...decided.values, ':now': { N: now } },
  };
  const result = await put(table, approval, free, call);
  return result === 'put' ? approval : (readItem(result) ?? approval);
}

interface Condition {
  readonly expression: string;
  readonly values: Item;
}

function statusIn(statuses: readonly ApprovalStatus[]): Condition {
  const values = Object.fromEntries(statuses.map((status) => [`:${status}`, { S: status }]));
  return { expression: `#status IN (${Object.keys(values).join(', ')})`, values };
}

/** Puts the approval if the condition holds. Otherwise returns the item that is there. */
async function put(table: ActivityTable, approval: Approval, condition: Condition, call: Call): Promise<'put' | Item> {
  const command = new PutItemCommand({
    ...inTable(table),
    Item: toItem(approval),
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: condition.values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    assertConsumedCapacity(await table.client.send(command, { abortSignal: call.signal }));
    return 'put';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw tableError(error, call, 'request');
    // The SDK retries a write when the answer is lost. Then the item that made the condition fail may be our own.
    return error.Item?.approval?.S === toItem(approval).approval?.S ? 'put' : (error.Item ?? {});
  }
}

async function count(table: ActivityTable, most: number, call: Call): Promise<number> {
  let found = 0;
  let after: string | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await query(table, PAGE, after, call);
    found += Items.filter((item) => isWaiting(readItem(item), call)).length;
    after = LastEvaluatedKey?.sk?.S;
  } while (after !== undefined && found < most);
  return found;
}

function query(table: ActivityTable, limit: number, after: string | undefined, call: Call) {
  const command = new QueryCommand({
    ...inTable(table),
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: PARTITION } },
    ConsistentRead: true,
    Limit: limit,
    ...(after !== undefined && { ExclusiveStartKey: keyOf(after) }),
  });
  return sendToTable(() => table.client.send(command, { abortSignal: call.signal }), call, 'request');
}

/** An approval that can't be read is none: nobody can decide on it. */
function isWaiting(approval: Approval | undefined, call: Call): boolean {
  return approval !== undefined && WAITING.includes(approval.status) && new Date(approval.expiresAt) > call.now();
}

function inTable({ tableName }: ActivityTable) {
  return { TableName: tableName, ...REPORT_CONSUMED_CAPACITY };
}

function keyOf(id: string): Item {
  return { pk: { S: PARTITION }, sk: { S: id } };
}

function toItem(approval: Approval): Item {
  return {
    ...keyOf(approval.id),
    schema: { N: String(ITEM_SCHEMA) },
    status: { S: approval.status },
    expiresAt: { N: String(Math.floor(new Date(approval.expiresAt).getTime() / 1000)) },
    approval: { S: JSON.stringify(approval) },
  };
}

/** The text is parsed strictly: our own table is a door too. The attributes repeat it for conditions alone. */
function readItem({ approval, status, sk }: Item): Approval | undefined {
  try {
    const parsed = parseWith(Approval, parseStrictJson(approval?.S ?? ''), 'approval');
    if (!parsed.ok || parsed.value.status !== status?.S || parsed.value.id !== sk?.S) return undefined;
    return parsed.value;
  } catch {
    return undefined;
  }
}

import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import type { SessionStore, StoredSession } from '../../vending/console/ports.ts';
import { readSessionItem, sessionKey, tokenAttributes, toSessionItem } from './console-session-item.ts';
import { putOnce } from './put-once.ts';
import type { ActivityTable } from './refresh-state.ts';
import { assertConsumedCapacity, REPORT_CONSUMED_CAPACITY, sendToTable, tableError } from './table.ts';

/**
 * Keeps the sessions of the console. An update never makes an item: a session that was ended meanwhile would come back
 * without its tokens.
 */
export function createSessionStore(table: ActivityTable): SessionStore {
  const { client, tableName: TableName } = table;
  const update = (key: string, change: Change, call: Call) => updateSession(table, key, change, call);
  return {
    create: async (session, call) => {
      try {
        await putOnce(table, toSessionItem(session), call);
      } catch (error) {
        throw tableError(error, call, 'authentication');
      }
    },
    read: async (key, call) => {
      const input = { TableName, Key: sessionKey(key), ConsistentRead: true, ...REPORT_CONSUMED_CAPACITY };
      const send = () => client.send(new GetItemCommand(input), { abortSignal: call.signal });
      const { Item } = await sendToTable(send, call, 'authentication');
      return Item === undefined ? undefined : readSessionItem(key, Item);
    },
    touch: async (key, call) => {
      await update(key, { set: { usedAt: { S: call.now().toISOString() } }, condition: [] }, call);
    },
    lease: ({ key, renewals }, until, call) => {
      const values = { ':now': { S: call.now().toISOString() }, ':renewals': { N: String(renewals) } };
      const condition = [
        '#renewals = :renewals',
        // If the SDK sends the update again because the answer was lost, the lease is our own.
        '(attribute_not_exists(#leasedUntil) OR #leasedUntil < :now OR #leasedBy = :leasedBy)',
      ];
      const set = { leasedBy: { S: call.requestId }, leasedUntil: { S: until.toISOString() } };
      return update(key, { set, condition, values, names: ['renewals'] }, call);
    },
    release: async (key, call) => {
      const values = { ':us': { S: call.requestId } };
      const remove = ['leasedBy', 'leasedUntil'];
      await update(key, { set: {}, remove, condition: ['#leasedBy = :us'], values }, call);
    },
    renew: ({ key, renewals }, renewed, call) => {
      const set = { ...tokenAttributes(renewed), renewals: { N: String(renewals + 1) } };
      const values = { ':us': { S: call.requestId } };
      return update(
        key,
        { set, remove: ['leasedUntil'], condition: ['#leasedBy = :us'], values, names: ['leasedBy'] },
        call,
      );
    },
    remove: async (key, call) => {
      const input = { TableName, Key: sessionKey(key), ReturnValues: 'ALL_OLD', ...REPORT_CONSUMED_CAPACITY } as const;
      const send = () => client.send(new DeleteItemCommand(input), { abortSignal: call.signal });
      const { Attributes } = await sendToTable(send, call, 'authentication');
      return Attributes === undefined ? undefined : endedSession(key, Attributes);
    },
  };
}

/** What a session was when it ended. One that this release can't read has ended all the same. */
function endedSession(key: string, item: Record<string, AttributeValue>): StoredSession | undefined {
  try {
    return readSessionItem(key, item);
  } catch {
    return undefined;
  }
}

interface Change {
  readonly set: Readonly<Record<string, AttributeValue>>;
  readonly remove?: readonly string[];
  /** What must be true of the item, beside that it is there. */
  readonly condition: readonly string[];
  readonly values?: Readonly<Record<string, AttributeValue>>;
  /** Names that only the condition has. */
  readonly names?: readonly string[];
}

/** Returns whether the condition held. */
async function updateSession({ client, tableName }: ActivityTable, key: string, change: Change, call: Call) {
  const { set, remove = [], condition, values = {}, names = [] } = change;
  const assigned = Object.keys(set);
  const all = [...assigned, ...remove, ...names];
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: sessionKey(key),
    UpdateExpression: [
      ...(assigned.length > 0 ? [`SET ${assigned.map((name) => `#${name} = :${name}`).join(', ')}`] : []),
      ...(remove.length > 0 ? [`REMOVE ${remove.map((name) => `#${name}`).join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: ['attribute_exists(pk)', ...condition].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(all.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
      ...values,
    },
    ...REPORT_CONSUMED_CAPACITY,
  });
  try {
    assertConsumedCapacity(await client.send(command, { abortSignal: call.signal }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw tableError(error, call, 'authentication');
  }
}

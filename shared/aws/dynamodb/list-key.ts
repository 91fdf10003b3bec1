import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import { ITEM_SCHEMA } from './envelope.ts';
import { putOnce } from './put-once.ts';
import type { ActivityTable } from './refresh-state.ts';
import { REPORT_CONSUMED_CAPACITY, sendToTable, tableError } from './table.ts';

const Key = { pk: { S: 'key#lists' }, sk: { S: 'key' } };
const KEY_BYTES = 32;

export type GetListKey = (call: Call) => Promise<KeyObject>;

/**
 * Gets the deployment's key for the positions in lists, and makes it at the first use. It is in the table, because
 * whoever can read the table needs no token to learn the ids.
 */
export function createGetListKey(table: ActivityTable): GetListKey {
  let known: KeyObject | undefined;
  return async (call) => {
    known ??= (await readKey(table, call)) ?? (await makeKey(table, call));
    return known;
  };
}

async function readKey({ client, tableName }: ActivityTable, call: Call): Promise<KeyObject | undefined> {
  const command = new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true, ...REPORT_CONSUMED_CAPACITY });
  const { Item } = await sendToTable(() => client.send(command, { abortSignal: call.signal }), call, 'connector');
  if (Item === undefined) return undefined;
  const bytes = Item.key?.B;
  if (bytes?.length === KEY_BYTES) return createSecretKey(bytes);
  throw new PortunusError('misconfigured', 'connector', { detail: 'the key of lists is not readable' });
}

async function makeKey(table: ActivityTable, call: Call): Promise<KeyObject> {
  const bytes = randomBytes(KEY_BYTES);
  try {
    await putOnce(table, { ...Key, schema: { N: String(ITEM_SCHEMA) }, key: { B: bytes } }, call);
    return createSecretKey(bytes);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw tableError(error, call, 'connector');
  }
  // Another environment was faster, or our own put was sent twice.
  const stored = await readKey(table, call);
  if (stored !== undefined) return stored;
  throw new PortunusError('table_unavailable', 'connector', { detail: 'the key of lists is gone' });
}

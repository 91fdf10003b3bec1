import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Call } from '../../domain/call.ts';
import type { ConnectorState } from '../../domain/connector-state.ts';
import type { ReadConnectorStates } from '../../vending/definitions/ports.ts';
import { batchGet } from './batch-get.ts';
import type { ActivityTable } from './refresh-state.ts';
import { readTotalItem, totalKey } from './usage.ts';
import { readVerifyItem, verifyStateKey } from './verify-state.ts';

type Item = Record<string, AttributeValue>;

/** BatchGetItem takes 100 keys, and a connector has two. */
const CONNECTORS_AT_ONCE = 50;

/** Reads what lists show of many connectors, at half the price. One that is not readable must not hide the others. */
export function createReadConnectorStates(table: ActivityTable): ReadConnectorStates {
  return async (ids, call) => {
    const states: ConnectorState[] = [];
    for (let from = 0; from < ids.length; from += CONNECTORS_AT_ONCE) {
      states.push(...(await readSome(table, ids.slice(from, from + CONNECTORS_AT_ONCE), call)));
    }
    return states;
  };
}

async function readSome(table: ActivityTable, ids: readonly string[], call: Call) {
  const Keys = [...new Set(ids)].flatMap((id) => [totalKey(id), verifyStateKey(id)]);
  const { items } = await batchGet(table, { Keys }, call, 'request');
  const byKey = new Map(items.map((item) => [item.pk?.S, item]));
  return ids.map((id) => stateOf(id, byKey.get(totalKey(id).pk.S), byKey.get(verifyStateKey(id).pk.S)));
}

function stateOf(connector: string, total: Item | undefined, state: Item | undefined): ConnectorState {
  const usage = total && readTotalItem(total);
  const verified = state && readVerifyItem(state);
  const isReadable = usage !== 'unreadable' && verified !== 'unreadable';
  return {
    connector,
    ...(usage !== 'unreadable' && usage?.last !== undefined && { lastUsedAt: usage.last }),
    ...(verified !== undefined && verified !== 'unreadable' && { verified: shown(verified) }),
    ...(!isReadable && { unreadable: true }),
  };
}

function shown({ verifiedAt: at, outcome, failingSince }: Exclude<ReturnType<typeof readVerifyItem>, 'unreadable'>) {
  return { at, outcome, ...(failingSince !== undefined && { failingSince }) };
}

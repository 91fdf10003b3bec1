import { expect, it } from 'vitest';
import type { ConnectorState } from '../../../../shared/domain/connector-state.ts';
import { listConnectorStates } from '../../../../shared/vending/definitions/list-connector-states.ts';
import { aMemoryTable } from '../../../support/admin-ports.ts';
import { aCall } from '../../../support/builders.ts';

it('a page of connectors has their states in the same order, by one read', async () => {
  const { put, ports } = aMemoryTable();
  for (const id of ['a1', 'b2']) put('connector', { id });
  const reads: (readonly string[])[] = [];
  const readStates = async (ids: readonly string[]): Promise<ConnectorState[]> => {
    reads.push(ids);
    return ids.map((connector) => ({ connector, lastUsedAt: '2026-11-21T12:00:00.000Z' }));
  };
  const page = await listConnectorStates({ ...ports, readStates }, {}, { limit: 9 }, aCall());
  expect(page.items.map(({ value }) => value)).toEqual([{ id: 'a1' }, { id: 'b2' }]);
  expect(page.states.map(({ connector }) => connector)).toEqual(['a1', 'b2']);
  expect(reads).toEqual([['a1', 'b2']]);
});

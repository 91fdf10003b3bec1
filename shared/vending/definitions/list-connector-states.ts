import type { Call } from '../../domain/call.ts';
import type { ConnectorFilter } from '../../domain/connector-filter.ts';
import type { ConnectorState } from '../../domain/connector-state.ts';
import type { Stored } from '../../domain/definition.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { listConnectors, type Page, type PageRequest } from './list-definitions.ts';
import type { ListDefinitions, ReadConnectorStates } from './ports.ts';

/** Lists connectors as they were written, with their states in the same order. */
export async function listConnectorStates(
  {
    listDefinitions: list,
    readStates,
  }: { readonly listDefinitions: ListDefinitions; readonly readStates: ReadConnectorStates },
  filter: ConnectorFilter,
  page: PageRequest,
  call: Call,
): Promise<Page<Stored<unknown>> & { readonly states: readonly ConnectorState[] }> {
  const found = await listConnectors(list, filter, page, call);
  const ids = found.items.map(({ value }) => (isJsonObject(value) ? String(value.id) : ''));
  return { ...found, states: await readStates(ids, call) };
}

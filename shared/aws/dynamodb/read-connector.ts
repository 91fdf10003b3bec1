import { Connector, type UnreadableConnector } from '../../domain/connector.ts';
import type { Stored } from '../../domain/definition.ts';
import { faultsText } from '../../domain/errors.ts';
import { ConnectorAccess } from '../../domain/grant.ts';
import { parseWith } from '../../domain/parse.ts';
import { type Item, jsonIn, readDefinition, readItem } from './definition-item.ts';
import { isForNewer } from './envelope.ts';

type ReadConnector = (item: Item) => Stored<Connector> | UnreadableConnector;

/** How many connectors stay parsed. */
const MAX_PARSED = 100;

/**
 * Parses a connector's item, unless it is equal to the one that was parsed last: then so is the result, and comparing takes
 * less time than parsing. Requests share the result, so it is frozen.
 */
export function createReadConnector(): ReadConnector {
  const parsed = new Map<
    string | undefined,
    { readonly text: string; readonly connector: ReturnType<ReadConnector> }
  >();
  return (item) => {
    const id = item.id?.S;
    const text = JSON.stringify(item);
    const last = parsed.get(id);
    if (last?.text === text) return last.connector;
    const connector = deepFrozen(parseConnector(item));
    if (parsed.size >= MAX_PARSED) parsed.clear();
    parsed.set(id, { text, connector });
    return connector;
  };
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFrozen);
  return value;
}

function parseConnector(item: Item): ReturnType<ReadConnector> {
  const stored = readItem('connector', item);
  if (!stored.ok) return { unreadable: faultsText(stored.errors), ...(isForNewer(item) && accessIn(jsonIn(item))) };
  const connector = readDefinition(Connector, stored.value);
  const { version, definedBy } = stored.value;
  if (connector.ok) return { version, value: connector.value, ...(definedBy !== undefined && { definedBy }) };
  return { unreadable: faultsText(connector.errors), ...accessIn(stored.value.definition) };
}

/** Says who may learn that the connector is broken. Nobody gets a login by it. */
function accessIn(definition: unknown): Pick<UnreadableConnector, 'access'> {
  const access = parseWith(ConnectorAccess, definition, 'definition');
  return access.ok ? { access: access.value } : {};
}

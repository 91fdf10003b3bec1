import * as v from 'valibot';
import { ConnectorState } from '../../shared/domain/connector-state.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError } from '../command.ts';
import { type ApiClient, pagesOf } from './client.ts';

export interface ListedConnector {
  readonly connector: Readonly<Record<string, unknown>>;
  /** Only if it was asked for. */
  readonly state?: ConnectorState;
}

interface Asked {
  readonly text?: string;
  readonly serves?: 'ecr' | 'ecr-public' | 'codeartifact' | 'session' | 'console';
  readonly state?: 'true';
}

/** All connectors that match, with their states if those are asked for. */
export async function listConnectors(api: ApiClient, asked: Asked): Promise<readonly ListedConnector[]> {
  const all: ListedConnector[] = [];
  const query = { limit: 100, ...asked };
  for await (const page of pagesOf((from) => api.GET('/connectors', { params: { query: { ...query, ...from } } }))) {
    const states = asked.state === undefined ? [] : statesIn(page);
    for (const [index, connector] of page.items.entries()) {
      const state = states[index];
      if (isJsonObject(connector)) all.push({ connector, ...(state !== undefined && { state }) });
    }
  }
  return all;
}

function statesIn(page: object): readonly ConnectorState[] {
  const parsed = v.safeParse(v.array(ConnectorState), 'states' in page ? page.states : undefined);
  if (parsed.success) return parsed.output;
  throw new CommandError(['the answer tells nothing of connectors: is the command older than the service?']);
}

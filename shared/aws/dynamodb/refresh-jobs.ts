import type { Call } from '../../domain/call.ts';
import { faultsText, PortunusError } from '../../domain/errors.ts';
import { RefreshJob } from '../../domain/refresh-job.ts';
import type { FindRefreshJob } from '../../vending/refresh/ports.ts';
import { type Item, readDefinition, readItem } from './definition-item.ts';
import { type DefinitionsTable, getDefinitionItem, queryKind } from './definitions.ts';

/** Finds a refresh job. It is read each time, as connectors are, so a disabled job stops delivering at once. */
export function createFindRefreshJob(table: DefinitionsTable): FindRefreshJob {
  return async (id, call) => {
    const item = await getDefinitionItem(table, 'refresh-job', id, call, 'connector');
    if (item === undefined) return undefined;
    const stored = readItem('refresh-job', item);
    if (!stored.ok) throw invalid(faultsText(stored.errors));
    const { version, definedBy } = stored.value;
    if (definedBy === undefined) throw invalid('definedBy is required');
    const job = readDefinition(RefreshJob, stored.value);
    if (!job.ok) throw invalid(faultsText(job.errors));
    return { version, value: job.value, definedBy };
  };
}

/** What a list shows of a job, even of one that this version cannot run. */
export interface ListedJob {
  readonly id: string;
  readonly enabled: boolean;
  readonly connector?: string;
  readonly destination?: string;
}

/** Yields every job, page by page. */
export async function* listRefreshJobs(table: DefinitionsTable, call: Call): AsyncGenerator<readonly ListedJob[]> {
  for await (const { items } of queryKind(table, 'refresh-job', call, 'connector')) yield items.flatMap(toListed);
}

function toListed(item: Item): ListedJob[] {
  const stored = readItem('refresh-job', item);
  if (!stored.ok) return item.id?.S === undefined ? [] : [{ id: item.id.S, enabled: true }];
  const job = readDefinition(RefreshJob, stored.value);
  if (!job.ok) return [{ id: stored.value.id, enabled: true }];
  const { id, enabled, connector, destination } = job.value;
  return [{ id, enabled, connector, destination: destination.arn }];
}

function invalid(reason: string): PortunusError {
  return new PortunusError('connector_invalid', 'connector', { detail: `the refresh job is not readable: ${reason}` });
}

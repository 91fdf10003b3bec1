import { faultsText, PortunusError } from '../../domain/errors.ts';
import { RefreshJob } from '../../domain/refresh-job.ts';
import type { FindRefreshJob } from '../../vending/refresh/ports.ts';
import { readDefinition, readItem } from './definition-item.ts';
import { type DefinitionsTable, getDefinitionItem } from './definitions.ts';

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

function invalid(reason: string): PortunusError {
  return new PortunusError('connector_invalid', 'connector', { detail: `the refresh job is not readable: ${reason}` });
}

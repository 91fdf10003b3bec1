import type { Call } from '../../domain/call.ts';
import type { Stored } from '../../domain/definition.ts';
import type { JobState, RefreshState } from '../../domain/refresh-state.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { listDefinitions, type Page, type PageRequest } from '../definitions/list-definitions.ts';
import type { DescribeDeletion, ListDefinitions, ReadDefinition } from '../definitions/ports.ts';
import { getDefinition } from '../definitions/write-for-caller.ts';
import type { ListRefreshEntries, ReadRefreshStates, RefreshEntriesPage } from './ports.ts';

interface DefinitionPorts {
  readonly readDefinition: ReadDefinition;
  readonly describeDeletion: DescribeDeletion;
}

interface ListPorts {
  readonly listDefinitions: ListDefinitions;
  readonly readStates: ReadRefreshStates;
}

/** Returns what a job has stored, until when that is good, and what went wrong last. Throws `not_found`. */
export async function readJobState(
  ports: DefinitionPorts & { readonly readStates: ReadRefreshStates },
  job: string,
  call: Call,
): Promise<JobState> {
  await getDefinition(ports, { kind: 'refresh-job', id: job }, call);
  const [state] = await ports.readStates([job], call);
  return shownState(job, state);
}

/** Lists jobs as they were written, with their states in the same order. A page costs one read of states. */
export async function listJobs(
  { listDefinitions: list, readStates }: ListPorts,
  page: PageRequest,
  call: Call,
): Promise<Page<Stored<unknown>> & { readonly states: readonly JobState[] }> {
  const found = await listDefinitions(list, 'refresh-job', page, call);
  const ids = found.items.map(({ value }) => (isJsonObject(value) ? String(value.id) : ''));
  const states = await readStates(ids, call);
  return { ...found, states: ids.map((id, index) => shownState(id, states[index])) };
}

/** Returns a page of what became of a job's tries, newest first. Throws `not_found`. */
export async function listJobHistory(
  ports: DefinitionPorts & { readonly listEntries: ListRefreshEntries },
  job: string,
  page: { readonly before?: string; readonly limit: number },
  call: Call,
): Promise<RefreshEntriesPage> {
  await getDefinition(ports, { kind: 'refresh-job', id: job }, call);
  return ports.listEntries(job, page, call);
}

/** Leaves out how deliveries are kept apart: windows, revisions, and intents. */
function shownState(job: string, state: RefreshState | 'unreadable' | undefined): JobState {
  if (state === 'unreadable') return { job, unreadable: true };
  const { dueAt, failures = 0, stored, lastError } = state ?? {};
  return {
    job,
    ...(dueAt && { dueAt: dueAt.toISOString() }),
    failures,
    ...(stored && { stored: { ...stored, at: stored.at.toISOString(), endsAt: stored.endsAt.toISOString() } }),
    ...(lastError && { lastError: { ...lastError, at: lastError.at.toISOString() } }),
  };
}

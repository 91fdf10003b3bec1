import { Account } from '../../domain/account.ts';
import type { Call } from '../../domain/call.ts';
import { Connector } from '../../domain/connector.ts';
import { type Definitions, NO_DEFINITIONS, type Written } from '../../domain/definitions.ts';
import { destinationKey } from '../../domain/destination.ts';
import { parseWith } from '../../domain/parse.ts';
import { RefreshJob } from '../../domain/refresh-job.ts';
import {
  connectorReferences,
  type DefinitionName,
  jobReferences,
  namesOneOf,
} from '../../policy/definitions/references.ts';
import type { ListDefinitions } from './ports.ts';

const PAGE = 200;

/** Only these refer to others. */
type Dependents = Pick<Definitions, 'connectors' | 'refreshJobs'>;

/**
 * The stored connectors and refresh jobs that refer to one of these definitions. Nothing keeps a list of them that
 * could go wrong: all are read, which only who changes or deletes what others stand on has to wait for.
 */
export async function readDependents(
  names: readonly DefinitionName[],
  listDefinitions: ListDefinitions,
  call: Call,
): Promise<Dependents> {
  const isNamed = (kinds: readonly string[]) => names.some(({ kind }) => kinds.includes(kind));
  const connectors: Written<Connector>[] = [];
  const refreshJobs: Written<RefreshJob>[] = [];
  if (isNamed(['account', 'issuer'])) {
    for await (const { items } of listDefinitions('connector', { pageSize: PAGE }, call)) {
      connectors.push(...items.flatMap(({ written }) => dependent(Connector, written, connectorReferences, names)));
    }
  }
  if (isNamed(['connector'])) {
    for await (const { items } of listDefinitions('refresh-job', { pageSize: PAGE }, call)) {
      refreshJobs.push(...items.flatMap(({ written }) => dependent(RefreshJob, written, jobReferences, names)));
    }
  }
  return { ...NO_DEFINITIONS, connectors, refreshJobs };
}

/** Stored refresh jobs that deliver to one of these destinations. */
export async function readDeliverers(
  destinations: ReadonlySet<string>,
  listDefinitions: ListDefinitions,
  call: Call,
): Promise<readonly RefreshJob[]> {
  const jobs: RefreshJob[] = [];
  if (destinations.size === 0) return jobs;
  for await (const { items } of listDefinitions('refresh-job', { pageSize: PAGE }, call)) {
    const read = items.map(({ written }) => parseWith(RefreshJob, written, 'definition'));
    jobs.push(...read.flatMap((job) => (job.ok ? [job.value] : [])));
  }
  return jobs.filter(({ destination }) => destinations.has(destinationKey(destination)));
}

/** Every account that is stored and readable. */
export async function readAccounts(listDefinitions: ListDefinitions, call: Call): Promise<readonly Account[]> {
  const accounts: Account[] = [];
  for await (const { items } of listDefinitions('account', { pageSize: PAGE }, call)) {
    const read = items.map(({ written }) => parseWith(Account, written, 'definition'));
    accounts.push(...read.flatMap((account) => (account.ok ? [account.value] : [])));
  }
  return accounts;
}

function dependent<S extends typeof Connector | typeof RefreshJob, T>(
  schema: S,
  written: unknown,
  referencesOf: (value: T) => readonly DefinitionName[],
  names: readonly DefinitionName[],
): Written<T>[] {
  const parsed = parseWith(schema, written, 'definition');
  if (!parsed.ok) return [];
  const value = parsed.value as T;
  return namesOneOf(referencesOf(value), names) ? [{ written, value }] : [];
}

import { Account } from '../../domain/account.ts';
import type { Call } from '../../domain/call.ts';
import { Connector } from '../../domain/connector.ts';
import { type Definitions, NO_DEFINITIONS, type Written } from '../../domain/definitions.ts';
import { destinationKey } from '../../domain/destination.ts';
import { parseWith } from '../../domain/parse.ts';
import { knownPart } from '../../domain/reader.ts';
import { RefreshJob } from '../../domain/refresh-job.ts';
import type { Known } from '../../policy/definitions/check-references.ts';
import {
  connectorReferences,
  type DefinitionName,
  jobReferences,
  namesOneOf,
} from '../../policy/definitions/references.ts';
import type { ListIssuers } from '../issuing/ports.ts';
import { mapLimited } from '../map-limited.ts';
import type { ListDefinitions, ListedDefinition, ReadKnown } from './ports.ts';

const PAGE = 200;

/** The kinds of definitions that refer to others. */
type Dependents = Pick<Definitions, 'connectors' | 'refreshJobs'>;

/**
 * Returns the stored connectors and refresh jobs that refer to one of these definitions. It reads all of them, because
 * an index of references could become wrong. Only changes of definitions that others refer to wait for this.
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
      connectors.push(...items.flatMap((item) => dependent(Connector, item, connectorReferences, names)));
    }
  }
  if (isNamed(['connector'])) {
    for await (const { items } of listDefinitions('refresh-job', { pageSize: PAGE }, call)) {
      refreshJobs.push(...items.flatMap((item) => dependent(RefreshJob, item, jobReferences, names)));
    }
  }
  return { ...NO_DEFINITIONS, connectors, refreshJobs };
}

/** Returns the stored refresh jobs that deliver to one of these destinations. */
export async function readDeliverers(
  destinations: ReadonlySet<string>,
  listDefinitions: ListDefinitions,
  call: Call,
): Promise<readonly RefreshJob[]> {
  const jobs: RefreshJob[] = [];
  if (destinations.size === 0) return jobs;
  for await (const { items } of listDefinitions('refresh-job', { pageSize: PAGE }, call)) {
    const read = items.map((item) => parseWith(RefreshJob, knownOf(item), 'definition'));
    jobs.push(...read.flatMap((job) => (job.ok ? [job.value] : [])));
  }
  return jobs.filter(({ destination }) => destinations.has(destinationKey(destination)));
}

/** Returns every stored account that is readable. */
export async function readAccounts(listDefinitions: ListDefinitions, call: Call): Promise<readonly Account[]> {
  const accounts: Account[] = [];
  for await (const { items } of listDefinitions('account', { pageSize: PAGE }, call)) {
    const read = items.map((item) => parseWith(Account, knownOf(item), 'definition'));
    accounts.push(...read.flatMap((account) => (account.ok ? [account.value] : [])));
  }
  return accounts;
}

function dependent<S extends typeof Connector | typeof RefreshJob, T>(
  schema: S,
  item: ListedDefinition,
  referencesOf: (value: T) => readonly DefinitionName[],
  names: readonly DefinitionName[],
): Written<T>[] {
  const parsed = parseWith(schema, knownOf(item), 'definition');
  if (!parsed.ok) return [];
  const value = parsed.value as T;
  return namesOneOf(referencesOf(value), names) ? [{ written: item.written, value }] : [];
}

function knownOf({ written, newer }: ListedDefinition): unknown {
  return knownPart(written, newer);
}

export interface CheckPorts {
  readonly listIssuers: ListIssuers;
  readonly readKnown: ReadKnown;
  readonly listDefinitions: ListDefinitions;
  /** The roles that the deployment may assume, as an IAM pattern. */
  readonly connectorRoles: readonly string[];
  /** The stage of the deployment. A command may not know it; the service then checks alone. */
  readonly stage: string | undefined;
  /** Where the deployment lets jobs deliver, as IAM patterns. `undefined` if a command doesn't know. */
  readonly destinations: readonly string[] | undefined;
}

export interface Changed extends DefinitionName {
  readonly action: 'create' | 'change' | 'unchanged' | 'delete';
}

/** Reads the stored definitions that these definitions refer to. */
export async function readReferred(
  definitions: Definitions,
  { listIssuers, readKnown }: CheckPorts,
  call: Call,
): Promise<Known> {
  const connectors = await each(
    definitions.refreshJobs.map(({ value }) => value.connector),
    (id) => readKnown.connector(id, call),
  );
  const used = [...connectors, ...definitions.connectors.map(({ value }) => value)];
  const jobs = used.flatMap(({ grants }) => grants.flatMap(({ refreshJob }) => refreshJob ?? []));
  return {
    issuers: await listIssuers(call),
    accounts: await each(
      used.map(({ account }) => account),
      (id) => readKnown.account(id, call),
    ),
    connectors,
    refreshJobs: await each(jobs, (id) => readKnown.refreshJob(id, call)),
  };
}

const READS_AT_ONCE = 10;

async function each<T>(ids: readonly string[], read: (id: string) => Promise<T | undefined>): Promise<T[]> {
  const found = await mapLimited([...new Set(ids)], READS_AT_ONCE, read);
  return found.filter((one) => one !== undefined) as T[];
}

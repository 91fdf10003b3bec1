import type { Call } from '../../domain/call.ts';
import type { Definitions } from '../../domain/definitions.ts';
import type { Known } from '../../policy/definitions/check-references.ts';
import type { DefinitionName } from '../../policy/definitions/references.ts';
import type { ListIssuers } from '../issuing/ports.ts';
import { mapLimited } from '../map-limited.ts';
import type { ListDefinitions, ReadKnown } from './ports.ts';

export interface CheckPorts {
  readonly listIssuers: ListIssuers;
  readonly readKnown: ReadKnown;
  readonly listDefinitions: ListDefinitions;
  /** The roles that the deployment may assume, as an IAM pattern. */
  readonly connectorRoles: string;
}

export interface Changed extends DefinitionName {
  readonly action: 'create' | 'change' | 'unchanged' | 'delete';
}

/** What is stored of that which the definitions refer to. */
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

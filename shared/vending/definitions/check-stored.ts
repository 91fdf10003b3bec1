import type { Call } from '../../domain/call.ts';
import { type DefinitionKind, LISTS } from '../../domain/definition.ts';
import { type Definitions, NO_DEFINITIONS, type Written } from '../../domain/definitions.ts';
import { destinationKey } from '../../domain/destination.ts';
import type { FieldError } from '../../domain/errors.ts';
import type { RefreshJob } from '../../domain/refresh-job.ts';
import { checkReferences, type Known } from '../../policy/definitions/check-references.ts';
import type { DefinitionName } from '../../policy/definitions/references.ts';
import { type Changed, type CheckPorts, readDeliverers, readDependents, readReferred } from './read-related.ts';

/**
 * Refuses a destination that a stored job already delivers to. Two such jobs would overwrite each other's logins for
 * ever.
 */
export async function takenDestinations(
  { refreshJobs }: Definitions,
  changes: readonly Changed[],
  { listDefinitions }: CheckPorts,
  call: Call,
): Promise<readonly FieldError[]> {
  const isWritten = ({ id }: RefreshJob) =>
    changes.some((change) => change.kind === 'refresh-job' && change.id === id && change.action !== 'unchanged');
  const keys = refreshJobs
    .filter(({ value }) => isWritten(value))
    .map(({ value }) => destinationKey(value.destination));
  const stored = await readDeliverers(new Set(keys), listDefinitions, call);
  const others = stored.filter(({ id }) => !refreshJobs.some(({ value }) => value.id === id));
  const taken = new Map(others.map(({ id, destination }) => [destinationKey(destination), id]));
  return refreshJobs.flatMap(({ value }, index) => {
    const id = taken.get(destinationKey(value.destination));
    const detail = `is the destination of the job ${id} too`;
    return id === undefined ? [] : [{ field: `refreshJobs[${index}].destination.arn`, detail }];
  });
}

/** Finds stored definitions that are valid now, and would no longer be after the write. */
export async function brokenDependents(
  definitions: Definitions,
  changed: readonly DefinitionName[],
  known: Known,
  ports: CheckPorts,
  call: Call,
): Promise<readonly FieldError[]> {
  if (changed.length === 0) return [];
  const all = await readDependents(changed, ports.listDefinitions, call);
  const dependents: Definitions = {
    ...NO_DEFINITIONS,
    connectors: without(all.connectors, definitions.connectors),
    refreshJobs: without(all.refreshJobs, definitions.refreshJobs),
  };
  if (dependents.connectors.length + dependents.refreshJobs.length === 0) return [];
  const stored = await readReferred(dependents, ports, call);
  const before = checkReferences(dependents, stored).faults.map(textOf);
  const after = checkReferences(dependents, merged(stored, known, definitions));
  return after.faults
    .filter((fault) => !before.includes(textOf(fault)))
    .map((fault) => ({ field: placeOf(definitions, changed), detail: `would break ${named(dependents, fault)}` }));
}

function textOf({ field, detail }: FieldError): string {
  return `${field} ${detail}`;
}

function without<T extends { readonly id: string }>(
  stored: readonly Written<T>[],
  written: readonly Written<T>[],
): readonly Written<T>[] {
  return stored.filter(({ value }) => !written.some((other) => other.value.id === value.id));
}

/** Returns the known definitions, with each stored one replaced by the one to be written. */
function merged(stored: Known, known: Known, definitions: Definitions): Known {
  const merge = <T extends { readonly id: string }>(written: readonly Written<T>[], ...rest: (readonly T[])[]) => [
    ...new Map([...rest.flat(), ...written.map(({ value }) => value)].map((value) => [value.id, value])).values(),
  ];
  return {
    issuers: merge(definitions.issuers, stored.issuers, known.issuers),
    accounts: merge(definitions.accounts, stored.accounts, known.accounts),
    connectors: merge(definitions.connectors, stored.connectors, known.connectors),
    refreshJobs: merge(definitions.refreshJobs, stored.refreshJobs, known.refreshJobs),
  };
}

/** Returns the field of the first changed definition, where the caller can fix the fault. */
function placeOf(definitions: Definitions, [first]: readonly DefinitionName[]): string {
  const kind: DefinitionKind = first?.kind ?? 'connector';
  const index = definitions[LISTS[kind]].findIndex(({ value }) => value.id === first?.id);
  return `${LISTS[kind]}[${index}]`;
}

/** Names the dependent by kind and id, because the reader does not see the list that `connectors[2]` points into. */
function named(dependents: Definitions, { field, detail }: FieldError): string {
  const [, list = '', index = '', rest = ''] = /^(\w+)\[(\d+)\]\.?(.*)$/.exec(field) ?? [];
  const entries = list === 'refreshJobs' ? dependents.refreshJobs : dependents.connectors;
  return `${list === 'refreshJobs' ? 'refresh job' : 'connector'} ${entries[Number(index)]?.value.id}: ${rest} ${detail}`;
}

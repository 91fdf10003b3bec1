import type { Call } from '../domain/call.ts';
import { type DefinitionKind, LISTS } from '../domain/definition.ts';
import { type Definitions, NO_DEFINITIONS, type Written } from '../domain/definitions.ts';
import type { FieldError } from '../domain/errors.ts';
import { checkReferences, type Known, type References } from '../policy/check-references.ts';
import { lintDefinitions } from '../policy/lint.ts';
import type { Finding } from '../policy/lint-rules.ts';
import type { DefinitionName } from '../policy/references.ts';
import type { ListDefinitions, ListIssuers, ReadKnown } from './definition-ports.ts';
import { mapLimited } from './map-limited.ts';
import { readDependents } from './read-dependents.ts';

export interface CheckPorts {
  readonly listIssuers: ListIssuers;
  readonly readKnown: ReadKnown;
  readonly listDefinitions: ListDefinitions;
}

interface Changed extends DefinitionName {
  readonly action: 'create' | 'change' | 'unchanged' | 'delete';
}

/**
 * Everything that speaks against definitions: what they say of each other and of what is stored, what stored ones
 * would then say of them, and the linter. With `alone`, nothing else will be there.
 */
export const checkDefinitions = async (
  definitions: Definitions,
  changes: readonly Changed[],
  ports: CheckPorts,
  call: Call,
  alone: boolean,
): Promise<References> => {
  const known = alone ? NOTHING : await readReferred(definitions, ports, call);
  const { faults, warnings } = checkReferences(definitions, known);
  const findings = lintDefinitions(definitions, known);
  const changed = changes.filter(({ action }) => action === 'change');
  const broken = alone ? [] : await brokenDependents(definitions, changed, known, ports, call);
  const [told, refused] = [findings.filter(isNotice), findings.filter((finding) => !isNotice(finding))];
  return {
    faults: [...faults, ...refused.map(toFieldError), ...broken],
    warnings: [...warnings, ...told.map(toFieldError)],
  };
};

const NOTHING: Known = { issuers: [], accounts: [], connectors: [], refreshJobs: [] };

const isNotice = ({ severity }: Finding): boolean => severity === 'notice';

const toFieldError = ({ field, detail, severity, rule }: Finding): FieldError => ({
  field,
  detail: `${detail} (${rule}${severity === 'warning' ? '; acknowledgeRisk: true, if it is meant' : ''})`,
});

/** What is stored of that which the definitions refer to. */
const readReferred = async (
  definitions: Definitions,
  { listIssuers, readKnown }: CheckPorts,
  call: Call,
): Promise<Known> => {
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
};

const READS_AT_ONCE = 10;

const each = async <T>(ids: readonly string[], read: (id: string) => Promise<T | undefined>): Promise<T[]> => {
  const found = await mapLimited([...new Set(ids)], READS_AT_ONCE, read);
  return found.filter((one) => one !== undefined) as T[];
};

/** Stored definitions that are right today, and would not be beside what is about to be written. */
const brokenDependents = async (
  definitions: Definitions,
  changed: readonly DefinitionName[],
  known: Known,
  ports: CheckPorts,
  call: Call,
): Promise<readonly FieldError[]> => {
  if (changed.length === 0) return [];
  const all = await readDependents(changed, ports.listDefinitions, call);
  const dependents: Definitions = {
    ...NO_DEFINITIONS,
    connectors: without(all.connectors, definitions.connectors),
    refreshJobs: without(all.refreshJobs, definitions.refreshJobs),
  };
  const before = checkReferences(dependents, await readReferred(dependents, ports, call)).faults.map(textOf);
  const after = checkReferences(dependents, merged(await readReferred(dependents, ports, call), known, definitions));
  return after.faults
    .filter((fault) => !before.includes(textOf(fault)))
    .map((fault) => ({ field: placeOf(definitions, changed), detail: `would break ${named(dependents, fault)}` }));
};

const textOf = ({ field, detail }: FieldError): string => `${field} ${detail}`;

const without = <T extends { readonly id: string }>(
  stored: readonly Written<T>[],
  written: readonly Written<T>[],
): readonly Written<T>[] => stored.filter(({ value }) => !written.some((other) => other.value.id === value.id));

/** What is written takes the place of what is stored. */
const merged = (stored: Known, known: Known, definitions: Definitions): Known => {
  const merge = <T extends { readonly id: string }>(written: readonly Written<T>[], ...rest: (readonly T[])[]) => [
    ...new Map([...rest.flat(), ...written.map(({ value }) => value)].map((value) => [value.id, value])).values(),
  ];
  return {
    issuers: merge(definitions.issuers, stored.issuers, known.issuers),
    accounts: merge(definitions.accounts, stored.accounts, known.accounts),
    connectors: merge(definitions.connectors, stored.connectors, known.connectors),
    refreshJobs: merge(definitions.refreshJobs, stored.refreshJobs, known.refreshJobs),
  };
};

/** Where in the definitions the first of what is changed stands. */
const placeOf = (definitions: Definitions, [first]: readonly DefinitionName[]): string => {
  const kind: DefinitionKind = first?.kind ?? 'connector';
  const index = definitions[LISTS[kind]].findIndex(({ value }) => value.id === first?.id);
  return `${LISTS[kind]}[${index}]`;
};

/** `connectors[2].account …`, as whoever does not see the list reads it. */
const named = (dependents: Definitions, { field, detail }: FieldError): string => {
  const [, list = '', index = '', rest = ''] = /^(\w+)\[(\d+)\]\.?(.*)$/.exec(field) ?? [];
  const entries = list === 'refreshJobs' ? dependents.refreshJobs : dependents.connectors;
  return `${list === 'refreshJobs' ? 'refresh job' : 'connector'} ${entries[Number(index)]?.value.id}: ${rest} ${detail}`;
};

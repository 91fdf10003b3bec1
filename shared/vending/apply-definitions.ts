import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../domain/call.ts';
import { needsExternalId } from '../domain/connector.ts';
import type { DefinitionKind, Stored } from '../domain/definition.ts';
import type { Definitions, Written } from '../domain/definitions.ts';
import type { FieldError } from '../domain/errors.ts';
import { isJsonObject } from '../domain/strict-json.ts';
import { checkReferences } from '../policy/check-references.ts';
import type { ListIssuers, ReadDefinition, ReadKnown, ScheduleJob, WriteDefinition } from './definition-ports.ts';

/** One definition and what is to be done with it. */
export interface Change {
  readonly kind: DefinitionKind;
  readonly id: string;
  readonly action: 'create' | 'change' | 'unchanged';
  readonly definition: unknown;
  readonly replaces: number | undefined;
  /** Of a connector: to be put into the role's trust policy. */
  readonly externalId?: string;
}

export type Plan =
  | { readonly ok: true; readonly changes: readonly Change[]; readonly warnings: readonly FieldError[] }
  | { readonly ok: false; readonly faults: readonly FieldError[] };

export interface ApplyPorts {
  readonly listIssuers: ListIssuers;
  readonly readKnown: ReadKnown;
  readonly readDefinition: ReadDefinition;
  readonly newExternalId: () => string;
}

/** Checks definitions against each other and the table, and says what would change. Writes nothing. */
export const planDefinitions = async (definitions: Definitions, ports: ApplyPorts, call: Call): Promise<Plan> => {
  const known = await readReferred(definitions, ports, call);
  const { faults, warnings } = checkReferences(definitions, known);
  if (faults.length > 0) return { ok: false, faults };

  const changes: Change[] = [];
  const refused: FieldError[] = [];
  for (const { kind, id, written, field, takesExternalId } of inOrder(definitions)) {
    const stored = await ports.readDefinition(kind, id, call);
    const newExternalId = takesExternalId ? ports.newExternalId : undefined;
    const change = toChange({ kind, id, written }, stored, newExternalId);
    if (change === undefined)
      refused.push({ field: `${field}.externalId`, detail: 'must not change: a trust policy may name it' });
    else changes.push(change);
  }
  return refused.length > 0 ? { ok: false, faults: refused } : { ok: true, changes, warnings };
};

/** What stands in the table of that which the definitions refer to. */
const readReferred = async (definitions: Definitions, { listIssuers, readKnown }: ApplyPorts, call: Call) => {
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

const each = async <T>(ids: readonly string[], read: (id: string) => Promise<T | undefined>): Promise<T[]> => {
  const found = await Promise.all([...new Set(ids)].map(read));
  return found.filter((one) => one !== undefined) as T[];
};

export interface WritePorts {
  readonly writeDefinition: WriteDefinition;
  readonly scheduleJob: ScheduleJob;
  /** Who applies, as it is to be recorded. */
  readonly definedBy: string;
}

/**
 * Writes what a plan says: each definition whole, and only if nobody changed it since the plan was made. A job comes on
 * the schedule after it is written; one that is not there, because somebody was cut off between the two, comes now.
 */
export const applyPlan = async (changes: readonly Change[], ports: WritePorts, call: Call): Promise<void> => {
  for (const { kind, id, action, definition, replaces } of changes) {
    if (action !== 'unchanged') await ports.writeDefinition(kind, id, definition, replaces, ports.definedBy, call);
    if (kind === 'refresh-job') await ports.scheduleJob(id, action === 'unchanged' ? 'unless-scheduled' : 'now', call);
  }
};

/** What others refer to comes first: a connector is never there before its account and issuers. */
const inOrder = (definitions: Definitions) => [
  ...listed('issuer', 'issuers', definitions.issuers),
  ...listed('account', 'accounts', definitions.accounts),
  ...listed('connector', 'connectors', definitions.connectors, needsExternalId),
  ...listed('refresh-job', 'refreshJobs', definitions.refreshJobs),
];

const listed = <T extends { readonly id: string }>(
  kind: DefinitionKind,
  list: keyof Definitions,
  written: readonly Written<T>[],
  takesExternalId: (value: T) => boolean = () => false,
) =>
  written.map(({ written, value }, index) => ({
    kind,
    id: value.id,
    written,
    field: `${list}[${index}]`,
    takesExternalId: takesExternalId(value),
  }));

/** `undefined` when the written external ID contradicts the stored one. */
const toChange = (
  { kind, id, written }: { readonly kind: DefinitionKind; readonly id: string; readonly written: unknown },
  stored: Stored<unknown> | undefined,
  newExternalId: (() => string) | undefined,
): Change | undefined => {
  const externalId = newExternalId && pickExternalId(written, stored?.value, newExternalId);
  if (externalId === 'contradiction') return undefined;
  const definition = externalId === undefined || !isJsonObject(written) ? written : { ...written, externalId };
  const action = stored === undefined ? 'create' : isDeepStrictEqual(stored.value, definition) ? 'unchanged' : 'change';
  return {
    kind,
    id,
    action,
    definition,
    replaces: stored?.version,
    ...(externalId === undefined ? {} : { externalId }),
  };
};

const pickExternalId = (written: unknown, stored: unknown, newExternalId: () => string): string => {
  const [fromFile, fromTable] = [externalIdOf(written), externalIdOf(stored)];
  if (fromFile !== undefined && fromTable !== undefined && fromFile !== fromTable) return 'contradiction';
  return fromTable ?? fromFile ?? newExternalId();
};

const externalIdOf = (definition: unknown): string | undefined =>
  isJsonObject(definition) && typeof definition.externalId === 'string' ? definition.externalId : undefined;

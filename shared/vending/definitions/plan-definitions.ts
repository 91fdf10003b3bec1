import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../../domain/call.ts';
import { needsExternalId } from '../../domain/connector.ts';
import { DEFINITION_KINDS, type DefinitionKind, LISTS, type StoredDefinition } from '../../domain/definition.ts';
import type { Definitions } from '../../domain/definitions.ts';
import type { FieldError } from '../../domain/errors.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { mapLimited } from '../map-limited.ts';
import { checkDefinitions } from './check-definitions.ts';
import { lossOf } from './newer.ts';
import type { DescribeDeletion, ListDefinitions, ReadDefinition } from './ports.ts';
import type { CheckPorts } from './read-related.ts';

/** One definition, and what will be done with it. */
export interface Change {
  readonly kind: DefinitionKind;
  readonly id: string;
  readonly action: 'create' | 'change' | 'unchanged' | 'delete';
  /** The new definition. It is absent for a deletion. */
  readonly definition: unknown;
  readonly replaces: number | undefined;
  /** The stored definition, if there is one. */
  readonly before?: unknown;
  /** The external ID of a connector, which belongs in the role's trust policy. */
  readonly externalId?: string;
  /** The lowest reader of the fields that the definition keeps of a newer release. */
  readonly minReader?: number;
  /** The version to restore, and whether the current one is a deletion. */
  readonly restores?: { readonly version: number; readonly deleted: boolean };
}

export type Plan =
  | { readonly ok: true; readonly changes: readonly Change[]; readonly warnings: readonly FieldError[] }
  | {
      readonly ok: false;
      readonly faults: readonly FieldError[];
      /**
       * The faults of what is stored, and not of what is written: ids that were deleted, and definitions of a newer
       * release. `faults` contains them too.
       */
      readonly conflicts: readonly FieldError[];
    };

export interface PlanPorts extends CheckPorts {
  readonly readDefinition: ReadDefinition;
  readonly listDefinitions: ListDefinitions;
  readonly describeDeletion: DescribeDeletion;
  readonly newExternalId: () => string;
}

export interface PlanOptions {
  /** Whether to delete every stored definition that is not in the given ones. */
  readonly prune?: boolean;
  /** Whether an external ID may be given that is not stored yet. The API takes none. */
  readonly takesExternalIds?: boolean;
}

/** Checks definitions against each other and against the table, and plans the changes. It writes nothing. */
export async function planDefinitions(
  definitions: Definitions,
  ports: PlanPorts,
  call: Call,
  { prune = false, takesExternalIds = true }: PlanOptions = {},
): Promise<Plan> {
  const planned = await mapLimited(inOrder(definitions), READS_AT_ONCE, async (entry) => {
    const stored = await ports.readDefinition(entry.kind, entry.id, call);
    const why = takesExternalIds ? undefined : whyNoExternalId(entry.written, stored?.value);
    const change = toChange(entry, stored, ports.newExternalId);
    const refusal = why ?? (change === undefined ? EXTERNAL_ID_KEPT : undefined);
    return { entry, change, refusal, loss: lossOf(entry, entry.written, stored) };
  });
  const changes = planned.flatMap(({ change }) => change ?? []);
  const refused = planned.flatMap(({ entry, refusal: detail }) =>
    detail === undefined ? [] : [{ field: `${entry.field}.externalId`, detail }],
  );
  const { faults, warnings } = await checkDefinitions(definitions, changes, ports, call, prune);
  const losses = planned.flatMap(({ entry: { field }, loss }) => (loss === undefined ? [] : [{ field, detail: loss }]));
  const conflicts = [...losses, ...(await deletedIds(planned, ports, call))];
  const all = [...faults, ...refused, ...conflicts];
  if (all.length > 0) return { ok: false, faults: all, conflicts };
  const gone = prune ? await pruned(definitions, ports.listDefinitions, call) : NOTHING_PRUNED;
  if (gone.losses.length > 0) return { ok: false, faults: gone.losses, conflicts: gone.losses };
  // A job refers to its connector, so jobs are deleted before connectors change. Everything else is deleted last, when
  // nothing refers to it any more.
  const others = gone.deletions.filter((deletion) => !isJob(deletion));
  return { ok: true, changes: [...gone.deletions.filter(isJob), ...changes, ...others], warnings };
}

interface Planned {
  readonly entry: Entry;
  /** What of a newer release the change would lose. */
  readonly loss: string | undefined;
  readonly change: Change | undefined;
}

/** Returns the faults of definitions to be created under a deleted id. An id is never used again. */
async function deletedIds(planned: readonly Planned[], ports: PlanPorts, call: Call): Promise<FieldError[]> {
  const created = planned.filter(({ change }) => change?.action === 'create');
  const found = await mapLimited(created, READS_AT_ONCE, async ({ entry: { kind, id, field } }) => {
    const deletion = await ports.describeDeletion(kind, id, call);
    if (deletion === undefined) return [];
    const detail = `${deletion} and can't be reused; bring it back with portunus restore ${kind} ${id}`;
    return [{ field: `${field}.id`, detail }];
  });
  return found.flat();
}

function isJob({ kind }: Change): boolean {
  return kind === 'refresh-job';
}

/**
 * Says why an external ID in a request is refused, which is if it differs from the stored one. Portunus generates them: a
 * caller who could choose one could choose another connector's, and use its role.
 */
export function whyNoExternalId(written: unknown, stored: unknown): string | undefined {
  const given = isJsonObject(written) ? written.externalId : undefined;
  if (given === undefined || (isJsonObject(stored) && stored.externalId === given)) return undefined;
  return 'is made by Portunus, and not taken from a request: apply --direct alone can keep one';
}

const EXTERNAL_ID_KEPT = 'must not change: a trust policy may name it';
const READS_AT_ONCE = 10;
const PAGE = 200;

interface Pruned {
  readonly deletions: readonly Change[];
  /** What files of this release cannot name, so that it is missing in them by no one's choice. */
  readonly losses: readonly FieldError[];
}

const NOTHING_PRUNED: Pruned = { deletions: [], losses: [] };

/** Plans the deletions of a prune. Definitions that refer to others are deleted first. */
async function pruned(definitions: Definitions, list: ListDefinitions, call: Call): Promise<Pruned> {
  const deletions: Change[] = [];
  const losses: FieldError[] = [];
  for (const kind of DEFINITION_KINDS.toReversed()) {
    const kept = new Set(definitions[LISTS[kind]].map(({ value }) => value.id));
    for await (const { items } of list(kind, { pageSize: PAGE }, call)) {
      const gone = items.filter(({ id }) => !kept.has(id));
      losses.push(...gone.filter(({ newer }) => newer !== undefined).map(({ id }) => prunedLoss(kind, id)));
      deletions.push(
        ...gone.map(({ id, version, written }) => ({
          kind,
          id,
          action: 'delete' as const,
          definition: undefined,
          replaces: version,
          before: written,
        })),
      );
    }
  }
  return { deletions, losses };
}

function prunedLoss(kind: DefinitionKind, id: string): FieldError {
  const remedy = `prune with that release, or run portunus delete ${kind} ${id} first`;
  return { field: LISTS[kind], detail: `lack ${kind} ${id}, which a newer release wrote: ${remedy}` };
}

interface Entry {
  readonly kind: DefinitionKind;
  readonly id: string;
  readonly written: unknown;
  readonly field: string;
  readonly takesExternalId: boolean;
}

/** Orders definitions so that references come first: a connector is never written before its account and issuers. */
function inOrder(definitions: Definitions): readonly Entry[] {
  return DEFINITION_KINDS.flatMap((kind) =>
    definitions[LISTS[kind]].map(({ written, value }, index) => ({
      kind,
      id: value.id,
      written,
      field: `${LISTS[kind]}[${index}]`,
      takesExternalId: 'principalType' in value && needsExternalId(value),
    })),
  );
}

/** Returns `undefined` if the written external ID contradicts the stored one. */
function toChange(
  { kind, id, written, takesExternalId }: Entry,
  stored: StoredDefinition | undefined,
  newExternalId: () => string,
): Change | undefined {
  const externalId = takesExternalId ? pickExternalId(written, stored?.value, newExternalId) : undefined;
  if (externalId === 'contradiction') return undefined;
  const definition = externalId === undefined || !isJsonObject(written) ? written : { ...written, externalId };
  const action = stored === undefined ? 'create' : isDeepStrictEqual(stored.value, definition) ? 'unchanged' : 'change';
  return {
    kind,
    id,
    action,
    definition,
    replaces: stored?.version,
    ...(stored && { before: stored.value }),
    ...(externalId !== undefined && { externalId }),
    ...(stored?.newer?.minReader !== undefined && { minReader: stored.newer.minReader }),
  };
}

function pickExternalId(written: unknown, stored: unknown, newExternalId: () => string): string {
  const [fromFile, fromTable] = [externalIdOf(written), externalIdOf(stored)];
  if (fromFile !== undefined && fromTable !== undefined && fromFile !== fromTable) return 'contradiction';
  return fromTable ?? fromFile ?? newExternalId();
}

function externalIdOf(definition: unknown): string | undefined {
  return isJsonObject(definition) && typeof definition.externalId === 'string' ? definition.externalId : undefined;
}

import type * as v from 'valibot';
import { Account } from '../../domain/account.ts';
import type { Call } from '../../domain/call.ts';
import { Connector } from '../../domain/connector.ts';
import type { DefinitionKind, StoredDefinition } from '../../domain/definition.ts';
import { SCHEMAS } from '../../domain/definitions.ts';
import type { Parsed } from '../../domain/parse.ts';
import type { Newer } from '../../domain/reader.ts';
import { RefreshJob } from '../../domain/refresh-job.ts';
import type {
  ListDefinitions,
  ListedDefinition,
  ReadDefinition,
  ReadKnown,
  ReadLatest,
} from '../../vending/definitions/ports.ts';
import type { ListIssuers } from '../../vending/issuing/ports.ts';
import { type Item, ignoredFields, isTombstone, readDefinition, readItem, type StoredJson } from './definition-item.ts';
import { type DefinitionsTable, getDefinitionItem, getItem, queryKind } from './definitions.ts';
import { isForNewer } from './envelope.ts';
import { readIssuers } from './issuers.ts';

export function createListIssuers(table: DefinitionsTable): ListIssuers {
  return async (call) => [...(await readIssuers(table, call)).byUrl.values()];
}

export function createReadKnown(table: DefinitionsTable): ReadKnown {
  const known =
    <S extends v.GenericSchema<unknown, { readonly id: string }>>(kind: DefinitionKind, schema: S) =>
    async (id: string, call: Call): Promise<v.InferOutput<S> | undefined> => {
      const item = await getDefinitionItem(table, kind, id, call, 'connector');
      const stored = item && readItem(kind, item);
      const definition = stored?.ok ? readDefinition(schema, stored.value) : undefined;
      return definition?.ok ? definition.value : undefined;
    };
  return {
    account: known('account', Account),
    connector: known('connector', Connector),
    refreshJob: known('refresh-job', RefreshJob),
  };
}

/** Reads a definition for writing. */
export function createReadDefinition(table: DefinitionsTable): ReadDefinition {
  const readLatest = createReadLatest(table);
  return async (kind, id, call) => (await readLatest(kind, id, call))?.stored;
}

/** Reads a definition or its deletion, which are the same item. */
export function createReadLatest(table: DefinitionsTable): ReadLatest {
  return async (kind, id, call) => {
    const item = await getItem(table, kind, id, call, 'connector');
    if (item === undefined) return undefined;
    if (isTombstone(item)) return { version: versionOf(item) };
    const stored = storedIn(kind, item);
    return { version: stored.version, stored };
  };
}

/** An unreadable item keeps its version number, so it can still be replaced. */
function storedIn(kind: DefinitionKind, item: Item): StoredDefinition {
  const read = readItem(kind, item);
  const newer = newerIn(kind, item, read);
  if (read.ok) return { version: read.value.version, value: read.value.definition, ...newer };
  return { version: versionOf(item), value: undefined, ...newer };
}

function versionOf(item: Item): number {
  return Number(item.version?.N ?? 0);
}

/** Tells what a newer release wrote, so that a write of this one does not lose it. */
function newerIn(kind: DefinitionKind, item: Item, stored: Parsed<StoredJson>): { readonly newer?: Newer } {
  if (!stored.ok) return isForNewer(item) ? { newer: { fields: [] } } : {};
  const { minReader } = stored.value;
  const fields = ignoredFields(SCHEMAS[kind], stored.value);
  return fields.length === 0 || minReader === undefined ? {} : { newer: { minReader, fields } };
}

export function createListDefinitions(table: DefinitionsTable): ListDefinitions {
  return async function* listDefinitions(kind, from, call) {
    for await (const { items, ...next } of queryKind(table, kind, call, 'connector', from)) {
      yield { items: items.map((item) => listed(kind, item)), ...next };
    }
  };
}

function listed(kind: DefinitionKind, item: Item): ListedDefinition {
  const stored = readItem(kind, item);
  return {
    id: item.id?.S ?? '',
    version: versionOf(item),
    written: stored.ok ? stored.value.definition : undefined,
    ...newerIn(kind, item, stored),
  };
}

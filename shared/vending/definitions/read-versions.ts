import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { DefinitionVersion } from '../../domain/definition.ts';
import { PortunusError } from '../../domain/errors.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { DefinitionName } from '../../policy/definitions/references.ts';
import type { ListVersions, VersionPorts } from './ports.ts';

export interface VersionReadPorts extends VersionPorts {
  readonly listVersions: ListVersions;
}

export interface VersionsRequest {
  /** The page starts before this version. */
  readonly before?: number;
  readonly limit: number;
}

/** What a list tells of a version. Earlier releases did not store the time. */
export interface VersionEntry {
  readonly version: number;
  readonly changedAt?: Date;
  readonly changedBy?: string;
  readonly deleted?: true;
}

export interface VersionsPage {
  readonly items: readonly VersionEntry[];
  /** The version before which the next page starts. It is absent on the last page. */
  readonly before?: number;
}

/** Lists the versions of a definition, newest first. Throws `not_found` for an id that was never used. */
export async function listVersions(
  ports: VersionReadPorts,
  { kind, id }: DefinitionName,
  { before, limit }: VersionsRequest,
  call: Call,
): Promise<VersionsPage> {
  // One more than the page shows tells whether there is a next one.
  const from = { ...(before !== undefined && { before }), pageSize: limit + 1 };
  const page = await firstOf(ports.listVersions(kind, id, from, call));
  const items = page.items.slice(0, limit).map(entryOf);
  // An earlier release kept no versions, so an id may be in use although it has none.
  if (items.length === 0 && before === undefined && (await ports.readLatest(kind, id, call)) === undefined) {
    throw new PortunusError('not_found', 'request');
  }
  const next = page.items.length > limit ? items.at(-1)?.version : page.before;
  return { items, ...(next !== undefined && { before: next }) };
}

async function firstOf<P extends VersionsSlice>(pages: AsyncIterable<P>): Promise<VersionsSlice> {
  for await (const page of pages) return page;
  return { items: [] };
}

interface VersionsSlice {
  readonly items: readonly DefinitionVersion[];
  readonly before?: number;
}

function entryOf({ version, changedAt, changedBy, deleted }: DefinitionVersion): VersionEntry {
  return {
    version,
    ...(changedAt !== undefined && { changedAt }),
    ...(changedBy !== undefined && { changedBy }),
    ...(deleted && { deleted: true }),
  };
}

/**
 * Returns the definition as it was at a version, with the version, its time and its author. Only administrators see the
 * external ID: whoever checks who wrote what does not need it. A definition that is not readable is shown by its id.
 */
export async function getVersion(
  { readVersion }: Pick<VersionReadPorts, 'readVersion'>,
  { kind, id }: DefinitionName,
  version: number,
  { administrator }: Pick<Caller, 'administrator'>,
  call: Call,
): Promise<VersionEntry & Readonly<Record<string, unknown>>> {
  const kept = await readVersion(kind, id, version, call);
  if (kept === undefined) throw notKept();
  const { externalId, ...rest } = isJsonObject(kept.definition) ? kept.definition : { id };
  return {
    ...rest,
    ...(administrator && externalId !== undefined && { externalId }),
    ...entryOf(kept),
    ...(kept.newer && { newer: true }),
  };
}

function notKept(): PortunusError {
  const detail = 'was not kept: there is none, or an earlier release wrote it';
  return new PortunusError('not_found', 'request', { errors: [{ field: 'version', detail }] });
}

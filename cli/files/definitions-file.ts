import * as v from 'valibot';
import { DEFINITION_KINDS, type DefinitionKind, LISTS } from '../../shared/domain/definition.ts';
import { type Definitions, NO_DEFINITIONS, SCHEMAS, type Written } from '../../shared/domain/definitions.ts';
import type { FieldError } from '../../shared/domain/errors.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import { plainObject } from '../../shared/domain/schemas.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { filesAt } from './definition-paths.ts';
import { entryFaults, type FileFault, FileFaults, nameFaults, unknownFields } from './faults.ts';
import { type Locate, type ReadFile, readFileOf } from './yaml-file.ts';

export interface DefinitionsFile {
  readonly definitions: Definitions;
  readonly locate: Locate;
}

type List = keyof Definitions;

const listOf = v.optional(v.array(v.unknown()), []);
const File = plainObject({ issuers: listOf, accounts: listOf, connectors: listOf, refreshJobs: listOf });

/**
 * Reads and checks files and folders as one set of definitions. Throws {@link FileFaults} with every fault and its
 * line.
 */
export async function readDefinitionsFiles(paths: readonly string[]): Promise<DefinitionsFile> {
  const files = await filesAt(paths);
  return joined(await Promise.all(files.map(readFileOf)));
}

/** Parses one file's definitions. */
export function readDefinitions(written: unknown, locate: Locate): Definitions {
  return joined([{ written, locate }]).definitions;
}

interface Place {
  readonly locate: Locate;
  readonly index: number;
}

interface Gathered {
  readonly faults: FileFault[];
  readonly places: Record<List, Place[]>;
  readonly definitions: Record<List, Written<never>[]>;
  /** All entries, including invalid ones. */
  readonly raw: Record<List, unknown[]>;
}

function emptyLists<T>(): Record<List, T[]> {
  return { issuers: [], accounts: [], connectors: [], refreshJobs: [] };
}

/** Concatenates the lists of all files, and locates each field in its own file. */
function joined(files: readonly ReadFile[]): DefinitionsFile {
  const gathered: Gathered = { faults: [], places: emptyLists(), definitions: emptyLists(), raw: emptyLists() };
  for (const { written, locate } of files) {
    const lists = withoutExtensions(written ?? {});
    const file = parseWith(File, lists, 'file');
    if (!file.ok) gathered.faults.push(...fileFaults(file.errors, lists).map((error) => toFileFault(error, locate)));
    for (const kind of DEFINITION_KINDS) gather(gathered, kind, listIn(lists, LISTS[kind]), locate);
  }
  const { faults, places, definitions, raw } = gathered;
  const locate = (field: string) => locateIn(places, files, field);
  if (faults.length > 0)
    throw new FileFaults([...faults, ...nameFaults(raw).map((fault) => toFileFault(fault, locate))]);
  return { definitions: { ...NO_DEFINITIONS, ...definitions }, locate };
}

/** Returns a list if it is one, so that the other lists of a file with faults are checked too. */
function listIn(lists: unknown, list: List): readonly unknown[] {
  const entries = isJsonObject(lists) ? lists[list] : undefined;
  return Array.isArray(entries) ? entries : [];
}

const CASES = 'is what "portunus test" reads: call such a file cases.yaml, which folders of definitions leave out';

function fileFaults(errors: readonly FieldError[], lists: unknown): readonly FieldError[] {
  return [
    ...errors.filter(({ detail }) => !detail.startsWith('is not a known field')),
    ...unknownFields(File, lists).map(({ field, detail }) => ({ field, detail: field === 'cases' ? CASES : detail })),
  ];
}

/**
 * Removes fields that begin with `x-`. As in Compose files, they hold values that the file uses only through anchors.
 */
function withoutExtensions(written: unknown): unknown {
  return isJsonObject(written)
    ? Object.fromEntries(Object.entries(written).filter(([name]) => !name.startsWith('x-')))
    : written;
}

function gather(
  { faults, places, definitions, raw }: Gathered,
  kind: DefinitionKind,
  entries: readonly unknown[],
  locate: Locate,
): void {
  const list = LISTS[kind];
  for (const [index, entry] of entries.entries()) {
    const parsed = parseWith(SCHEMAS[kind], entry, '');
    places[list].push({ locate, index });
    raw[list].push(entry);
    if (parsed.ok) {
      definitions[list].push({ written: entry, value: parsed.value as never });
      continue;
    }
    const all = entryFaults(kind, entry, parsed.errors);
    faults.push(...all.map((error) => toFileFault(inList(error, list, index), locate)));
  }
}

function inList({ field, detail }: FieldError, list: List, index: number): FieldError {
  return {
    field: `${list}[${index}]${field && `.${field}`}`,
    detail,
  };
}

function locateIn(places: Readonly<Record<List, readonly Place[]>>, files: readonly ReadFile[], field: string): string {
  const [, list, index, rest = ''] = /^(\w+)\[(\d+)\](.*)$/.exec(field) ?? [];
  const place = places[list as List]?.[Number(index)];
  return place === undefined ? (files[0]?.locate(field) ?? '') : place.locate(`${list}[${place.index}]${rest}`);
}

export function toFileFault({ field, detail }: FieldError, locate: Locate): FileFault {
  return {
    place: locate(field),
    detail: `${field} ${detail}`,
  };
}

export function describe({ field, detail }: FieldError, locate: Locate): string {
  return `${locate(field)}: ${field} ${detail}`;
}

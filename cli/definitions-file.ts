import * as v from 'valibot';
import { DEFINITION_KINDS, type DefinitionKind, LISTS } from '../shared/domain/definition.ts';
import { type Definitions, NO_DEFINITIONS, SCHEMAS, type Written } from '../shared/domain/definitions.ts';
import type { FieldError } from '../shared/domain/errors.ts';
import { parseWith } from '../shared/domain/parse.ts';
import { plainObject } from '../shared/domain/plain-object.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import { filesAt } from './definition-paths.ts';
import { type FileFault, FileFaults } from './file-faults.ts';
import { type Locate, type ReadFile, readFileOf } from './yaml-file.ts';

export interface DefinitionsFile {
  readonly definitions: Definitions;
  readonly locate: Locate;
}

type List = keyof Definitions;

const listOf = v.optional(v.array(v.unknown()), []);
const File = plainObject({ issuers: listOf, accounts: listOf, connectors: listOf, refreshJobs: listOf });

/** Reads and checks files, and those of folders, as one. Throws {@link FileFaults} with every fault and its line. */
export const readDefinitionsFiles = async (paths: readonly string[]): Promise<DefinitionsFile> => {
  const files = await filesAt(paths);
  return joined(await Promise.all(files.map(readFileOf)));
};

/** One file's definitions from what was read of it. */
export const readDefinitions = (written: unknown, locate: Locate): Definitions =>
  joined([{ written, locate }]).definitions;

interface Place {
  readonly locate: Locate;
  readonly index: number;
}

interface Gathered {
  readonly faults: FileFault[];
  readonly places: Record<List, Place[]>;
  readonly definitions: Record<List, Written<never>[]>;
}

const emptyLists = <T>(): Record<List, T[]> => ({ issuers: [], accounts: [], connectors: [], refreshJobs: [] });

/** The lists of all files, one behind the other; a field of them is looked for in the file that it came from. */
const joined = (files: readonly ReadFile[]): DefinitionsFile => {
  const gathered: Gathered = { faults: [], places: emptyLists(), definitions: emptyLists() };
  for (const { written, locate } of files) {
    const file = parseWith(File, withoutExtensions(written ?? {}), 'file');
    if (file.ok) for (const kind of DEFINITION_KINDS) gather(gathered, kind, file.value[LISTS[kind]], locate);
    else gathered.faults.push(...file.errors.map((error) => toFileFault(error, locate)));
  }
  const { faults, places, definitions } = gathered;
  if (faults.length > 0) throw new FileFaults(faults);
  return { definitions: { ...NO_DEFINITIONS, ...definitions }, locate: (field) => locateIn(places, files, field) };
};

/** Under `x-…` a file keeps what it only refers to, by anchors, as in Compose files. */
const withoutExtensions = (written: unknown): unknown =>
  isJsonObject(written)
    ? Object.fromEntries(Object.entries(written).filter(([name]) => !name.startsWith('x-')))
    : written;

const gather = (
  { faults, places, definitions }: Gathered,
  kind: DefinitionKind,
  entries: readonly unknown[],
  locate: Locate,
): void => {
  const list = LISTS[kind];
  for (const [index, entry] of entries.entries()) {
    const parsed = parseWith(SCHEMAS[kind], entry, '');
    places[list].push({ locate, index });
    if (parsed.ok) definitions[list].push({ written: entry, value: parsed.value as never });
    else faults.push(...parsed.errors.map((error) => toFileFault(inList(error, list, index), locate)));
  }
};

const inList = ({ field, detail }: FieldError, list: List, index: number): FieldError => ({
  field: `${list}[${index}]${field && `.${field}`}`,
  detail,
});

const locateIn = (
  places: Readonly<Record<List, readonly Place[]>>,
  files: readonly ReadFile[],
  field: string,
): string => {
  const [, list, index, rest = ''] = /^(\w+)\[(\d+)\](.*)$/.exec(field) ?? [];
  const place = places[list as List]?.[Number(index)];
  return place === undefined ? (files[0]?.locate(field) ?? '') : place.locate(`${list}[${place.index}]${rest}`);
};

export const toFileFault = ({ field, detail }: FieldError, locate: Locate): FileFault => ({
  place: locate(field),
  detail: `${field} ${detail}`,
});

export const describe = ({ field, detail }: FieldError, locate: Locate): string =>
  `${locate(field)}: ${field} ${detail}`;

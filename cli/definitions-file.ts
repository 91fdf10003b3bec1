import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { DEFINITION_KINDS, type DefinitionKind, LISTS } from '../shared/domain/definition.ts';
import { type Definitions, NO_DEFINITIONS, SCHEMAS, type Written } from '../shared/domain/definitions.ts';
import type { FieldError } from '../shared/domain/errors.ts';
import { parseWith } from '../shared/domain/parse.ts';
import { plainObject } from '../shared/domain/plain-object.ts';
import { CommandError } from './command-error.ts';
import { type FileFault, FileFaults } from './file-faults.ts';

/** Where a definition or a field of one stands, for messages: `portunus.yml:12`. */
export type Locate = (field: string) => string;

export interface DefinitionsFile {
  readonly definitions: Definitions;
  readonly locate: Locate;
}

type List = keyof Definitions;

const listOf = v.optional(v.array(v.unknown()), []);
const File = plainObject({ issuers: listOf, accounts: listOf, connectors: listOf, refreshJobs: listOf });

/** Reads and checks files, and those of folders, as one. Throws {@link FileFaults} with every fault and its line. */
export const readDefinitionsFiles = async (paths: readonly string[]): Promise<DefinitionsFile> => {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  if (files.length === 0) throw new CommandError([`${paths.join(', ')}: no .yml, .yaml or .json file is there`]);
  const read = await Promise.all(files.map((file) => readFileOf(file)));
  return joined(read);
};

const EXTENSION = /\.(?:ya?ml|json)$/;
/** What `portunus test` reads, and the roles' policies, may lie beside the definitions. */
const OTHERS = /(?:^|[.-])(?:cases\.\w+|(?:trust|permission)-policy\.json)$/;

const filesOf = async (path: string): Promise<readonly string[]> => {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => EXTENSION.test(name) && !OTHERS.test(name))
    .sort()
    .map((name) => join(path, name));
};

export interface ReadFile {
  readonly written: unknown;
  readonly locate: Locate;
}

/** A YAML or JSON document with the lines of its parts. With `merge` a map may take over another by `<<`. */
export const readFileOf = async (path: string, { merge = false } = {}): Promise<ReadFile> => {
  const lines = new LineCounter();
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError([`${path}: can not be read (${error.code ?? error.name})`]);
  });
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge });
  if (document.errors.length > 0) {
    throw new FileFaults(
      document.errors.map((e) => ({ place: `${path}:${lines.linePos(e.pos[0]).line}`, detail: e.message })),
    );
  }
  return { written: document.toJS(), locate: (field) => `${path}:${lineOf(document, lines, field)}` };
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
    const file = parseWith(File, written ?? {}, 'file');
    if (file.ok) for (const kind of DEFINITION_KINDS) gather(gathered, kind, file.value[LISTS[kind]], locate);
    else gathered.faults.push(...file.errors.map((error) => toFileFault(error, locate)));
  }
  const { faults, places, definitions } = gathered;
  if (faults.length > 0) throw new FileFaults(faults);
  return { definitions: { ...NO_DEFINITIONS, ...definitions }, locate: (field) => locateIn(places, files, field) };
};

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

/** The line of a field, or of the nearest thing around it when the field itself is not there. */
const lineOf = (document: Document.Parsed, lines: LineCounter, field: string): number => {
  const path = [...field.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) => name ?? Number(index));
  while (path.length > 0) {
    const node = document.getIn(path, true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    path.pop();
  }
  return 1;
};

import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { Account } from '../shared/domain/account.ts';
import { Connector } from '../shared/domain/connector.ts';
import type { Definitions } from '../shared/domain/definitions.ts';
import type { FieldError } from '../shared/domain/errors.ts';
import { Issuer } from '../shared/domain/issuer.ts';
import { parseWith } from '../shared/domain/parse.ts';
import { plainObject } from '../shared/domain/plain-object.ts';
import { RefreshJob } from '../shared/domain/refresh-job.ts';
import { CommandError } from './command-error.ts';

/** Where a definition or a field of one stands, for messages: `portunus.yml:12`. */
export type Locate = (field: string) => string;

export interface DefinitionsFile {
  readonly definitions: Definitions;
  readonly locate: Locate;
}

const listOf = v.optional(v.array(v.unknown()), []);
const File = plainObject({ issuers: listOf, accounts: listOf, connectors: listOf, refreshJobs: listOf });

/** Reads and checks a whole file. Throws a {@link CommandError} with every fault and its line. */
export const readDefinitionsFile = async (path: string): Promise<DefinitionsFile> => {
  const lines = new LineCounter();
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError([`${path}: can not be read (${error.code ?? error.name})`]);
  });
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new CommandError(document.errors.map((e) => `${path}:${lines.linePos(e.pos[0]).line}: ${e.message}`));
  }
  const locate: Locate = (field) => `${path}:${lineOf(document, lines, field)}`;
  return { definitions: readDefinitions(document.toJS(), locate), locate };
};

export const readDefinitions = (written: unknown, locate: Locate): Definitions => {
  const file = parseWith(File, written, 'file');
  if (!file.ok) throw new CommandError(file.errors.map((error) => describe(error, locate)));
  const faults: FieldError[] = [];
  const each = <S extends v.GenericSchema>(schema: S, list: keyof Definitions) =>
    file.value[list].flatMap((entry, index) => {
      const parsed = parseWith(schema, entry, '');
      if (parsed.ok) return [{ written: entry, value: parsed.value }];
      faults.push(
        ...parsed.errors.map(({ field, detail }) => ({ field: `${list}[${index}]${field && `.${field}`}`, detail })),
      );
      return [];
    });
  const definitions = {
    issuers: each(Issuer, 'issuers'),
    accounts: each(Account, 'accounts'),
    connectors: each(Connector, 'connectors'),
    refreshJobs: each(RefreshJob, 'refreshJobs'),
  };
  if (faults.length > 0) throw new CommandError(faults.map((fault) => describe(fault, locate)));
  return definitions;
};

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

import type { Command } from 'commander';
import { stringify } from 'yaml';
import { DEFINITION_KINDS, type DefinitionKind, LISTS } from '../../shared/domain/definition.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import type { DefinitionAccess } from '../access.ts';
import { commandCall } from '../command.ts';
import { assertFree, writeText } from '../files/text-files.ts';
import { type AccessOptions, openAccess, withAccessOptions } from '../open-access.ts';
import { jsonText, outputOption } from '../output.ts';

interface Options extends AccessOptions {
  readonly file?: string;
  readonly force?: boolean;
  readonly withExternalIds?: boolean;
  readonly output: string;
}

const PAGE = 100;

export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description('write all definitions as one file that applies again')
    .option('-f, --file <file>', 'where to; to the terminal otherwise')
    .option('--force', 'write over a file that is there')
    .option('--with-external-ids', 'for a second deployment whose roles trust the same ones')
    .addOption(outputOption('yaml', 'json'));
  withAccessOptions(command).action(exportDefinitions);
}

async function exportDefinitions({ file, force, withExternalIds, output, ...options }: Options): Promise<void> {
  if (file !== undefined && !force) await assertFree([file]);
  const all = await exported(await openAccess(options), withExternalIds === true);
  const text = output === 'json' ? `${jsonText(all)}\n` : stringify(all);
  if (file === undefined) process.stdout.write(text);
  else await writeText(file, text, force ? 'w' : 'wx', 0o600);
}

/**
 * Exports definitions. It omits external IDs by default, because the deployment that the file is applied to generates
 * its own.
 */
async function exported(access: DefinitionAccess, withExternalIds: boolean) {
  const lists = await Promise.all(DEFINITION_KINDS.map((kind) => readAll(access, kind)));
  const strip = (written: unknown) => {
    if (withExternalIds || !isJsonObject(written)) return written;
    const { externalId: _made, ...rest } = written;
    return rest;
  };
  return Object.fromEntries(DEFINITION_KINDS.map((kind, index) => [LISTS[kind], (lists[index] ?? []).map(strip)]));
}

/**
 * Reads definitions as an administrator sees them. Other callers see only part of a connector, and such a file could
 * not be applied.
 */
async function readAll({ plan }: DefinitionAccess, kind: DefinitionKind): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const { items } of plan.listDefinitions(kind, { pageSize: PAGE }, commandCall())) {
    all.push(...items.map(({ id, written }) => written ?? { id }));
  }
  return all;
}

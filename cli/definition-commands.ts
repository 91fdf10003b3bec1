import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { DEFINITION_KINDS, type DefinitionKind, LISTS } from '../shared/domain/definition.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import { writeChange } from '../shared/vending/write-changes.ts';
import type { DefinitionAccess } from './access.ts';
import { commandCall } from './command-call.ts';
import { CommandError } from './command-error.ts';
import { confirmed } from './confirm.ts';
import { kindNamed } from './http/access.ts';
import { type AccessOptions, openAccess, withAccessOptions } from './open-access.ts';
import { jsonText, outputOption } from './output.ts';
import { tableOf } from './table.ts';

const KINDS = DEFINITION_KINDS.join(', ');
const PAGE = 100;

/** The commands that read definitions, and the one that deletes. */
export const addDefinitionCommands = (program: Command): void => {
  const command = (usage: string, description: string) =>
    withAccessOptions(program.command(usage).description(description));

  command('get <kind> <id>', `show a definition as it was written (${KINDS})`)
    .addOption(outputOption('yaml', 'json'))
    .action(async (kind: string, id: string, { output, ...options }: AccessOptions & { output: string }) => {
      const { value } = await find(await openAccess(options, console.log), kindNamed(kind), id);
      console.log(output === 'json' ? jsonText(value) : stringify(value).trimEnd());
    });

  command('list <kind>', 'show all definitions of a kind')
    .addOption(outputOption('table', 'json'))
    .action(async (kind: string, { output, ...options }: AccessOptions & { output: string }) => {
      const all = await readAll(await openAccess(options, console.log), kindNamed(kind));
      console.log(output === 'json' ? jsonText(all) : definitionTable(all));
    });

  command('delete <kind> <id>', 'delete a definition for good: its id is never used again')
    .option('-y, --yes', 'delete without asking')
    .action(async (kind: string, id: string, { yes, ...options }: AccessOptions & { yes?: boolean }) => {
      const access = await openAccess(options, console.log);
      await remove(access, kindNamed(kind), id, yes === true);
      console.log(`deleted ${kind} ${id}`);
    });

  command('export', 'write all definitions as one file that applies again')
    .option('-f, --file <file>', 'where to; to the terminal otherwise')
    .option('--with-external-ids', 'for a second deployment whose roles trust the same ones')
    .addOption(outputOption('yaml', 'json'))
    .action(async ({ file, withExternalIds, output, ...options }: ExportOptions) => {
      const all = await exported(await openAccess(options, console.log), withExternalIds === true);
      const text = output === 'json' ? `${jsonText(all)}\n` : stringify(all);
      if (file === undefined) process.stdout.write(text);
      else await writeFile(file, text, { mode: 0o600 });
    });
};

interface ExportOptions extends AccessOptions {
  readonly file?: string;
  readonly withExternalIds?: boolean;
  readonly output: string;
}

const find = async ({ plan }: DefinitionAccess, kind: DefinitionKind, id: string) => {
  const stored = await plan.readDefinition(kind, id, commandCall());
  if (stored === undefined) throw new CommandError([`there is no ${kind} ${id}`]);
  return stored;
};

const readAll = async ({ plan }: DefinitionAccess, kind: DefinitionKind): Promise<readonly unknown[]> => {
  const all: unknown[] = [];
  for await (const { items } of plan.listDefinitions(kind, { pageSize: PAGE }, commandCall())) {
    all.push(...items.map(({ id, written }) => written ?? { id }));
  }
  return all;
};

const definitionTable = (all: readonly unknown[]): string =>
  tableOf(
    ['ID', 'NAME', 'STATE', 'ABOUT'],
    all
      .filter(isJsonObject)
      .map(({ id, name, enabled, principalType, url, awsAccountId, connector }) => [
        String(id),
        String(name ?? ''),
        enabled === false ? 'disabled' : 'enabled',
        String(principalType ?? url ?? awsAccountId ?? connector ?? ''),
      ]),
  );

/** As the API deletes: what others refer to stays. */
const remove = async (access: DefinitionAccess, kind: DefinitionKind, id: string, yes: boolean): Promise<void> => {
  const { version, value } = await find(access, kind, id);
  if (!yes && !(await confirmed(`Delete ${kind} ${id}?`))) throw new CommandError(['nothing was deleted']);
  const users = await access.readUsers(kind, id);
  if (users.length > 0) throw new CommandError([`${kind} ${id} is referred to by: ${users.join(', ')}`]);
  const change = { kind, id, action: 'delete' as const, definition: undefined, replaces: version, before: value };
  await writeChange(change, access.write, await access.author(), commandCall());
};

/** External IDs are left out: the deployment that the file is applied to has its own. */
const exported = async (access: DefinitionAccess, withExternalIds: boolean) => {
  const lists = await Promise.all(DEFINITION_KINDS.map((kind) => readAll(access, kind)));
  const strip = (written: unknown) => {
    if (withExternalIds || !isJsonObject(written)) return written;
    const { externalId: _made, ...rest } = written;
    return rest;
  };
  return Object.fromEntries(DEFINITION_KINDS.map((kind, index) => [LISTS[kind], (lists[index] ?? []).map(strip)]));
};

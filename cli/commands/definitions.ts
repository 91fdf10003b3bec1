import type { Command } from 'commander';
import { stringify } from 'yaml';
import { DEFINITION_KINDS, type DefinitionKind } from '../../shared/domain/definition.ts';
import type { DefinitionAccess } from '../access.ts';
import { CommandError, commandCall } from '../command.ts';
import { confirmed } from '../confirm.ts';
import { kindNamed } from '../http/access.ts';
import { type AccessOptions, openAccess, withAccessOptions } from '../open-access.ts';
import { definitionTable, jsonText, outputOption } from '../output.ts';

const KINDS = DEFINITION_KINDS.join(', ');

/** Adds the commands that read definitions, and the one that deletes them. */
export function addDefinitionCommands(program: Command): void {
  const command = (usage: string, description: string) =>
    withAccessOptions(program.command(usage).description(description));

  command('get <kind> <id>', `show a definition as it was written (${KINDS})`)
    .addOption(outputOption('yaml', 'json'))
    .action(async (kind: string, id: string, { output, ...options }: AccessOptions & { output: string }) => {
      const named = kindNamed(kind);
      const access = await openAccess(options);
      const value = await access.show.get(named, id);
      if (value === undefined) throw await notThere(access, named, id);
      console.log(output === 'json' ? jsonText(value) : stringify(value).trimEnd());
    });

  command('list <kind>', 'show all definitions of a kind')
    .addOption(outputOption('table', 'json'))
    .action(async (kind: string, { output, ...options }: AccessOptions & { output: string }) => {
      const named = kindNamed(kind);
      const all = await shownOf(await openAccess(options), named);
      console.log(output === 'json' ? jsonText(all) : definitionTable(named, all));
    });

  command('delete <kind> <id>', 'delete a definition; restore brings it back, and its id is never used for another')
    .option('-y, --yes', 'delete without asking')
    .action(async (kind: string, id: string, { yes, ...options }: AccessOptions & { yes?: boolean }) => {
      const access = await openAccess(options);
      await remove(access, kindNamed(kind), id, yes === true);
      console.log(`deleted ${kind} ${id}; portunus restore ${kind} ${id} brings it back`);
    });
}

async function find(access: DefinitionAccess, kind: DefinitionKind, id: string) {
  const stored = await access.plan.readDefinition(kind, id, commandCall());
  if (stored === undefined) throw await notThere(access, kind, id);
  return stored;
}

async function notThere({ plan }: DefinitionAccess, kind: DefinitionKind, id: string): Promise<CommandError> {
  const deletion = await plan.describeDeletion(kind, id, commandCall());
  if (deletion === undefined) return new CommandError([`there is no ${kind} ${id}`]);
  return new CommandError([`${kind} ${id} ${deletion}; portunus restore ${kind} ${id} brings it back`]);
}

async function shownOf({ show }: DefinitionAccess, kind: DefinitionKind): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const items of show.list(kind)) all.push(...items);
  return all;
}

/** Deletes a definition, like the API does: not if others refer to it. */
async function remove(access: DefinitionAccess, kind: DefinitionKind, id: string, yes: boolean): Promise<void> {
  await access.assertWriter();
  const { version, value } = await find(access, kind, id);
  if (!yes && !(await confirmed(`Delete ${kind} ${id}?`))) throw new CommandError(['nothing was deleted']);
  const users = await access.readUsers(kind, id);
  if (users.length > 0) throw new CommandError([`${kind} ${id} is referred to by: ${users.join(', ')}`]);
  const change = { kind, id, action: 'delete' as const, definition: undefined, replaces: version, before: value };
  await access.remove(change);
}

#!/usr/bin/env node
import { Command } from 'commander';
import { VERSION } from '../shared/config/version.ts';
import { addApplyCommand } from './apply-command.ts';
import { CommandError } from './command-error.ts';
import { addDefinitionCommands } from './definition-commands.ts';
import { addExplainCommand } from './explain-command.ts';
import { addInitCommand } from './init-command.ts';
import { addJobsCommands } from './jobs.ts';
import { addLintCommand } from './lint-command.ts';
import { addSchemaCommand } from './schema-command.ts';
import { addTestCommand } from './test-command.ts';

const program = new Command('portunus')
  .description('Defines what Portunus issues, and to whom.')
  .version(VERSION)
  .showHelpAfterError();

// What needs AWS is loaded when it is asked for: the other commands start without the SDK.
program
  .command('tables')
  .description('the two DynamoDB tables')
  .command('create')
  .description('create both tables, named by PORTUNUS_DEFINITIONS_TABLE and PORTUNUS_ACTIVITY_TABLE')
  .action(async () => {
    const { createTableAccess, createTables } = await import('./direct/index.ts');
    const { client, names } = createTableAccess();
    await createTables(client, names, console.log);
  });

addApplyCommand(program);
addDefinitionCommands(program);
addExplainCommand(program);
addSchemaCommand(program);
addJobsCommands(program);
addInitCommand(program);
addLintCommand(program);
addTestCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  const lines = error instanceof CommandError ? error.lines : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) console.error(`portunus: ${line}`);
  process.exitCode = 1;
}

#!/usr/bin/env node
import { Command } from 'commander';
import { VERSION } from '../shared/config/version.ts';
import { CommandError } from './command-error.ts';
import { readDefinitionsFile } from './definitions-file.ts';
import { addJobsCommands } from './jobs.ts';

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

program
  .command('apply')
  .description('create and change definitions to be as a file says (YAML or JSON)')
  .requiredOption('-f, --file <file>', 'the definitions')
  .option('--direct', 'write to the tables with your own AWS credentials')
  .option('-y, --yes', 'apply without asking')
  .action(async ({ file, direct, yes }: { file: string; direct?: boolean; yes?: boolean }) => {
    if (!direct) throw new CommandError(['apply works with --direct only in this version']);
    const definitions = await readDefinitionsFile(file);
    const { applyDirectly, createTableAccess, whoDefines } = await import('./direct/index.ts');
    const { definitions: table, activity } = createTableAccess();
    await applyDirectly(definitions, { table, activity, whoDefines, yes: yes === true, print: console.log });
  });

addJobsCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  const lines = error instanceof CommandError ? error.lines : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) console.error(`portunus: ${line}`);
  process.exitCode = 1;
}

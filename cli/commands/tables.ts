import type { Command } from 'commander';
import { jsonText, outputOption } from '../output.ts';
import { countsOf, reportLines } from '../preflight/report.ts';

/** Adds the commands for the tables themselves. Code that uses AWS is loaded on demand. */
export function addTablesCommands(program: Command): void {
  const tables = program.command('tables').description('the two DynamoDB tables');
  tables
    .command('create')
    .description('create both tables, named by PORTUNUS_DEFINITIONS_TABLE and PORTUNUS_ACTIVITY_TABLE')
    .action(async () => {
      const { createTableAccess, createTables } = await import('../direct/index.ts');
      const { client, names } = createTableAccess();
      await createTables(client, names, console.log);
    });
  tables
    .command('check')
    .description(
      'compare both tables, such as restored ones, with their definition, and say how to mend each difference',
    )
    .addOption(outputOption('text', 'json'))
    .action(async ({ output }: { output: string }) => {
      const { checkTables } = await import('../direct/preflight/index.ts');
      const findings = await checkTables();
      console.log(output === 'json' ? jsonText({ findings }) : reportLines(findings).join('\n'));
      // Every difference counts here: a table without recovery works, and is not the table that was meant.
      if (countsOf(findings).ok < findings.length) process.exitCode = 1;
    });
}

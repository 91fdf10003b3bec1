import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { applyFile } from './apply.ts';
import { CommandError } from './command-error.ts';
import { readDefinitionsFiles } from './definitions-file.ts';

interface Options {
  readonly file: string;
  readonly direct?: boolean;
  readonly yes?: boolean;
}

export const addApplyCommand = (program: Command): void => {
  program
    .command('apply')
    .description('create and change definitions to be as a file says (YAML or JSON)')
    .requiredOption('-f, --file <file>', 'the definitions')
    .option('--direct', 'write to the tables with your own AWS credentials')
    .option('-y, --yes', 'apply without asking')
    .action(async ({ file, direct, yes }: Options) => {
      if (!direct) throw new CommandError(['apply works with --direct only in this version']);
      const definitions = await readDefinitionsFiles([file]);
      const { createDirectAccess, createTableAccess, whoDefines } = await import('./direct/index.ts');
      const access = createDirectAccess(createTableAccess(), whoDefines);
      const confirm = yes === true ? async () => true : confirmed;
      await applyFile(definitions, access, { print: console.log, confirm });
    });
};

const confirmed = async (count: number): Promise<boolean> => {
  if (!stdin.isTTY) throw new CommandError(['there is no terminal to ask on: give --yes to apply']);
  const terminal = createInterface({ input: stdin, output: stdout });
  const answer = await terminal.question(`Apply ${count} changes? Only "yes" applies: `);
  terminal.close();
  return answer.trim() === 'yes';
};

import type { Command } from 'commander';
import { isPending } from '../../shared/vending/definitions/shown-plan.ts';
import { applyFile } from '../apply/apply.ts';
import { CHANGES_EXIT_CODE, usageError } from '../command.ts';
import { confirmed } from '../confirm.ts';
import { FILES_HELP } from '../files/definition-paths.ts';
import { readDefinitionsFiles } from '../files/definitions-file.ts';
import { type AccessOptions, openAccess, withAccessOptions } from '../open-access.ts';

interface Options extends AccessOptions {
  readonly file: readonly string[];
  readonly prune?: boolean;
  readonly allowEmpty?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function addApplyCommand(program: Command): void {
  const command = program
    .command('apply')
    .description('create and change definitions to be as files say (YAML or JSON)')
    .requiredOption('-f, --file <paths...>', FILES_HELP)
    .option('--prune', 'delete what the files do not have')
    .option('--allow-empty', 'let --prune delete every definition, where the files have none')
    .option('--dry-run', `show the plan and end, with exit code ${CHANGES_EXIT_CODE} where there are changes`)
    .option('-y, --yes', 'apply without asking');
  withAccessOptions(command).action(async ({ file, prune, allowEmpty, dryRun, yes, ...access }: Options) => {
    if (allowEmpty && !prune) throw usageError('--allow-empty goes with --prune');
    const definitions = await readDefinitionsFiles(file);
    const changes = await applyFile(definitions, await openAccess(access), {
      prune: prune === true,
      allowEmpty: allowEmpty === true,
      dryRun: dryRun === true,
      print: console.log,
      confirm: async (question) => yes === true || confirmed(question),
    });
    if (dryRun && changes.some(isPending)) process.exitCode = CHANGES_EXIT_CODE;
  });
}

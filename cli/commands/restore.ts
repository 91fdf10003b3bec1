import { type Command, InvalidArgumentError } from 'commander';
import { DEFINITION_KINDS } from '../../shared/domain/definition.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import type { DefinitionName } from '../../shared/policy/definitions/references.ts';
import type { Change } from '../../shared/vending/definitions/plan-definitions.ts';
import { planRestore } from '../../shared/vending/definitions/restore-definition.ts';
import { shownChanges } from '../../shared/vending/definitions/shown-plan.ts';
import type { DefinitionAccess } from '../access.ts';
import { changeLines } from '../change-lines.ts';
import { CHANGES_EXIT_CODE, CommandError, commandCall } from '../command.ts';
import { confirmed } from '../confirm.ts';
import { namingDefinition } from '../definition-error.ts';
import { kindNamed } from '../http/access.ts';
import { type AccessOptions, openAccess, withAccessOptions } from '../open-access.ts';

interface Options extends AccessOptions {
  readonly version?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export const addRestoreCommand = (program: Command): void => {
  const command = program
    .command('restore <kind> <id>')
    .description(`bring a deleted definition back as it was, external ID included (${DEFINITION_KINDS.join(', ')})`)
    .option('--version <number>', 'go back to this version, also of a definition that is not deleted', readVersion)
    .option('--dry-run', `show the plan and end, with exit code ${CHANGES_EXIT_CODE} where there are changes`)
    .option('-y, --yes', 'restore without asking');
  withAccessOptions(command).action(async (name: string, id: string, { version, dryRun, yes, ...options }: Options) => {
    const kind = kindNamed(name);
    const access = await openAccess(options);
    await access.assertWriter();
    const change = await planOf(access, { kind, id }, version);
    const isPending = showPlan(change);
    if (dryRun && isPending) process.exitCode = CHANGES_EXIT_CODE;
    if (dryRun || !isPending) return;
    const question = `Restore ${kind} ${id} as it was at version ${change.restores?.version}?`;
    if (!yes && !(await confirmed(question))) throw new CommandError(['nothing was restored']);
    const stored = await access.restore(change);
    console.log(`restored ${kind} ${id} as version ${stored.version}`);
    const externalId = isJsonObject(stored.value) ? stored.value.externalId : undefined;
    if (typeof externalId === 'string') console.log(`  external ID: ${externalId}`);
  });
};

export function readVersion(text: string): number {
  if (/^[1-9][0-9]{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number from 1');
}

/** Plans the restoration with the checks of any write. It writes nothing. */
async function planOf(access: DefinitionAccess, name: DefinitionName, version: number | undefined): Promise<Change> {
  const ports = { ...access.plan, ...access.versions };
  try {
    return await planRestore(ports, name, version === undefined ? {} : { version }, commandCall());
  } catch (error) {
    throw namingDefinition(error, name);
  }
}

/** Prints what would change, and returns whether anything would. */
function showPlan(change: Change): boolean {
  const { kind, id, action, replaces = 0, restores } = change;
  if (action === 'unchanged') {
    console.log(`Nothing to change: ${kind} ${id} is as it was at version ${restores?.version}.`);
    return false;
  }
  for (const line of shownChanges([change]).flatMap(changeLines)) console.log(line);
  console.log(`Plan: version ${restores?.version} of ${kind} ${id} becomes its version ${replaces + 1}.`);
  return true;
}

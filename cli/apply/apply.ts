import { definesNothing } from '../../shared/domain/definitions.ts';
import type { FieldError } from '../../shared/domain/errors.ts';
import { isPending, type ShownChange } from '../../shared/vending/definitions/shown-plan.ts';
import type { DefinitionAccess } from '../access.ts';
import { changeLines, doneText, toDoText } from '../change-lines.ts';
import { CommandError } from '../command.ts';
import { type DefinitionsFile, describe, toFileFault } from '../files/definitions-file.ts';
import { FileFaults } from '../files/faults.ts';
import type { Locate } from '../files/yaml-file.ts';

export interface ApplyOptions {
  readonly prune?: boolean;
  /** Whether pruning may delete every definition. */
  readonly allowEmpty?: boolean;
  /** Prints the plan and writes nothing. */
  readonly dryRun?: boolean;
  readonly print: (line: string) => void;
  /** Asks whether to go ahead. */
  readonly confirm: (question: string) => Promise<boolean>;
}

/** Prints the plan, asks for confirmation, and writes the changes. Returns the whole plan. */
export async function applyFile(
  { definitions, locate }: DefinitionsFile,
  access: DefinitionAccess,
  { prune = false, allowEmpty = false, dryRun = false, print, confirm }: ApplyOptions,
): Promise<readonly ShownChange[]> {
  if (definesNothing(definitions)) sayEmpty(prune, allowEmpty, print);
  await access.assertWriter();
  const plan = await access.planSet(definitions, { prune, allowEmpty });
  if (!plan.ok) throw faultsIn(plan.faults, plan.more, locate);
  for (const warning of plan.warnings) print(`warning: ${describe(warning, locate)}`);
  for (const line of plan.changes.flatMap(changeLines)) print(line);
  const pending = plan.changes.filter(isPending);
  print(pending.length === 0 ? 'Nothing to change.' : `Plan: ${toDoText(plan.changes)}.`);
  if (dryRun) return plan.changes;
  const question = `Apply ${pending.length} changes (${toDoText(pending)})?`;
  if (pending.length > 0 && !(await confirm(question))) throw new CommandError(['nothing was changed']);
  await plan.write(print);
  print(`Applied: ${doneText(plan.changes)}.`);
  return plan.changes;
}

/**
 * Warns about files without definitions, and refuses to prune with them. They are more likely a generator's fault than
 * an order to delete everything.
 */
function sayEmpty(prune: boolean, allowEmpty: boolean, print: (line: string) => void): void {
  if (!prune) print('warning: the files define nothing');
  if (!prune || allowEmpty) return;
  throw new CommandError([
    'the files define nothing, and --prune would leave no definition at all: give --allow-empty if that is meant',
  ]);
}

function faultsIn(faults: readonly FieldError[], more: number, locate: Locate): CommandError {
  const told = new FileFaults(faults.map((fault) => toFileFault(fault, locate)));
  if (more === 0) return told;
  return new CommandError([...told.lines, `and ${more} more: mend these first, or use "portunus lint"`]);
}

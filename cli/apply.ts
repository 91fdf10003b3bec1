import { VersionConflict } from '../shared/vending/definition-ports.ts';
import { type Change, planDefinitions } from '../shared/vending/plan-definitions.ts';
import { writeChange } from '../shared/vending/write-changes.ts';
import type { DefinitionAccess } from './access.ts';
import { changeLines } from './change-lines.ts';
import { commandCall } from './command-call.ts';
import { CommandError } from './command-error.ts';
import { type DefinitionsFile, describe, toFileFault } from './definitions-file.ts';
import { endingOf } from './ending.ts';
import { FileFaults } from './file-faults.ts';

export interface ApplyOptions {
  readonly prune?: boolean;
  /** Shows the plan and ends. */
  readonly dryRun?: boolean;
  readonly print: (line: string) => void;
  /** Whether that many changes are to be made. */
  readonly confirm: (count: number) => Promise<boolean>;
}

/** Shows what is to be done, asks, and does it. Gives back the whole plan. */
export const applyFile = async (
  { definitions, locate }: DefinitionsFile,
  access: DefinitionAccess,
  { prune = false, dryRun = false, print, confirm }: ApplyOptions,
): Promise<readonly Change[]> => {
  const plan = await planDefinitions(definitions, access.plan, commandCall(), { prune });
  if (!plan.ok) throw new FileFaults(plan.faults.map((fault) => toFileFault(fault, locate)));
  for (const warning of plan.warnings) print(`warning: ${describe(warning, locate)}`);
  for (const line of plan.changes.flatMap(changeLines)) print(line);
  const pending = plan.changes.filter(({ action }) => action !== 'unchanged');
  if (pending.length === 0) print('Nothing to change.');
  if (dryRun) return plan.changes;
  if (pending.length > 0 && !(await confirm(pending.length))) throw new CommandError(['nothing was changed']);
  await write(plan.changes, access, print);
  print(`Applied ${pending.length} of ${plan.changes.length} definitions.`);
  return plan.changes;
};

/** Long work says how far it is. */
const PROGRESS_EVERY = 100;

/** Where one is refused, what is written already is said: the same file applies again from there. */
const write = async (
  changes: readonly Change[],
  access: DefinitionAccess,
  print: (line: string) => void,
): Promise<void> => {
  const isPending = changes.some(({ action }) => action !== 'unchanged');
  const author = isPending ? await access.author() : { issuer: '', subject: '' };
  for (const [index, change] of changes.entries()) {
    try {
      await writeChange(change, access.write, author, commandCall());
      if ((index + 1) % PROGRESS_EVERY === 0) print(`… ${index + 1} of ${changes.length}`);
    } catch (error) {
      const written = changes.slice(0, index).filter(({ action }) => action !== 'unchanged').length;
      const { lines, failed } = endingOf(error);
      const hint = error instanceof VersionConflict ? '; look at what is there now, and apply again' : '';
      throw new CommandError(
        [
          `${change.kind} ${change.id}: ${lines.join('; ')}${hint}`,
          `${written} changes were made before; apply the file again to go on`,
        ],
        failed,
      );
    }
  }
};

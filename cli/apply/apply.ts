import type { Author } from '../../shared/domain/change-record.ts';
import type { Definitions } from '../../shared/domain/definitions.ts';
import type { FieldError } from '../../shared/domain/errors.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { type Change, planDefinitions } from '../../shared/vending/definitions/plan-definitions.ts';
import { scheduleJobs, writeChanges } from '../../shared/vending/definitions/write-changes.ts';
import type { DefinitionAccess } from '../access.ts';
import { changeLines, doneText, groupsOf, toDoText } from '../change-lines.ts';
import { CommandError, commandCall } from '../command.ts';
import { type DefinitionsFile, describe, toFileFault } from '../files/definitions-file.ts';
import { FileFaults } from '../files/faults.ts';
import { notScheduled, notWritten } from './apply-failure.ts';

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
): Promise<readonly Change[]> {
  if (isEmpty(definitions)) sayEmpty(prune, allowEmpty, print);
  await access.assertWriter();
  const plan = await planDefinitions(definitions, access.plan, commandCall(), { prune });
  if (!plan.ok) throw new FileFaults(plan.faults.map((fault) => toFileFault(fault, locate)));
  const faults = access.takesExternalIds ? [] : ownExternalIds(definitions, plan.changes);
  if (faults.length > 0) throw new FileFaults(faults.map((fault) => toFileFault(fault, locate)));
  for (const warning of plan.warnings) print(`warning: ${describe(warning, locate)}`);
  for (const line of plan.changes.flatMap(changeLines)) print(line);
  const pending = plan.changes.filter(({ action }) => action !== 'unchanged');
  print(pending.length === 0 ? 'Nothing to change.' : `Plan: ${toDoText(plan.changes)}.`);
  if (dryRun) return plan.changes;
  const question = `Apply ${pending.length} changes (${toDoText(pending)})?`;
  if (pending.length > 0 && !(await confirm(question))) throw new CommandError(['nothing was changed']);
  await write(plan.changes, pending, access, print);
  print(`Applied: ${doneText(plan.changes)}.`);
  return plan.changes;
}

function isEmpty(definitions: Definitions): boolean {
  return Object.values(definitions).every((list) => list.length === 0);
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

function ownExternalIds({ connectors }: Definitions, changes: readonly Change[]): readonly FieldError[] {
  const isNew = (id: string) =>
    changes.some((change) => change.kind === 'connector' && change.id === id && change.action === 'create');
  return connectors.flatMap(({ value, written }, index) =>
    isNew(value.id) && isJsonObject(written) && written.externalId !== undefined
      ? [
          {
            field: `connectors[${index}].externalId`,
            detail: 'is made by the service; apply --direct alone can keep one',
          },
        ]
      : [],
  );
}

/** How many changes are written between two lines of progress. */
const PROGRESS_EVERY = 100;

/**
 * Writes the changes, one transaction after another. If one fails, the error says what was written, what was not, and
 * how to continue.
 */
async function write(
  changes: readonly Change[],
  pending: readonly Change[],
  access: DefinitionAccess,
  print: (line: string) => void,
): Promise<void> {
  const author: Author = pending.length > 0 ? await access.author() : { issuer: '', subject: '' };
  let done = 0;
  for (const group of groupsOf(pending, access.together)) {
    await writeChanges(group, access.write, author, commandCall()).catch((error: unknown) => {
      throw notWritten(error, { pending, done, group });
    });
    const before = done;
    done += group.length;
    await schedule(group, access, pending.slice(0, done), pending.slice(done));
    const isStep = Math.floor(done / PROGRESS_EVERY) > Math.floor(before / PROGRESS_EVERY);
    if (isStep && done < pending.length) print(`… ${done} of ${pending.length}`);
  }
  const unchanged = changes.filter(({ action }) => action === 'unchanged');
  await schedule(unchanged, access, pending, []);
}

async function schedule(
  changes: readonly Change[],
  { write: ports }: DefinitionAccess,
  written: readonly Change[],
  left: readonly Change[],
): Promise<void> {
  await scheduleJobs(changes, ports, commandCall()).catch((error: unknown) => {
    throw notScheduled(error, written, left);
  });
}

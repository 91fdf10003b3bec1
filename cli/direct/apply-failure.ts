import { PortunusError } from '../../shared/domain/errors.ts';
import type { CutShort } from '../../shared/vending/definitions/apply-changes.ts';
import type { Change } from '../../shared/vending/definitions/plan-definitions.ts';
import { VersionConflict } from '../../shared/vending/definitions/ports.ts';
import { CommandError } from '../command.ts';
import { endingOf } from '../ending.ts';

/** Describes what happened to every change of a plan, and whether applying again continues from there. */
export function cutShort({ cause: error, done, group }: CutShort, pending: readonly Change[]): CommandError {
  const [written, left] = [pending.slice(0, done), pending.slice(done)];
  if (group.length === 0) return notScheduled(error, written, left);
  const only = group.length === 1 && !(error instanceof VersionConflict) ? `${nameOf(group[0])}: ` : '';
  const unknown = isOutcomeUnknown(error) ? group : [];
  const not = left.slice(unknown.length);
  const { lines, failed } = endingOf(error);
  const became = [
    `${only}${lines.join('; ')}`,
    ...(written.length === 0 && unknown.length === 0 ? ['nothing was written'] : []),
    ...(written.length > 0 ? [`written: ${namesOf(written)}`] : []),
    ...(unknown.length > 0 ? [`written or not, no answer says which: ${namesOf(unknown)}`] : []),
    ...(not.length > 0 && (written.length > 0 || unknown.length > 0) ? [`not written: ${namesOf(not)}`] : []),
    wayOn(error),
  ];
  return new CommandError(became, failed);
}

/** Makes the error for the case that all changes were written, but at least one job is not scheduled yet. */
function notScheduled(error: unknown, written: readonly Change[], left: readonly Change[]): CommandError {
  const { lines, failed } = endingOf(error);
  const became = [
    `a refresh job could not be put on the schedule: ${lines.join('; ')}`,
    written.length === 0 ? 'nothing was written' : `written: ${namesOf(written)}`,
    ...(left.length > 0 ? [`not written: ${namesOf(left)}`] : []),
    wayOn(error),
  ];
  return new CommandError(became, failed);
}

/** Returns whether the table may have carried out the request, although no answer arrived. */
function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof PortunusError && error.stage !== 'audit' && MAY_BE_DONE.has(error.code);
}

const MAY_BE_DONE = new Set(['table_unavailable', 'deadline_exceeded']);

function wayOn(error: unknown): string {
  if (error instanceof VersionConflict) return 'look at what is there now, and apply the file again';
  const isPassing = isOutcomeUnknown(error) || (error instanceof PortunusError && error.code === 'audit_unavailable');
  return isPassing ? 'apply the file again to go on' : 'when that is mended, apply the file again to go on';
}

const MOST_NAMES = 10;

function nameOf(change: Change | undefined): string {
  return `${change?.kind} ${change?.id}`;
}

/**
 * Names the first and the last of the changes. The plan is printed above in the same order, so the two identify the
 * rest.
 */
function namesOf(changes: readonly Change[]): string {
  return changes.length <= MOST_NAMES
    ? changes.map(nameOf).join(', ')
    : `${changes.length} definitions, from ${nameOf(changes[0])} to ${nameOf(changes.at(-1))} of the plan`;
}

import { PortunusError } from '../shared/domain/errors.ts';
import { CommandError, type Failed } from './command.ts';
import { explainAwsError } from './direct/aws-errors.ts';

export interface Ending {
  readonly lines: readonly string[];
  readonly failed: Failed;
}

/** Turns any error into the lines and the exit code for the user. */
export function endingOf(error: unknown): Ending {
  if (error instanceof CommandError) return error;
  const ending = explainAwsError(error);
  if (ending !== undefined) return ending;
  if (error instanceof PortunusError) {
    const failed = /_unavailable$|^deadline_exceeded$/.test(error.code) ? 'unavailable' : 'refused';
    const faults = error.errors?.map(({ field, detail }) => `${field} ${detail}`) ?? [
      error.reason ?? 'the command failed',
    ];
    return { lines: faults.map((fault) => `${fault} (${error.code})`), failed };
  }
  return { lines: [error instanceof Error ? error.message : String(error)], failed: 'refused' };
}

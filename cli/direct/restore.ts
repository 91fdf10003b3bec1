import type { Author } from '../../shared/domain/change-record.ts';
import type { Stored } from '../../shared/domain/definition.ts';
import type { Change } from '../../shared/vending/definitions/plan-definitions.ts';
import { VersionConflict } from '../../shared/vending/definitions/ports.ts';
import { scheduleJobs, type WritePorts, writeChanges } from '../../shared/vending/definitions/write-changes.ts';
import { CommandError, commandCall } from '../command.ts';

/** Writes a planned restoration with the same rules and records as the API. */
export async function restoreDirectly(
  write: WritePorts,
  author: () => Promise<Author>,
  change: Change,
): Promise<Stored<unknown>> {
  const call = commandCall();
  try {
    await writeChanges([change], write, await author(), call);
  } catch (error) {
    throw error instanceof VersionConflict ? new CommandError([error.message]) : error;
  }
  await scheduleJobs([change], write, call);
  return { version: (change.replaces ?? 0) + 1, value: change.definition };
}

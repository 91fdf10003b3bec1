import type { Author } from '../../shared/domain/change-record.ts';
import type { DefinitionKind, Stored } from '../../shared/domain/definition.ts';
import { PortunusError } from '../../shared/domain/errors.ts';
import { VersionConflict } from '../../shared/vending/definitions/ports.ts';
import { planRestore, type RestorePorts } from '../../shared/vending/definitions/restore-definition.ts';
import { scheduleJobs, type WritePorts, writeChanges } from '../../shared/vending/definitions/write-changes.ts';
import { CommandError, commandCall } from '../command.ts';

interface Wanted {
  readonly kind: DefinitionKind;
  readonly id: string;
  readonly version: number | undefined;
}

/** Restores a definition with the same rules as the API. */
export async function restoreDirectly(
  ports: RestorePorts,
  write: WritePorts,
  author: () => Promise<Author>,
  { kind, id, version }: Wanted,
): Promise<Stored<unknown>> {
  const call = commandCall();
  try {
    const change = await planRestore(ports, { kind, id }, version === undefined ? {} : { version }, call);
    await writeChanges([change], write, await author(), call);
    await scheduleJobs([change], write, call);
    const isNew = change.action !== 'unchanged';
    return { version: (change.replaces ?? 0) + (isNew ? 1 : 0), value: change.definition };
  } catch (error) {
    throw asCommandError(error, `${kind} ${id}`);
  }
}

function asCommandError(error: unknown, name: string): unknown {
  if (error instanceof VersionConflict) return new CommandError([error.message]);
  if (!(error instanceof PortunusError)) return error;
  if (error.code === 'not_found') return new CommandError([`there never was a ${name}`]);
  if (error.errors === undefined) return error;
  return new CommandError(error.errors.map(({ field, detail }) => `${name}: ${field} ${detail}`));
}

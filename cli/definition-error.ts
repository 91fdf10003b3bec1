import { PortunusError } from '../shared/domain/errors.ts';
import type { DefinitionName } from '../shared/policy/definitions/references.ts';
import { CommandError } from './command.ts';

/** Tells a fault with the definition that it is of. Any other error stays as it is. */
export function namingDefinition(error: unknown, { kind, id }: DefinitionName): unknown {
  if (!(error instanceof PortunusError)) return error;
  if (error.errors !== undefined) {
    return new CommandError(error.errors.map(({ field, detail }) => `${kind} ${id}: ${field} ${detail}`));
  }
  return error.code === 'not_found' ? new CommandError([`${kind} ${id} was never defined`]) : error;
}

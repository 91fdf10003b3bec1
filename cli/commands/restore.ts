import { type Command, InvalidArgumentError } from 'commander';
import { DEFINITION_KINDS } from '../../shared/domain/definition.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { kindNamed } from '../http/access.ts';
import { type AccessOptions, openAccess, withAccessOptions } from '../open-access.ts';

interface Options extends AccessOptions {
  readonly version?: number;
}

export const addRestoreCommand = (program: Command): void => {
  const command = program
    .command('restore <kind> <id>')
    .description(`bring a deleted definition back as it was, external ID included (${DEFINITION_KINDS.join(', ')})`)
    .option('--version <number>', 'go back to this version, also of a definition that is not deleted', readVersion);
  withAccessOptions(command).action(async (name: string, id: string, { version, ...options }: Options) => {
    const kind = kindNamed(name);
    const access = await openAccess(options, console.log);
    await access.assertWriter();
    const stored = await access.restore(kind, id, version);
    console.log(`restored ${kind} ${id} as version ${stored.version}`);
    const externalId = isJsonObject(stored.value) ? stored.value.externalId : undefined;
    if (typeof externalId === 'string') console.log(`  external ID: ${externalId}`);
  });
};

function readVersion(text: string): number {
  if (/^[1-9][0-9]{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number from 1');
}

import type { DefinitionKind } from '../../shared/domain/definition.ts';
import { getVersion, listVersions, type VersionReadPorts } from '../../shared/vending/definitions/read-versions.ts';
import type { DefinitionAccess } from '../access.ts';
import { commandCall } from '../command.ts';
import { namingDefinition } from '../definition-error.ts';

const PAGE = 100;

/** Reads kept versions from the table, as the API shows them to an administrator. */
export function createDirectHistory(ports: VersionReadPorts): DefinitionAccess['history'] {
  return {
    list: async function* (kind, id) {
      let before: number | undefined;
      do {
        const from = { ...(before !== undefined && { before }), limit: PAGE };
        const page = await found(listVersions(ports, { kind, id }, from, commandCall()), kind, id);
        yield page.items;
        before = page.before;
      } while (before !== undefined);
    },
    get: (kind, id, version) =>
      found(getVersion(ports, { kind, id }, version, { administrator: true }, commandCall()), kind, id),
  };
}

async function found<T>(work: Promise<T>, kind: DefinitionKind, id: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw namingDefinition(error, { kind, id });
  }
}

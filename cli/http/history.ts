import type { DefinitionKind, DefinitionVersion } from '../../shared/domain/definition.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import type { LatestVersion, ReadDefinition, VersionPorts } from '../../shared/vending/definitions/ports.ts';
import type { DefinitionAccess } from '../access.ts';
import { type ApiClient, bodyOf, isNotFound, pagesOf } from './client.ts';

/** The path of one definition of a kind. */
type PathOf = (kind: DefinitionKind) => `/${'issuers' | 'accounts' | 'connectors' | 'refresh-jobs'}/{id}`;

/** Reads kept versions through the API, which administrators and auditors may do. */
export function createHttpHistory(api: ApiClient, pathOf: PathOf): DefinitionAccess['history'] {
  return {
    list: async function* (kind, id) {
      for await (const { items } of pagesOf((from) =>
        api.GET(`${pathOf(kind)}/versions`, { params: { path: { id }, query: { limit: 100, ...from } } }),
      )) {
        yield items;
      }
    },
    get: async (kind, id, version) =>
      bodyOf(await api.GET(`${pathOf(kind)}/versions/{version}`, { params: { path: { id, version } } })),
  };
}

/** Reads versions so that a restoration can be planned as the service will do it. */
export function createHttpVersions(api: ApiClient, pathOf: PathOf, readDefinition: ReadDefinition): VersionPorts {
  return {
    readVersion: async (kind, id, version) => {
      const answer = await api.GET(`${pathOf(kind)}/versions/{version}`, { params: { path: { id, version } } });
      const body = isNotFound(answer) ? undefined : bodyOf(answer);
      return isJsonObject(body) ? versionIn(body, version) : undefined;
    },
    readLatest: async (kind, id, call) => {
      const readStored = async (): Promise<LatestVersion | undefined> => {
        const stored = await readDefinition(kind, id, call);
        return stored && { version: stored.version, stored };
      };
      const latest = await readStored();
      if (latest !== undefined) return latest;
      const answer = await api.GET(`${pathOf(kind)}/versions`, { params: { path: { id }, query: { limit: 1 } } });
      const body = isNotFound(answer) ? undefined : bodyOf(answer);
      const [newest]: unknown[] = isJsonObject(body) && Array.isArray(body.items) ? body.items : [];
      if (!isJsonObject(newest)) return undefined;
      // A newest version that is no deletion is one that was restored between the two requests.
      return newest.deleted === true ? { version: Number(newest.version) } : readStored();
    },
  };
}

function versionIn(body: Readonly<Record<string, unknown>>, version: number): DefinitionVersion {
  const { deleted, newer } = body;
  if (deleted === true) return { version, deleted: true };
  return { version, deleted: false, ...(newer === true ? { newer: true } : { definition: definitionIn(body) }) };
}

/** The definition in an answer that tells its version too. */
export function definitionIn(shown: unknown): unknown {
  if (!isJsonObject(shown)) return shown;
  const { version: _version, changedAt: _at, changedBy: _by, ...definition } = shown;
  return definition;
}

import type * as v from 'valibot';
import { readCliSettings } from '../../shared/config/config.ts';
import { DEFINITION_KINDS, type DefinitionKind, type Stored } from '../../shared/domain/definition.ts';
import { SCHEMAS } from '../../shared/domain/definitions.ts';
import { didYouMean, parseWith } from '../../shared/domain/parse.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import type { Change } from '../../shared/vending/definitions/plan-definitions.ts';
import type { DefinitionAccess } from '../access.ts';
import { CommandError, usageError } from '../command.ts';
import {
  ADMINISTRATORS_ONLY,
  type ApiAnswer,
  type ApiClient,
  bodyOf,
  isNotFound,
  pagesOf,
  refusalOf,
} from './client.ts';
import { createHttpHistory, createHttpVersions } from './history.ts';
import { createHttpPlanSet, waitingLines } from './plan-set.ts';

/** The path of each kind in the API. */
const PATHS: Readonly<Record<DefinitionKind, string>> = {
  issuer: '/issuers',
  account: '/accounts',
  connector: '/connectors',
  'refresh-job': '/refresh-jobs',
};

/** The placeholder for an external ID that the service will generate. */
const MADE_BY_SERVICE = 'made by the service';

/** Accesses definitions through the API. The service checks, schedules and records each write itself. */
export function createHttpAccess(ask: ApiClient): DefinitionAccess {
  const settings = readCliSettings();
  const deletions: Deletions = new Map();
  const read = (kind: DefinitionKind, id: string) => readOne(ask, kind, id, deletions);
  const known =
    <S extends v.GenericSchema>(kind: DefinitionKind, schema: S) =>
    async (id: string): Promise<v.InferOutput<S> | undefined> => {
      const parsed = parseWith(schema, (await read(kind, id))?.value, kind);
      return parsed.ok ? parsed.value : undefined;
    };
  return {
    plan: {
      listIssuers: async () => {
        const issuers = [];
        for await (const { items } of listAll(ask, 'issuer')) issuers.push(...items.map(({ written }) => written));
        return issuers.flatMap((written) => {
          const parsed = parseWith(SCHEMAS.issuer, written, 'issuer');
          return parsed.ok ? [parsed.value] : [];
        });
      },
      readKnown: {
        account: known('account', SCHEMAS.account),
        connector: known('connector', SCHEMAS.connector),
        refreshJob: known('refresh-job', SCHEMAS['refresh-job']),
      },
      readDefinition: read,
      listDefinitions: (kind) => listAll(ask, kind),
      connectorRoles: settings.connectorRoles,
      stage: settings.stage,
      destinations: settings.destinations,
      describeDeletion: async (kind, id) => deletions.get(`${kind}/${id}`),
      newExternalId: () => MADE_BY_SERVICE,
    },
    show: {
      list: async function* (kind) {
        for await (const { items } of listPages(ask, kind)) yield items;
      },
      get: async (kind, id) => (await askForOne(ask, kind, id, deletions))?.body,
    },
    planSet: createHttpPlanSet(ask),
    remove: (change) => remove(ask, change),
    assertWriter: () => assertAdministrator(ask),
    versions: createHttpVersions(ask, pathOf),
    history: createHttpHistory(ask, pathOf),
    restore: (change) => restore(ask, change),
    readUsers: async () => [],
  };
}

async function readOne(
  ask: ApiClient,
  kind: DefinitionKind,
  id: string,
  deletions: Deletions,
): Promise<Stored<unknown> | undefined> {
  const answer = await askForOne(ask, kind, id, deletions);
  return answer && { version: versionOf(answer.etag), value: answer.body };
}

/** What the service says about deleted definitions, by kind and id. */
type Deletions = Map<string, string>;

async function askForOne(
  ask: ApiClient,
  kind: DefinitionKind,
  id: string,
  deletions: Deletions,
): Promise<ApiAnswer | undefined> {
  const answer = await ask({ method: 'GET', path: pathOf(kind, id) });
  if (isNotFound(answer)) {
    const deletion = deletionIn(answer.body);
    if (deletion !== undefined) deletions.set(`${kind}/${id}`, deletion);
    return undefined;
  }
  if (answer.status >= 300) throw refusalOf(answer);
  return answer;
}

function deletionIn(body: unknown): string | undefined {
  const errors = isJsonObject(body) && Array.isArray(body.errors) ? body.errors.filter(isJsonObject) : [];
  const detail = errors.find(({ field }) => field === 'id')?.detail;
  return typeof detail === 'string' && detail.startsWith('was deleted') ? detail : undefined;
}

/**
 * Checks early that the caller is an administrator. The service's own refusal is worded for callers who want a login.
 */
async function assertAdministrator(ask: ApiClient): Promise<void> {
  const caller = bodyOf(await ask({ method: 'GET', path: '/caller' }));
  if (!isJsonObject(caller) || caller.administrator === true) return;
  const { subject, issuer } = caller;
  throw new CommandError([`${ADMINISTRATORS_ONLY} (${subject} of ${issuer})`, 'caller is no administrator']);
}

function pathOf(kind: DefinitionKind, id: string): string {
  return `${PATHS[kind]}/${id}`;
}

/** `If-Match` makes sure that what was shown is what is restored. */
async function restore(ask: ApiClient, { kind, id, replaces, restores }: Change): Promise<Stored<unknown>> {
  const body = { version: restores?.version };
  const answer = await ask({ method: 'POST', path: `${pathOf(kind, id)}/restore`, body, ifMatch: `"${replaces}"` });
  if (answer.status === 202) throw waits(answer);
  return { value: bodyOf(answer), version: versionOf(answer.etag) };
}

function versionOf(etag: unknown): number {
  const [, version] = /^"([1-9][0-9]*)"$/.exec(String(etag)) ?? [];
  if (version !== undefined) return Number(version);
  throw notAdministrator();
}

/**
 * Makes the error for callers who are not administrators. They get connectors without the fields that are needed to
 * change them.
 */
function notAdministrator() {
  return new CommandError([ADMINISTRATORS_ONLY]);
}

async function* listAll(ask: ApiClient, kind: DefinitionKind) {
  for await (const { items, etags } of listPages(ask, kind)) {
    if (etags === undefined) throw notAdministrator();
    yield {
      items: items.map((written, index) => ({ id: String(written.id), version: versionOf(etags[index]), written })),
    };
  }
}

async function* listPages(ask: ApiClient, kind: DefinitionKind) {
  for await (const { items, etags } of pagesOf(ask, PATHS[kind], { limit: '100' })) {
    yield { items: items.filter(isJsonObject), etags: Array.isArray(etags) ? etags : undefined };
  }
}

async function remove(ask: ApiClient, { kind, id, replaces }: Change): Promise<void> {
  const answer = await ask({ method: 'DELETE', path: pathOf(kind, id), ifMatch: `"${replaces}"` });
  if (answer.status === 412) throw new CommandError([`${kind} ${id} was changed meanwhile`]);
  if (answer.status === 202) throw waits(answer);
  if (answer.status >= 300) throw refusalOf(answer);
}

function waits({ body }: ApiAnswer): CommandError {
  return new CommandError(waitingLines(isJsonObject(body) ? body.approval : undefined));
}

/** Returns the kind for a name in a command, such as `connector` or `connectors`. */
export function kindNamed(name: string): DefinitionKind {
  const kind = DEFINITION_KINDS.find((one) => name === one || name === PATHS[one].slice(1));
  if (kind !== undefined) return kind;
  throw usageError(
    `unknown kind ${name}: it is one of ${DEFINITION_KINDS.join(', ')}${didYouMean(name, DEFINITION_KINDS)}`,
  );
}

import type * as v from 'valibot';
import { readCliSettings } from '../../shared/config/config.ts';
import { DEFINITION_KINDS, type DefinitionKind, type Stored } from '../../shared/domain/definition.ts';
import { SCHEMAS } from '../../shared/domain/definitions.ts';
import type { Issuer } from '../../shared/domain/issuer.ts';
import { didYouMean, parseWith } from '../../shared/domain/parse.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import type { Change, PlanPorts } from '../../shared/vending/definitions/plan-definitions.ts';
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
const PATHS = {
  issuer: '/issuers',
  account: '/accounts',
  connector: '/connectors',
  'refresh-job': '/refresh-jobs',
} as const satisfies Record<DefinitionKind, string>;

/** The placeholder for an external ID that the service will generate. */
const MADE_BY_SERVICE = 'made by the service';

/** Accesses definitions through the API. The service checks, schedules and records each write itself. */
export function createHttpAccess(api: ApiClient): DefinitionAccess {
  const deletions: Deletions = new Map();
  const plan = createPlanPorts(api, deletions);
  return {
    plan,
    show: {
      list: async function* (kind) {
        for await (const { items } of listPages(api, kind)) yield items;
      },
      get: async (kind, id) => (await askForOne(api, kind, id, deletions))?.data,
    },
    planSet: createHttpPlanSet(api),
    remove: (change) => remove(api, change),
    assertWriter: () => assertAdministrator(api),
    versions: createHttpVersions(api, pathOf, plan.readDefinition),
    history: createHttpHistory(api, pathOf),
    restore: (change) => restore(api, change),
    readUsers: async () => [],
  };
}

function createPlanPorts(api: ApiClient, deletions: Deletions): PlanPorts {
  const settings = readCliSettings();
  const read = (kind: DefinitionKind, id: string) => readOne(api, kind, id, deletions);
  const known =
    <S extends v.GenericSchema>(kind: DefinitionKind, schema: S) =>
    async (id: string): Promise<v.InferOutput<S> | undefined> => {
      const parsed = parseWith(schema, (await read(kind, id))?.value, kind);
      return parsed.ok ? parsed.value : undefined;
    };
  return {
    listIssuers: () => listIssuers(api),
    readKnown: {
      account: known('account', SCHEMAS.account),
      connector: known('connector', SCHEMAS.connector),
      refreshJob: known('refresh-job', SCHEMAS['refresh-job']),
    },
    readDefinition: read,
    listDefinitions: (kind) => listAll(api, kind),
    connectorRoles: settings.connectorRoles,
    stage: settings.stage,
    destinations: settings.destinations,
    describeDeletion: async (kind, id) => deletions.get(`${kind}/${id}`),
    newExternalId: () => MADE_BY_SERVICE,
  };
}

async function listIssuers(api: ApiClient): Promise<readonly Issuer[]> {
  const issuers: Issuer[] = [];
  for await (const { items } of listAll(api, 'issuer')) {
    const parsed = items.map(({ written }) => parseWith(SCHEMAS.issuer, written, 'issuer'));
    issuers.push(...parsed.flatMap((issuer) => (issuer.ok ? [issuer.value] : [])));
  }
  return issuers;
}

async function readOne(
  api: ApiClient,
  kind: DefinitionKind,
  id: string,
  deletions: Deletions,
): Promise<Stored<unknown> | undefined> {
  const answer = await askForOne(api, kind, id, deletions);
  return answer && { version: versionOf(answer), value: answer.data };
}

/** What the service says about deleted definitions, by kind and id. */
type Deletions = Map<string, string>;

async function askForOne(
  api: ApiClient,
  kind: DefinitionKind,
  id: string,
  deletions: Deletions,
): Promise<ApiAnswer | undefined> {
  const answer = await api.GET(pathOf(kind), named(id));
  if (isNotFound(answer)) {
    const deletion = deletionIn(answer.error);
    if (deletion !== undefined) deletions.set(`${kind}/${id}`, deletion);
    return undefined;
  }
  if (!answer.response.ok) throw refusalOf(answer);
  return answer;
}

function deletionIn(problem: unknown): string | undefined {
  const errors = isJsonObject(problem) && Array.isArray(problem.errors) ? problem.errors.filter(isJsonObject) : [];
  const detail = errors.find(({ field }) => field === 'id')?.detail;
  return typeof detail === 'string' && detail.startsWith('was deleted') ? detail : undefined;
}

/**
 * Checks early that the caller is an administrator. The service's own refusal is worded for callers who want a login.
 */
async function assertAdministrator(api: ApiClient): Promise<void> {
  const caller = bodyOf(await api.GET('/caller'));
  if (!isJsonObject(caller) || caller.administrator === true) return;
  const { subject, issuer } = caller;
  throw new CommandError([`${ADMINISTRATORS_ONLY} (${subject} of ${issuer})`, 'caller is no administrator']);
}

/** The path of one definition of a kind. */
function pathOf(kind: DefinitionKind) {
  return `${PATHS[kind]}/{id}` as const;
}

function named(id: string) {
  return { params: { path: { id } } };
}

/** `If-Match` makes sure that what was shown is what is restored. */
async function restore(api: ApiClient, { kind, id, replaces, restores }: Change): Promise<Stored<unknown>> {
  const answer = await api.POST(`${pathOf(kind)}/restore`, {
    params: { path: { id }, header: { 'If-Match': `"${replaces}"` } },
    body: restores === undefined ? {} : { version: restores.version },
  });
  if (answer.response.status === 202) throw waits(answer);
  return { value: bodyOf(answer), version: versionOf(answer) };
}

function versionOf({ response }: ApiAnswer): number {
  return versionIn(response.headers.get('etag'));
}

function versionIn(etag: unknown): number {
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

async function* listAll(api: ApiClient, kind: DefinitionKind) {
  for await (const { items, etags } of listPages(api, kind)) {
    if (etags === undefined) throw notAdministrator();
    yield {
      items: items.map((written, index) => ({ id: String(written.id), version: versionIn(etags[index]), written })),
    };
  }
}

async function* listPages(api: ApiClient, kind: DefinitionKind) {
  for await (const { items, etags } of pagesOf((from) =>
    api.GET(PATHS[kind], { params: { query: { limit: 100, ...from } } }),
  )) {
    yield { items: items.filter(isJsonObject), etags: Array.isArray(etags) ? etags : undefined };
  }
}

async function remove(api: ApiClient, { kind, id, replaces }: Change): Promise<void> {
  const answer = await api.DELETE(pathOf(kind), {
    params: { path: { id }, header: { 'If-Match': `"${replaces}"` } },
  });
  const { status, ok } = answer.response;
  if (status === 412) throw new CommandError([`${kind} ${id} was changed meanwhile`]);
  if (status === 202) throw waits(answer);
  if (!ok) throw refusalOf(answer);
}

function waits({ data }: ApiAnswer): CommandError {
  return new CommandError(waitingLines(isJsonObject(data) ? data.approval : undefined));
}

/** Returns the kind for a name in a command, such as `connector` or `connectors`. */
export function kindNamed(name: string): DefinitionKind {
  const kind = DEFINITION_KINDS.find((one) => name === one || name === PATHS[one].slice(1));
  if (kind !== undefined) return kind;
  throw usageError(
    `unknown kind ${name}: it is one of ${DEFINITION_KINDS.join(', ')}${didYouMean(name, DEFINITION_KINDS)}`,
  );
}

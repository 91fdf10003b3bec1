// The service with everybody who may come to its door: each route is asked as one of them.

import { applyDirectly } from '../../cli/direct/apply.ts';
import { readDefinitions } from '../../cli/files/definitions-file.ts';
import { createDemoIssuer, type DemoIssuer } from '../../local/demo-issuer.ts';
import { putRoles } from '../../local/start-local-aws.ts';
import { putItem, readChanges, readItem, type StoredItem } from './admin-tables.ts';
import { startTablesService, type TablesService } from './proxied-service.ts';
import { type Answer, type FunctionName, type Service, sampleEvent, startService } from './service.ts';
import { corpKeys } from './shared-keys.ts';
import { useStarted } from './use-service.ts';

export const CALLERS = ['nobody', 'workload', 'person', 'administrator', 'role', 'admin role'] as const;
export type CallerName = (typeof CALLERS)[number];

export interface Ask {
  /** Behind `/v1`, as serverless.yml has it: `PATCH /connectors/{id}`. Roles ask under `/iam/v1`. */
  readonly route: string;
  readonly as?: CallerName;
  readonly id?: string;
  /** The version in the path. */
  readonly version?: string;
  /** A text stands as it is. */
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  /** Also `if-match` and `content-type`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes the place of members of the event. */
  readonly event?: object;
}

type Fields = Readonly<Record<string, unknown>>;

export interface AdminService extends Service {
  /** As an administrator, if nothing else is said. */
  readonly ask: (ask: Ask, invoke?: Service['invoke']) => Promise<Answer>;
  /** The people's issuer. */
  readonly corp: DemoIssuer;
  readonly tokenOf: (caller: 'workload' | 'person' | 'administrator') => Promise<string>;
  /** Writes definitions as `portunus apply --direct` does. */
  readonly apply: (written: Readonly<Record<string, readonly Fields[]>>) => Promise<void>;
  /** Puts an item there as it is, readable or not; a text for a definition stands as it is. */
  readonly put: (kind: string, id: string, definition: unknown, version?: number) => Promise<void>;
  readonly item: (kind: string, id: string) => Promise<StoredItem | undefined>;
  /** What the audit has of the changes of a definition, oldest first. */
  readonly changesOf: (kind: string, id: string) => Promise<readonly Fields[]>;
}

export const ADMIN_ROLE = 'arn:aws:iam::111122223333:role/portunus-admins';

export const CORP = {
  id: 'corp',
  url: 'https://corp.example',
  kind: 'user',
  audiences: ['https://portunus.example'],
  require: { token_use: ['id'] },
  groupsClaim: 'groups',
  adminGroups: ['portunus-admins'],
};

/** The function that answers a route. */
export function functionOf(route: string): FunctionName {
  if (/credentials|console|caller-identity|explain/.test(route)) return 'issue';
  if (route === 'GET /status') return 'status';
  if (/^(?:GET|POST) .*\/key\b/.test(route)) return 'rotate-keys';
  if (/^POST .*\/verify$/.test(route)) return 'verify';
  if (/^GET .*\/(?:versions|keys|state|history)\b/.test(route)) return 'read';
  return /^GET \/(?:caller|audit|usage|policy-examples|sign-in|openapi|connectors)/.test(route) ? 'read' : 'admin';
}

const ROLE_SESSIONS = {
  role: 'build-agents/build-1',
  'admin role': 'portunus-admins/ada',
} as const;

function signedBy(caller: keyof typeof ROLE_SESSIONS) {
  const [role, session] = ROLE_SESSIONS[caller].split('/');
  const userArn = `arn:aws:sts::111122223333:assumed-role/${role}/${session}`;
  return { iam: { accountId: '111122223333', userArn, userId: `AROACKCEVSQ6C2EXAMPLE:${session}` } };
}

/** The event that the gateway makes of it. */
export function eventOf(ask: Ask, token: string | undefined) {
  const { route, as = 'administrator', id, version, body, query, headers = {}, event = {} } = ask;
  const { headers: _sample, queryStringParameters: _query, ...sample } = sampleEvent('issue/ok');
  const [method, path] = route.split(' ');
  const isRole = as === 'role' || as === 'admin role';
  const routeKey = `${method} ${isRole ? '/iam' : ''}/v1${path}`;
  return {
    ...sample,
    routeKey,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    pathParameters: id === undefined ? undefined : { id, ...(version !== undefined && { version }) },
    queryStringParameters: query,
    requestContext: { ...sample.requestContext, routeKey, ...(isRole && { authorizer: signedBy(as) }) },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    ...event,
  };
}

type Start<S extends Service> = (options: object, environment: Record<string, string>) => Promise<S>;

export async function startAdminService<S extends Service>(start: Start<S>): Promise<S & AdminService> {
  const service = await start({}, { PORTUNUS_ADMIN_ROLES: ADMIN_ROLE });
  const { aws } = service;
  const corp = await createDemoIssuer(CORP.url, 'https://portunus.example', () => new Date(), await corpKeys());
  const apply: AdminService['apply'] = async (written) => {
    const locate = () => 'test';
    const table = { client: aws.dynamoDb, tableName: 'portunus-local-definitions' };
    const activity = { client: aws.dynamoDb, tableName: 'portunus-local-activity' };
    const file = { definitions: readDefinitions(written, locate), locate };
    const changes = await applyDirectly(file, { table, activity, whoDefines: async () => 'tests', print: () => {} });
    putRoles(aws.standIn, file.definitions.connectors, changes);
  };
  await apply({ issuers: [{ ...CORP, jwks: corp.jwks }] });
  const tokenOf: AdminService['tokenOf'] = (caller) => {
    if (caller === 'workload') return aws.issuer.mint();
    const groups = caller === 'administrator' ? ['portunus-admins'] : ['platform'];
    return corp.mint({ sub: caller === 'administrator' ? 'ada' : 'bob', token_use: 'id', groups });
  };
  const ask: AdminService['ask'] = async (asked, invoke = service.invoke) => {
    const { as = 'administrator' } = asked;
    const hasToken = as === 'workload' || as === 'person' || as === 'administrator';
    return invoke(functionOf(asked.route), eventOf(asked, hasToken ? await tokenOf(as) : undefined));
  };
  const put: AdminService['put'] = (kind, id, definition, version = 1) => putItem(aws, kind, id, definition, version);
  const item = (kind: string, id: string) => readItem(aws, kind, id);
  const changesOf = (kind: string, id: string) => readChanges(aws, kind, id);
  return { ...service, ask, corp, tokenOf, apply, put, item, changesOf };
}

/** One for all tests of a file. */
export function useAdminService(settings: Readonly<Record<string, string>> = {}): AdminService {
  return useStarted(() =>
    startAdminService((options, environment) => startService(options, { ...environment, ...settings })),
  );
}

/** The same with a proxy before the tables. */
export function useAdminTablesService(): TablesService & AdminService {
  return useStarted(() => startAdminService(startTablesService));
}

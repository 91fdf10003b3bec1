// Checks what stands between a person and a login, one thing after the other.
import { readCliSettings, type Variables } from '../../shared/config/config.ts';
import { VERSION } from '../../shared/config/version.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError } from '../command.ts';
import { type ApiAnswer, type ApiClient, bodyOf, createApiClient } from '../http/client.ts';
import { type ApiOptions, GIVE_URL, type OwnCredentials, openOwnCredentials, readUrl } from '../open-access.ts';
import { type Check, type CheckResult, type Finding, fail, pass, runChecks, skip, warn } from './check.ts';
import { checkDockerConfig, checkLogins, checkRegistriesFile, type DockerPlace } from './docker.ts';
import { checkDns, checkStatus, checkTls, clockFinding, measureClock, type Route } from './network.ts';
import { checkToken, type KnownIssuer } from './token.ts';

export interface DoctorOptions extends ApiOptions {
  readonly connector?: string;
}

/** What earlier checks have found for later ones, which run only after those. */
interface World {
  readonly options: DoctorOptions;
  readonly docker: DockerPlace;
  route?: Route;
  /** How far this machine's clock is ahead, in seconds. */
  ahead?: number;
  own?: OwnCredentials;
  token?: string;
  isAdministrator?: boolean;
}

export function runDoctor(options: DoctorOptions, docker: DockerPlace): Promise<readonly CheckResult[]> {
  return runChecks(CHECKS, { options, docker });
}

const CHECKS: readonly Check<World>[] = [
  // An older Node.js is refused before any command runs.
  { id: 'node', run: async () => pass(`Node.js ${process.version}, portunus ${VERSION}`) },
  { id: 'address', run: checkAddress },
  { id: 'proxy', run: async ({ docker }) => proxyFindings(docker.variables) },
  { id: 'dns', needs: ['address'], run: (world) => checkDns(routeOf(world)) },
  { id: 'tls', needs: ['address', 'dns'], run: (world) => checkTls(routeOf(world)) },
  { id: 'clock', needs: ['address', 'dns'], run: checkClock },
  { id: 'status', needs: ['address', 'tls'], run: (world) => checkStatus(routeOf(world)) },
  { id: 'credentials', needs: ['address'], run: checkCredentials },
  { id: 'token', needs: ['credentials'], run: checkOwnToken },
  { id: 'caller', needs: ['status', 'credentials'], run: checkCaller },
  { id: 'grant', needs: ['caller'], run: checkGrant },
  { id: 'docker-config', run: ({ docker }) => checkDockerConfig(docker) },
  { id: 'docker-login', needs: ['docker-config'], run: ({ docker }) => checkLogins(docker) },
  { id: 'registries', run: ({ docker }) => checkRegistriesFile(docker) },
];

function routeOf({ route }: World): Route {
  if (route === undefined) throw new TypeError('a check ran without the address that it needs');
  return route;
}

async function checkAddress(world: World): Promise<Finding> {
  const { options, docker } = world;
  try {
    const url = readUrl(options.url, GIVE_URL);
    world.route = { url: new URL(url), proxied: isProxied(docker.variables) };
    return pass(`${url} (${options.url === undefined ? 'PORTUNUS_URL' : '--url'})`);
  } catch (error) {
    return fail(linesOf(error), 'set PORTUNUS_URL to the address of the API: https, and without /v1');
  }
}

function proxyOf({ HTTPS_PROXY, https_proxy }: Variables): string | undefined {
  return https_proxy || HTTPS_PROXY || undefined;
}

function isProxied(variables: Variables): boolean {
  return variables.NODE_USE_ENV_PROXY === '1' && proxyOf(variables) !== undefined;
}

/** The proxy itself is not told: its address may have a password. */
function proxyFindings(variables: Variables): Finding {
  if (proxyOf(variables) === undefined) return pass('no proxy is configured');
  if (isProxied(variables)) return pass('HTTPS_PROXY is used');
  return warn('HTTPS_PROXY is set, and this command does not use it', 'set NODE_USE_ENV_PROXY=1 if you need the proxy');
}

async function checkClock(world: World): Promise<Finding> {
  if (routeOf(world).proxied) return skip('the service is behind a proxy');
  const ahead = await measureClock(routeOf(world)).catch(() => undefined);
  if (ahead === undefined) return skip('the service did not say its time');
  world.ahead = ahead;
  return clockFinding(ahead);
}

/** Where a credential is from, in the order in which commands look for one. */
function sourceOf({ sigv4, webIdentity, authTokenFile }: ApiOptions): string {
  if (sigv4) return 'your own AWS credentials (--sigv4)';
  if (webIdentity) return "AWS's token for your own role (--web-identity)";
  if (authTokenFile !== undefined) return `the token in ${authTokenFile}`;
  return readCliSettings().token === undefined ? 'your sign-in' : 'the token in PORTUNUS_TOKEN';
}

async function checkCredentials(world: World): Promise<Finding> {
  try {
    world.own = await openOwnCredentials(world.options, GIVE_URL);
    const proof = await world.own.proof();
    if ('token' in proof) world.token = proof.token;
    return pass(`${sourceOf(world.options)}${'token' in proof ? '' : `, with the access key ${proof.accessKeyId}`}`);
  } catch (error) {
    return fail(linesOf(error), 'people run portunus login; docs/cli.md lists what programs can show');
  }
}

async function checkOwnToken(world: World): Promise<readonly Finding[]> {
  if (world.token === undefined) return [pass('a signature has no claims')];
  // By the service's clock, because that decides.
  const now = Date.now() / 1000 - (world.ahead ?? 0);
  return checkToken(world.token, now, await knownIssuers(world));
}

/** What `GET /v1/sign-in` tells everybody. Without it, nothing is known. */
async function knownIssuers(world: World): Promise<readonly KnownIssuer[]> {
  const { url } = routeOf(world);
  const api = createApiClient(`${url.href.replace(/\/$/, '')}/v1`, fetch);
  const body: unknown = await api.GET('/sign-in').then(bodyOf, () => undefined);
  const items = isJsonObject(body) && Array.isArray(body.items) ? body.items.filter(isJsonObject) : [];
  return items.flatMap(({ url, maxTokenAgeSeconds: most }) =>
    typeof url === 'string' && typeof most === 'number' ? [{ url, maxTokenAgeSeconds: most }] : [],
  );
}

function clientOf({ own }: World): ApiClient {
  if (own === undefined) throw new TypeError('a check ran without the credentials that it needs');
  return createApiClient(own.base, own.send);
}

const NOT_ACCEPTED =
  'compare iss, aud and the times with the issuer (the function log has the reason; administrators: portunus explain)';

async function checkCaller(world: World): Promise<Finding> {
  const answer: ApiAnswer = await clientOf(world).GET('/caller');
  const { status, ok } = answer.response;
  if (status === 401) return fail(refusalText(answer), NOT_ACCEPTED);
  if (status === 403) return fail(refusalText(answer), 'sign with a role of the account that Portunus runs in');
  if (!ok) return fail(refusalText(answer), 'look the code up in docs/troubleshooting.md');
  const { kind, issuer, subject, administrator, groups } = isJsonObject(answer.data) ? answer.data : {};
  world.isAdministrator = administrator === true;
  const named = Array.isArray(groups) && groups.length > 0 ? `, in ${groups.join(', ')}` : '';
  return pass(`${subject}, a ${kind} of ${issuer}${named}${administrator === true ? ', an administrator' : ''}`);
}

const ASK_FOR_A_GRANT = 'portunus connectors lists what you may use; ask an administrator for a grant';

async function checkGrant(world: World): Promise<Finding> {
  const { connector } = world.options;
  const api = clientOf(world);
  if (connector === undefined) return checkAnyGrant(api);
  const answer: ApiAnswer = await api.GET('/connectors/{id}', { params: { path: { id: connector } } });
  if (!answer.response.ok) {
    return fail(
      `${connector} does not exist, is disabled, or does not let you in: ${refusalText(answer)}`,
      ASK_FOR_A_GRANT,
    );
  }
  const { serves, enabled } = isJsonObject(answer.data) ? answer.data : {};
  if (enabled === false) return fail(`${connector} is disabled`, 'enable it, or use another');
  const told = `${connector} serves ${Array.isArray(serves) ? serves.join(', ') : 'ecr'}`;
  return world.isAdministrator ? explainedGrant(world, connector, told) : pass(told);
}

async function checkAnyGrant(api: ApiClient): Promise<Finding> {
  const body: unknown = bodyOf(await api.GET('/connectors', { params: { query: { limit: 100 } } }));
  const { items, nextToken } = isJsonObject(body) ? body : {};
  const count = Array.isArray(items) ? items.length : 0;
  if (count === 1 && nextToken === undefined) return pass('you may use one connector');
  if (count > 0) return pass(`you may use ${count}${nextToken === undefined ? '' : ' or more'} connectors`);
  if (nextToken !== undefined) return pass('portunus connectors lists what you may use');
  return warn('you may use no connector', 'ask an administrator for a grant');
}

/** An administrator may see the decision itself. */
async function explainedGrant(world: World, connector: string, told: string): Promise<Finding> {
  if (world.token === undefined) return pass(told);
  const answer: ApiAnswer = await clientOf(world).POST('/connectors/{id}/explain', {
    params: { path: { id: connector } },
    body: { action: 'ecr-login', token: world.token },
  });
  const { allowed, allowedBy, reason } = isJsonObject(answer.data) ? answer.data : {};
  if (allowed === true) return pass(`${told}; you are let in by ${allowedBy}`);
  const remedy = `run portunus explain --connector ${connector} to see each condition`;
  return allowed === false ? warn(`${told}; an ecr-login is refused: ${reason}`, remedy) : pass(told);
}

function refusalText(answer: ApiAnswer): string {
  try {
    bodyOf(answer);
    return '';
  } catch (error) {
    return linesOf(error);
  }
}

function linesOf(error: unknown): string {
  if (error instanceof CommandError) return error.lines.join('; ');
  return error instanceof Error ? error.message : String(error);
}

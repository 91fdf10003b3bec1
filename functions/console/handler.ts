import { type ConsoleSite, readConsoleConfig } from '../../shared/config/console-config.ts';
import type { Route } from '../../shared/http/event.ts';
import { createConsoleCookies } from '../../shared/http/response/console-cookies.ts';
import { createOffRoutes } from '../../shared/http/response/console-off.ts';
import { DATA_HEADERS } from '../../shared/http/response/page-headers.ts';
import { withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';
import { once, onDemand } from '../common/lazy.ts';
import { createStaticRoute } from './static.ts';

const config = readConsoleConfig();
const log = createLog({ stage: config.stage, function: 'console' });

/** What asks AWS, providers and the API is loaded by the first request that needs it. Files need none of it. */
function createBackend(site: ConsoleSite) {
  const { origin, isLoopback } = site;
  const place = { origin, cookies: createConsoleCookies(isLoopback), stage: config.stage };
  const ports = once(async () => (await import('./ports.ts')).createPorts(config, site, log));
  const api = once(async () => (await import('./api.ts')).createApiRoutes(await ports(), place));
  const signIn = once(async () => (await import('./sign-in.ts')).createSignInRoutes(await ports(), place));
  return {
    // Open to everyone, like the page of any sign-in: it holds no data, and asks for it below /console/api.
    page: createStaticRoute(new URL('./static/', import.meta.url)),
    begin: onDemand(async () => (await signIn()).begin),
    callback: onDemand(async () => (await signIn()).callback),
    end: onDemand(async () => (await signIn()).end),
    session: onDemand(async () => (await api()).session),
    signIn: onDemand(async () => (await api()).signIn),
    forward: onDemand(async () => (await api()).forward),
  };
}

const answer = typeof config.console === 'string' ? createOffRoutes(config.console) : createBackend(config.console);

const FORWARDED = '/console/api/v1/{proxy+}';

export const routes: Readonly<Record<string, Route>> = {
  'GET /console': answer.page,
  'GET /console/{proxy+}': answer.page,
  'GET /console/sign-in': answer.begin,
  'GET /console/sign-in/callback/{issuer}': answer.callback,
  'POST /console/sign-out': answer.end,
  'GET /console/api/session': answer.session,
  'GET /console/api/sign-in': answer.signIn,
  [`GET ${FORWARDED}`]: answer.forward,
  [`POST ${FORWARDED}`]: answer.forward,
  [`PUT ${FORWARDED}`]: answer.forward,
  [`PATCH ${FORWARDED}`]: answer.forward,
  [`DELETE ${FORWARDED}`]: answer.forward,
};

/** Longer than any route of the API, which says better what took so long. */
const MAX_REQUEST_MS = 28_000;

export const handler = withHttp({
  report: createReportOutcome(log),
  gatewaySecret: config.gatewaySecret,
  maxRequestMs: MAX_REQUEST_MS,
  usualHeaders: DATA_HEADERS,
  routes,
});

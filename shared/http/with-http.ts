import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Call, Noted, Outcome } from '../domain/call.ts';
import { asPortunusError, invalidRequest, PortunusError } from '../domain/errors.ts';
import { LOGIN_SERVICES, type LoginAction } from '../domain/login-service.ts';
import type { Secret } from '../domain/secret.ts';
import { connectorNamedBy, type HttpEvent, type HttpResponse, idNamedBy, type Route } from './event.ts';
import { assertThroughGateway } from './request/through-gateway.ts';
import { errorResponse } from './response/error-form.ts';

/** The same route for callers with a bearer token and for callers who sign with SigV4. */
export function both(method: string, path: string, route: Route): Readonly<Record<string, Route>> {
  return {
    [`${method} /v1${path}`]: route,
    [`${method} /iam/v1${path}`]: route,
  };
}

/** The routes of each service's logins. */
export function loginRoutes(routeOf: (action: LoginAction) => Route): Readonly<Record<string, Route>> {
  const routes = Object.entries(LOGIN_SERVICES).flatMap(([service, { action }]) => {
    const [path, route] = [`/connectors/{id}/${service}/credentials`, routeOf(action)];
    return Object.entries({ ...both('GET', path, route), ...both('POST', path, route) });
  });
  return Object.fromEntries(routes);
}

export interface HttpOptions {
  /** Routes by `routeKey`, which the gateway matched. Paths are not compared, because they may begin with a stage. */
  readonly routes: Readonly<Record<string, Route>>;
  readonly report: (outcome: Outcome) => void;
  /** What the API adds to each event. `undefined` on this machine, where no gateway is. */
  readonly gatewaySecret: Secret | undefined;
  /** How long a request may take, in milliseconds, or a request of a route. Ten seconds by default. */
  readonly maxRequestMs?: number | ((routeKey: string) => number | undefined);
  /** What every answer has that brings no such header itself, refusals included. */
  readonly usualHeaders?: Readonly<Record<string, string>>;
  readonly now?: () => Date;
  readonly random?: () => number;
}

type Request = middy.Request<HttpEvent, HttpResponse, Error, Context>;

/** The middleware that every HTTP function runs in: routing, the deadline, errors as responses, and common headers. */
export function withHttp(options: HttpOptions) {
  const { routes, report, gatewaySecret, now = () => new Date(), random = Math.random } = options;
  const { maxRequestMs = MAX_REQUEST_MS, usualHeaders = {} } = options;
  const noted = new WeakMap<Context, Noted>();
  return middy<HttpEvent, HttpResponse, Error, Context>({
    timeoutEarlyInMillis: LAST_MOMENT_MS,
    timeoutEarlyResponse: tooLate,
  })
    .use(reportOutcome(report, noted))
    .use(commonHeaders(usualHeaders))
    .use(errorsAsAnswers(random))
    .handler(async (event, context) => {
      assertThroughGateway(event, gatewaySecret);
      const routeKey: unknown = event?.routeKey;
      const route = typeof routeKey === 'string' && Object.hasOwn(routes, routeKey) ? routes[routeKey] : undefined;
      if (route === undefined) throw invalidRequest([{ field: 'routeKey', detail: 'is not a route of this function' }]);
      const note = (more: Noted) => void noted.set(context, addNote(noted.get(context), more));
      const mostMs = typeof maxRequestMs === 'number' ? maxRequestMs : maxRequestMs(event.routeKey);
      return route(event, { ...toCall(event, context, now, mostMs ?? MAX_REQUEST_MS), note });
    });
}

/** The items of a batch each note what they issued. */
function addNote(before: Noted | undefined, more: Noted): Noted {
  return { ...before, ...more, issued: (before?.issued ?? 0) + (more.issued ?? 0) };
}

/** If a route misses its deadline, we still answer before Lambda stops the function without a response. */
const LAST_MOMENT_MS = 100;
function tooLate() {
  throw new PortunusError('deadline_exceeded', 'delivery', { reason: 'deadline_not_heeded' });
}

const MAX_REQUEST_MS = 10_000;
/** Reserved for recording and sending the failure. */
const RESERVE_MS = 1_000;

function toCall(event: HttpEvent, context: Context, now: () => Date, maxRequestMs: number): Call {
  const budget = Math.max(0, Math.min(maxRequestMs, context.getRemainingTimeInMillis() - RESERVE_MS));
  return {
    requestId: context.awsRequestId,
    signal: AbortSignal.timeout(budget),
    now,
    ...senderOf(event),
  };
}

/** The address and the program that a request came from, as far as API Gateway says them. */
function senderOf(event: HttpEvent | undefined) {
  const { sourceIp, userAgent } = event?.requestContext?.http ?? {};
  return {
    ...(isText(sourceIp) && { sourceIp: sourceIp.slice(0, 64) }),
    ...(isText(userAgent) && { userAgent: userAgent.slice(0, 256) }),
  };
}

/** The gateway sends strings, but a direct invocation of the function can send anything. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function errorsAsAnswers(random: () => number) {
  return {
    onError: (request: Request) => {
      const error = asPortunusError(request.error);
      request.error = error;
      request.response = errorResponse(error, request.event, request.context.awsRequestId, random());
    },
  };
}

/** No response, refusals included, may be interpreted as a page, or requested over plain HTTP. */
const COMMON_HEADERS = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
};

function commonHeaders(usual: Readonly<Record<string, string>>) {
  const add = (request: Request) => {
    if (request.response) {
      const own = { ...usual, ...request.response.headers };
      // Only files of the console may be cached, whose names have the hash of their content.
      const cached = own['cache-control'] ?? 'no-store';
      request.response = { ...request.response, headers: { ...own, 'cache-control': cached, ...COMMON_HEADERS } };
    }
  };
  return { after: add, onError: add };
}

/** Where the request came from, and the id in its path. */
function placesOf(event: HttpEvent | undefined) {
  const id = idNamedBy(event);
  return {
    ...senderOf(event),
    ...(id !== undefined && { [connectorNamedBy(event) === undefined ? 'definitionId' : 'connectorId']: id }),
  };
}

function reportOutcome(report: (outcome: Outcome) => void, noted: WeakMap<Context, Noted>) {
  const reportEnd = (request: Request, started: number) =>
    report({
      requestId: request.context.awsRequestId,
      routeKey: isText(request.event?.routeKey) ? request.event.routeKey : 'none',
      status: request.response?.statusCode ?? 500,
      durationMs: Math.round(performance.now() - started),
      ...(request.error instanceof PortunusError && { error: request.error }),
      ...placesOf(request.event),
      ...noted.get(request.context),
    });
  const started = new WeakMap<Request, number>();
  return {
    before: (request: Request) => void started.set(request, performance.now()),
    after: (request: Request) => reportEnd(request, started.get(request) ?? performance.now()),
    onError: (request: Request) => reportEnd(request, started.get(request) ?? performance.now()),
  };
}

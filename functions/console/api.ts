import type { HttpEvent, HttpResponse, Route } from '../../shared/http/event.ts';
import { assertOwnPage } from '../../shared/http/request/own-page.ts';
import { readApiRequest } from '../../shared/http/request/read-console-request.ts';
import { readNothing } from '../../shared/http/request/read-definition-request.ts';
import { readSessionId } from '../../shared/http/request/session-id.ts';
import type { ConsoleCookies } from '../../shared/http/response/console-cookies.ts';
import { requestIdIn } from '../../shared/http/response/forwarded-request-id.ts';
import { describeSession, forward } from '../../shared/vending/console/forward.ts';
import { listConsoleIssuers } from '../../shared/vending/console/issuers.ts';
import type { Ports } from './ports.ts';

interface Site {
  readonly origin: string;
  readonly cookies: ConsoleCookies;
  /** Pages show it, so that nobody takes one deployment for another. */
  readonly stage: string;
}

/** The routes that the console's own pages ask. */
export function createApiRoutes(ports: Ports, { origin, cookies, stage }: Site) {
  const own = (route: Route): Route => {
    return async (event, call) => {
      assertOwnPage(event, origin);
      return route(event, call);
    };
  };
  const idIn = (event: HttpEvent) => readSessionId(event, cookies.names.session);
  return {
    session: own(async (event, call) => {
      readNothing(event);
      return json({ ...(await describeSession(ports, idIn(event), call)), stage });
    }),
    signIn: own(async (event, call) => {
      readNothing(event);
      return json({ items: (await listConsoleIssuers(ports.listIssuers, call)).map(({ id }) => ({ id })) });
    }),
    forward: own(async (event, call) => {
      const request = readApiRequest(event);
      const { session, answer } = await forward(ports, idIn(event), request, call);
      const { status, headers, body } = answer;
      const { issuer, subject } = session;
      ports.reportForwarded({ issuer, subject, method: request.method, status, ...requestIdIn(body) }, call);
      return { statusCode: status, headers, body };
    }),
  };
}

function json(value: unknown): HttpResponse {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

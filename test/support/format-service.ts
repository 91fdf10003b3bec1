// The built service asked for answers that need not be JSON, on the routes where formats are.
import { randomUUID } from 'node:crypto';
import type { HttpEvent, HttpResponse } from '../../shared/http/event.ts';
import { secretsOf } from './audit-records.ts';
import { loadBuilt } from './built-handler.ts';
import { getLogin, type Service, startService } from './service.ts';

export interface TextAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly requestId: string;
}

export interface FormatService {
  readonly service: Service;
  readonly token: string;
  readonly ask: (event: unknown) => Promise<TextAnswer>;
  /** The secrets handed out so far that stand in the log. */
  readonly leaks: () => readonly string[];
}

export const ROUTES = {
  ecr: 'GET /v1/connectors/{id}/ecr/credentials',
  public: 'GET /v1/connectors/{id}/ecr-public/credentials',
  session: 'GET /v1/connectors/{id}/credentials',
} as const;

export async function startFormatService(): Promise<FormatService> {
  const service = await startService();
  const handler = await loadBuilt('issue');
  return {
    service,
    token: await service.aws.issuer.mint(),
    ask: async (event) => {
      const requestId = randomUUID();
      const until = Date.now() + 15_000;
      const context = { awsRequestId: requestId, getRemainingTimeInMillis: () => until - Date.now() };
      const { statusCode, headers, body }: HttpResponse = await handler(event, context);
      return { status: statusCode, headers, text: body, requestId };
    },
    leaks: () => {
      const logged = service.logged();
      return secretsOf(service.aws).filter((secret) => logged.includes(secret));
    },
  };
}

/** A GET of `shop-releases`, which serves logins, public ones and sessions. */
export function getFormat(
  token: string | undefined,
  route: keyof typeof ROUTES,
  query: Record<string, string> = {},
  accept?: string,
): HttpEvent {
  const event = getLogin(token, query, 'shop-releases');
  const { accept: _sample, ...headers } = event.headers;
  return { ...event, routeKey: ROUTES[route], headers: { ...headers, ...(accept !== undefined && { accept }) } };
}

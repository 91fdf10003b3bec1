import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import type { Call } from '../domain/call.ts';
import { DefinitionId } from '../domain/definition.ts';

/** An HTTP API event, payload format 2.0, of which nothing but the form is trusted. */
export type HttpEvent = APIGatewayProxyEventV2;

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers one route. */
export type Route = (event: HttpEvent, call: Call) => Promise<HttpResponse>;

/** The id that a request's path names, where it has the form of one. */
export function idNamedBy(event: HttpEvent | undefined): string | undefined {
  const id: unknown = event?.pathParameters?.id;
  return v.is(DefinitionId, id) ? id : undefined;
}

/** The same where the path is a connector's. */
export function connectorNamedBy(event: HttpEvent | undefined): string | undefined {
  const routeKey: unknown = event?.routeKey;
  return typeof routeKey === 'string' && routeKey.includes('/connectors/{id}') ? idNamedBy(event) : undefined;
}

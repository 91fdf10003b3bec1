import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import type { Call } from '../domain/call.ts';
import { DefinitionId } from '../domain/definition.ts';

/** An HTTP API event, payload format 2.0. Only its form is guaranteed; every value in it is checked before use. */
export type HttpEvent = APIGatewayProxyEventV2;

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers the requests of one route. */
export type Route = (event: HttpEvent, call: Call) => Promise<HttpResponse>;

/** The id in a request's path, or `undefined` if it is not a valid id. */
export function idNamedBy(event: HttpEvent | undefined): string | undefined {
  const id: unknown = event?.pathParameters?.id;
  return v.is(DefinitionId, id) ? id : undefined;
}

/** The connector id in a request's path, or `undefined` if the path is not of a connector. */
export function connectorNamedBy(event: HttpEvent | undefined): string | undefined {
  const routeKey: unknown = event?.routeKey;
  return typeof routeKey === 'string' && routeKey.includes('/connectors/{id}') ? idNamedBy(event) : undefined;
}

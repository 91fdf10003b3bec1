import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import type { Call } from '../domain/call.ts';
import { DEFINITION_KINDS, DefinitionId, type DefinitionKind } from '../domain/definition.ts';
import { isJsonObject } from '../domain/strict-json.ts';

/** An HTTP API event, payload format 2.0. Only its form is guaranteed; every value in it is checked before use. */
export type HttpEvent = APIGatewayProxyEventV2;

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Values of `Set-Cookie`. API Gateway takes them apart from the other headers. */
  readonly cookies?: readonly string[];
  readonly isBase64Encoded?: boolean;
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

const DEFINITION_PATH = / (?:\/iam)?\/v1\/([a-z-]+)s(?:\/|$)/;

/**
 * The kind and the id of what a request of administration is about. The id is that in the path, or else that of the
 * definition in the body.
 */
export function definitionNamedBy(event: HttpEvent, request?: unknown): { kind?: DefinitionKind; id?: string } {
  const [, name] = DEFINITION_PATH.exec(event.routeKey) ?? [];
  const kind = DEFINITION_KINDS.find((one) => one === name);
  const id = idNamedBy(event) ?? (isJsonObject(request) ? request.id : undefined);
  return { ...(kind !== undefined && { kind }), ...(v.is(DefinitionId, id) && { id }) };
}

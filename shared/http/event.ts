import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Call } from '../domain/call.ts';

/** An HTTP API event, payload format 2.0, of which nothing but the form is trusted. */
export type HttpEvent = APIGatewayProxyEventV2;

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers one route. */
export type Route = (event: HttpEvent, call: Call) => Promise<HttpResponse>;

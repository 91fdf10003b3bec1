import * as v from 'valibot';
import { DefinitionId } from '../../domain/definition.ts';
import { invalidRequest, PortunusError } from '../../domain/errors.ts';
import { parseWith, valid } from '../../domain/parse.ts';
import type { HttpEvent } from '../event.ts';
import { CONSOLE_PAGE, ReturnPath } from './return-path.ts';

const SignInQuery = v.strictObject({
  issuer: v.exactOptional(DefinitionId),
  return: v.optional(ReturnPath, CONSOLE_PAGE),
  fresh: v.optional(v.picklist(['true', 'false'], 'must be true or false'), 'false'),
});

/** Where to sign in, and where to go then. Throws `invalid_request`. */
export function readSignIn({ queryStringParameters }: HttpEvent) {
  const query = parseWith(SignInQuery, queryStringParameters ?? {}, 'query');
  const { issuer, return: returnTo, fresh } = valid(query);
  return { ...(issuer !== undefined && { issuer }), returnTo, fresh: fresh === 'true' };
}

/** The most that the API takes itself. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Ids, names of routes and numbers: what the API has in its paths. */
const PART = /^(?!\.{1,2}$)[\w.-]{1,128}$/;
const PASSED = ['accept', 'content-type', 'if-match'];
const JSON_TYPE = /^application\/(?:merge-patch\+)?json\s*(?:;|$)/i;

/**
 * A page's request to the API. Its path is built anew from parts, and of its headers, only some are passed on. Throws
 * `not_found`, `payload_too_large` and `invalid_request`.
 */
export function readApiRequest(event: HttpEvent) {
  const method = event.routeKey.split(' ', 1)[0] as string;
  const path = (event.pathParameters?.proxy ?? '').split('/');
  if (!path.every((part) => PART.test(part))) throw new PortunusError('not_found', 'request');
  const body = bodyOf(event);
  assertJson(event, method, body);
  return {
    method,
    path,
    query: queryOf(event),
    headers: Object.fromEntries(
      PASSED.flatMap((name) => {
        const value = event.headers?.[name];
        return value === undefined ? [] : [[name, value] as const];
      }),
    ),
    ...(body !== undefined && { body }),
  };
}

function queryOf({ queryStringParameters }: HttpEvent): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(queryStringParameters ?? {}).map(([name, value = '']) => [name, value]));
}

function bodyOf({ body, isBase64Encoded }: HttpEvent): string | undefined {
  if (!body) return undefined;
  const bytes = isBase64Encoded ? Buffer.from(body, 'base64') : Buffer.from(body);
  if (bytes.length > MAX_BODY_BYTES) throw new PortunusError('payload_too_large', 'request');
  return bytes.toString('utf8');
}

/** A form of another site can send three media types without asking first, and JSON is none of them. */
function assertJson({ headers = {} }: HttpEvent, method: string, body: string | undefined): void {
  if (body === undefined) return;
  if (method === 'GET') throw invalidRequest([{ field: 'body', detail: 'must be absent on a GET' }]);
  if (JSON_TYPE.test(headers['content-type'] ?? '')) return;
  throw invalidRequest([{ field: 'content-type', detail: 'must be application/json' }]);
}

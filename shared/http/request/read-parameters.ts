import { type FieldError, invalidRequest, PortunusError } from '../../domain/errors.ts';
import { faulty, type Parsed, shownName } from '../../domain/parse.ts';
import { isJsonObject, parseStrictJson } from '../../domain/strict-json.ts';
import type { HttpEvent } from '../event.ts';

const MAX_BODY_BYTES = 16 * 1024;
/** A SAML assertion alone may have 100,000 characters. */
const MAX_SAML_BODY_BYTES = 140 * 1024;

/**
 * A request's parameters as sent: strings from the query of a GET, JSON values from the body of a POST. Never from
 * both, so that no parameter can have two values.
 */
export type WrittenParameters = Readonly<Record<string, unknown>>;

/** Uses the route that the gateway matched. */
export function isPost(event: HttpEvent): boolean {
  return event.routeKey.startsWith('POST ');
}

/**
 * The parameters of a request. Throws `payload_too_large`, or `invalid_request` that names `body` or the misplaced
 * parameter.
 */
export function readParameters(event: HttpEvent): WrittenParameters {
  const query = event.queryStringParameters ?? {};
  if (!isPost(event)) return readQueryOnly(event, query);
  const misplaced = Object.keys(query).map((name) => ({
    field: shownName(name),
    detail: 'must stand in the body of a POST',
  }));
  const body = readBody(event);
  const faults = [...misplaced, ...contentTypeFaults(event), ...(body.ok ? [] : body.errors)];
  if (!body.ok || faults.length > 0) throw invalidRequest(faults);
  return body.value;
}

function readQueryOnly(event: HttpEvent, query: WrittenParameters): WrittenParameters {
  if (event.body) throw invalidRequest([{ field: 'body', detail: 'must be absent on a GET' }]);
  return query;
}

/** What a body may be on a route that takes more than others. */
interface BodyLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
}

/** The JSON object in the body of a writing request. Throws as {@link readParameters}. */
export function readObject(
  event: HttpEvent,
  types: readonly string[] = ['application/json'],
  limits?: BodyLimits,
): WrittenParameters {
  const misplaced = misplacedIn(event);
  const body = readBody(event, limits);
  const faults = [...misplaced, ...contentTypeFaults(event, types), ...(body.ok ? [] : body.errors)];
  if (!body.ok || faults.length > 0) throw invalidRequest(faults);
  return body.value;
}

/** Throws `invalid_request` if the request has a query, on a route that takes none. */
export function assertNoQuery(event: HttpEvent): void {
  const misplaced = misplacedIn(event);
  if (misplaced.length > 0) throw invalidRequest(misplaced);
}

function misplacedIn(event: HttpEvent): readonly FieldError[] {
  return Object.keys(event.queryStringParameters ?? {}).map((name) => ({
    field: shownName(name),
    detail: 'is not taken by this route',
  }));
}

const TYPE = /^([^;\s]+)\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

function contentTypeFaults(event: HttpEvent, types: readonly string[] = ['application/json']): readonly FieldError[] {
  const type: unknown = event.headers?.['content-type'];
  if (type === undefined) return [];
  const [, name = ''] = typeof type === 'string' ? (TYPE.exec(type) ?? []) : [];
  if (types.includes(name.toLowerCase())) return [];
  return [{ field: 'content-type', detail: `must be ${types.join(' or ')}, in UTF-8` }];
}

function readBody(event: HttpEvent, limits?: BodyLimits): Parsed<WrittenParameters> {
  // The type promises a string, but the gateway sends null for an absent body, and a direct invocation can send
  // anything.
  const body: unknown = event.body;
  if (typeof body !== 'string' || body === '') return faulty('body', 'is required, as text');
  const bytes = Buffer.from(body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > (limits?.maxBytes ?? MAX_SAML_BODY_BYTES)) throw tooLarge();
  const parsed = parseObject(bytes, limits?.maxDepth);
  if (limits !== undefined) return parsed;
  const mayBeLong = parsed.ok && Object.hasOwn(parsed.value, 'samlAssertion');
  if (bytes.length > MAX_BODY_BYTES && !mayBeLong) throw tooLarge();
  return parsed;
}

function parseObject(bytes: Buffer, maxDepth?: number): Parsed<WrittenParameters> {
  try {
    const value = parseStrictJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), maxDepth);
    return isJsonObject(value) ? { ok: true, value } : faulty('body', 'must be a JSON object');
  } catch (error) {
    const detail = error instanceof SyntaxError ? error.message : 'not UTF-8';
    return faulty('body', `must be a JSON object: ${detail}`);
  }
}

function tooLarge(): PortunusError {
  return new PortunusError('payload_too_large', 'request');
}

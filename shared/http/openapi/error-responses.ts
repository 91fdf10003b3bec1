import { GatewayMessage } from '../../domain/answers/problem.ts';
import { ERROR_CODES, type ErrorCode, invalidRequest, PortunusError, type Stage } from '../../domain/errors.ts';
import { isRetryable, problemOf, statusOf } from '../response/problem.ts';
import { failureContents, REQUEST_ID } from './formats.ts';
import { schemaOf } from './schemas.ts';

type Json = Readonly<Record<string, unknown>>;

/** The statuses of errors, by their names in HTTP. */
export const RESPONSE_NAMES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  406: 'NotAcceptable',
  409: 'Conflict',
  412: 'PreconditionFailed',
  413: 'ContentTooLarge',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

/** What API Gateway answers by itself: `{"message"}`, without a code. */
const OF_GATEWAY: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export const HEADERS = {
  CacheControl: { description: 'Nothing may be kept.', schema: { type: 'string', const: 'no-store' } },
  ETag: {
    description: 'The version of the definition, for `If-Match`.',
    schema: { type: 'string', pattern: '^"[1-9][0-9]{0,14}"$' },
    example: '"3"',
  },
  PlanETag: {
    description: 'What remains of the plan, for `If-Match`.',
    schema: { type: 'string', pattern: '^"[0-9a-f]{32}"$' },
    example: '"0f1e2d3c4b5a69788796a5b4c3d2e1f0"',
  },
  RetryAfter: {
    description: 'The seconds after which the same request can succeed. API Gateway itself doesn’t say them.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
    example: '3',
  },
  WWWAuthenticate: {
    description: 'That a bearer token is needed (RFC 6750).',
    schema: { type: 'string' },
    example: 'Bearer realm="portunus", error="invalid_token"',
  },
} as const;

/** A response for each status, with the codes that some route answers with. */
export function componentResponses(codes: ReadonlySet<ErrorCode>): Json {
  return Object.fromEntries(
    Object.entries(RESPONSE_NAMES).map(([key, name]) => {
      const status = Number(key);
      const own = ERROR_CODES.filter((code) => codes.has(code) && statusOf(code) === status);
      return [name, errorResponse(status, own)];
    }),
  );
}

function errorResponse(status: number, codes: readonly ErrorCode[]): Json {
  const problem = {
    allOf: [{ $ref: '#/components/schemas/Problem' }],
    properties: { status: { const: status }, code: { enum: codes } },
  };
  const examples = Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }]));
  return {
    description: `${codes.map((code) => `\`${code}\``).join(', ')}${gatewayText(status)}`,
    headers: {
      'Cache-Control': { $ref: '#/components/headers/CacheControl' },
      ...(isRetryable(status) && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }),
      ...(status === 401 && { 'WWW-Authenticate': { $ref: '#/components/headers/WWWAuthenticate' } }),
    },
    content: { 'application/problem+json': { schema: problem, examples }, ...otherContents(status) },
  };
}

function gatewayText(status: number): string {
  const message = OF_GATEWAY[status];
  return message === undefined ? '' : `. API Gateway itself answers \`{"message":"${message}"}\``;
}

/** The forms of errors that some formats have of their own, and what API Gateway answers by itself. */
function otherContents(status: number): Json {
  const { 'application/json': container, ...texts } = failureContents();
  const message = OF_GATEWAY[status];
  const messages = message === undefined ? {} : { gateway: { value: { message } } };
  const schemas = [container?.schema, message === undefined ? undefined : GatewayMessage];
  const [first, ...more] = schemas.flatMap((schema) => (schema === undefined ? [] : [schemaOf(schema)]));
  return {
    'application/json': {
      schema: more.length === 0 ? first : { anyOf: [first, ...more] },
      examples: { ...valuesOf(container?.examples), ...messages },
    },
    ...Object.fromEntries(
      Object.entries(texts).map(([mediaType, { schema, examples }]) => [
        mediaType,
        { schema: schemaOf(schema), examples: valuesOf(examples) },
      ]),
    ),
  };
}

function valuesOf(examples: Readonly<Record<string, unknown>> = {}): Json {
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
}

/** Where most errors of a code come up. */
const STAGES: { readonly [C in ErrorCode]?: Stage } = {
  token_missing: 'authentication',
  token_rejected: 'authentication',
  invoked_directly: 'authentication',
  too_many_requests: 'authorization',
  keys_unavailable: 'authentication',
  not_allowed: 'authorization',
  stopped: 'authorization',
  connector_invalid: 'connector',
  role_refused: 'sts',
  sts_unavailable: 'sts',
  ecr_refused: 'ecr',
  ecr_unavailable: 'ecr',
  codeartifact_refused: 'codeartifact',
  codeartifact_unavailable: 'codeartifact',
  upstream_invalid: 'ecr',
  audit_unavailable: 'audit',
};

function exampleOf(code: ErrorCode): unknown {
  const fault = { field: 'durationSeconds', detail: 'must be at least 900' };
  const error =
    code === 'invalid_request' ? invalidRequest([fault]) : new PortunusError(code, STAGES[code] ?? 'request');
  return problemOf(error, REQUEST_ID);
}

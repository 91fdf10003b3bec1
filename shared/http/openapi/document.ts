import { DefinitionId } from '../../domain/definition.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import { VersionNumber } from '../request/read-definition-request.ts';
import { statusOf } from '../response/problem.ts';
import { componentResponses, HEADERS, RESPONSE_NAMES } from './error-responses.ts';
import { NOTES } from './notes.ts';
import type { Answer, Body, Content, Fields, Operation, Tag } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { OPERATIONS } from './rows/index.ts';
import { componentSchemas, type SchemaOptions, schemaOf } from './schemas.ts';

type Json = Readonly<Record<string, unknown>>;

/** The whole document, OpenAPI 3.1, of a release. */
export function createDocument(version: string, options?: SchemaOptions): Json {
  return {
    openapi: '3.1.1',
    info: { ...NOTES.info, version },
    servers: [SERVERS.token, SERVERS.signature],
    security: [{ oidc: [] }, { sigv4: [] }],
    tags: Object.entries(NOTES.tags).map(([name, description]) => ({ name, description })),
    paths: pathsOf(OPERATIONS),
    components: {
      schemas: componentSchemas(options),
      headers: HEADERS,
      responses: componentResponses(new Set(OPERATIONS.flatMap(({ refusals }) => refusals))),
      securitySchemes: NOTES.securitySchemes,
    },
  };
}

const SERVERS = {
  token: { url: '/v1', description: 'For callers with a token (security scheme oidc)' },
  signature: { url: '/iam/v1', description: 'For callers who sign with an AWS role (security scheme sigv4)' },
};

function pathsOf(operations: readonly Operation[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    Object.assign(paths[operation.path] as object, { [operation.method.toLowerCase()]: operationOf(operation) });
  }
  return paths;
}

function operationOf(operation: Operation): Json {
  const { operationId, path, tag, summary, description, open, body, answers, refusals } = operation;
  const parameters = [...pathParameters(operation), ...queryParameters(operation), ...headerParameters(operation)];
  return {
    operationId,
    tags: [tag satisfies Tag],
    summary,
    ...(description !== undefined && { description }),
    ...(open && { servers: [SERVERS.token], security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: bodyOf(body) }),
    responses: { ...mapValues(answers, responseOf), ...refusalsOf(refusals, path) },
  };
}

const PATH_SCHEMAS = { id: DefinitionId, version: VersionNumber };

function pathParameters({ path, examples = {} }: Operation): readonly Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...describedParameter(name, path),
    schema: schemaOf(PATH_SCHEMAS[name as keyof typeof PATH_SCHEMAS]),
    example: examples[name] ?? (name === 'version' ? 3 : 'shop-images'),
  }));
}

function queryParameters({ query, path, examples = {} }: Operation): readonly Json[] {
  return Object.entries(query?.entries ?? {})
    .filter(([, schema]) => !isRefused(schema))
    .map(([name, schema]) => ({
      name,
      in: 'query',
      ...describedParameter(name, path),
      schema: schemaOf(schema),
      ...(Object.hasOwn(examples, name) && { example: examples[name] }),
    }));
}

/** A parameter that a reader refuses by its name, because another route has it. */
function isRefused(schema: Fields['entries'][string]): boolean {
  const { wrapped } = schema as { readonly wrapped?: { readonly type: string } };
  return wrapped?.type === 'never';
}

function describedParameter(name: string, path: string): Json {
  const description = PARAMETERS[`${name} of ${path}`] ?? PARAMETERS[name];
  if (description === undefined) throw new Error(`the parameter ${name} of ${path} has no line in parameters.ts`);
  return { description };
}

function headerParameters({ ifMatch }: Operation): readonly Json[] {
  if (ifMatch === undefined) return [];
  return [
    {
      name: 'If-Match',
      in: 'header',
      required: ifMatch === 'required',
      ...describedParameter(ifMatch === 'plan' ? 'If-Match of a plan' : 'If-Match', ''),
      ...(ifMatch === 'plan'
        ? { schema: HEADERS.PlanETag.schema, example: HEADERS.PlanETag.example }
        : { schema: { type: 'string', pattern: '^(?:\\*|"[1-9][0-9]{0,14}")$' }, example: '*' }),
    },
  ];
}

function bodyOf({ schema, mediaTypes, examples }: Body): Json {
  const content = { schema: schemaOf(schema), examples: mapValues(examples, (value) => ({ value })) };
  return { required: true, content: Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, content])) };
}

const ETAGS = { version: 'ETag', plan: 'PlanETag' };

function responseOf({ description, content, etag }: Answer): Json {
  return {
    description,
    headers: {
      'Cache-Control': { $ref: '#/components/headers/CacheControl' },
      ...(etag && { ETag: { $ref: `#/components/headers/${ETAGS[etag]}` } }),
    },
    ...(content && { content: mapValues(content, contentOf) }),
  };
}

function contentOf({ schema, examples }: Content): Json {
  return { schema: schemaOf(schema), examples: mapValues(examples, (value) => ({ value })) };
}

/** A path with a hole can be one that the gateway does not know. */
function refusalsOf(codes: readonly ErrorCode[], path: string): Json {
  const ofGateway = path.includes('{') ? [404] : [];
  const statuses = [...new Set([...codes.map(statusOf), ...ofGateway])].sort();
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${RESPONSE_NAMES[status]}` }]),
  );
}

function mapValues<T>(values: Readonly<Record<string, T>>, change: (value: T) => unknown): Json {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

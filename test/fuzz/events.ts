// Events of every kind: as the gateway sends them, nearly so, and as nobody would.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { servedRoutes } from '../support/served-routes.ts';
import { batches, bodies, changedText, defined, ids, type Json, mostly, ODD, queries } from './parameters.ts';
import type { PoolToken } from './tokens.ts';
import { FUNCTIONS, type FunctionName } from './world.ts';

export interface FuzzCase {
  readonly name: FunctionName;
  readonly event: unknown;
}

function sample(file: string): Json {
  return JSON.parse(readFileSync(`events/${file}.json`, 'utf8'));
}
const SAMPLES = ['issue/ok', 'issue/post', 'issue/iam', 'read/ok', 'status/ok', 'issue/not-granted'].map(sample);
const IAM = sample('issue/iam').requestContext;

function tokenTexts(tokens: readonly PoolToken[]): fc.Arbitrary<string> {
  const good = fc.constantFrom(...tokens.filter((token) => token.good).map(({ text }) => text));
  const any = fc.constantFrom(...tokens.map(({ text }) => text));
  // The header of one, the payload of another, the signature of a third.
  const mixed = fc
    .tuple(any, any, any)
    .map((three) => three.map((token, part) => token.split('.')[part] ?? '').join('.'));
  return fc.oneof(
    { weight: 14, arbitrary: good },
    { weight: 5, arbitrary: any },
    { weight: 3, arbitrary: any.chain(changedText) },
    { weight: 2, arbitrary: mixed },
    { weight: 1, arbitrary: fc.string({ maxLength: 60 }) },
  );
}

function authorizations(tokens: readonly PoolToken[]): fc.Arbitrary<unknown> {
  const token = tokenTexts(tokens);
  const scheme = mostly(
    fc.constant('Bearer '),
    fc.constantFrom('', 'bearer ', 'BEARER ', 'Bearer  ', 'Basic ', ' Bearer '),
  );
  return fc.oneof(
    { weight: 12, arbitrary: fc.tuple(scheme, token).map(([name, text]) => name + text) },
    { weight: 1, arbitrary: fc.tuple(token, token).map(([one, other]) => `Bearer ${one}, Bearer ${other}`) },
    { weight: 1, arbitrary: ODD },
  );
}

const ROUTES = [
  ...['GET /v1/connectors/{id}/ecr/credentials', 'POST /v1/connectors/{id}/ecr/credentials'],
  ...['GET /iam/v1/connectors/{id}/ecr/credentials', 'POST /iam/v1/connectors/{id}/ecr/credentials'],
  ...['GET /v1/connectors/{id}/codeartifact/credentials', 'POST /v1/connectors/{id}/codeartifact/credentials'],
  ...['GET /v1/caller', 'GET /iam/v1/caller', 'GET /v1/status'],
  ...['POST /v1/credentials', 'POST /iam/v1/credentials'],
];
/** Of what no connector of the run serves. */
const NOT_SERVED = [
  ...['GET /v1/connectors/{id}/credentials', 'POST /iam/v1/connectors/{id}/credentials'],
  ...['GET /v1/connectors/{id}/ecr-public/credentials', 'POST /v1/connectors/{id}/ecr-public/credentials'],
  ...['GET /v1/connectors/{id}/caller-identity', 'GET /v1/connectors/{id}/console/url'],
];
function isFuzzed(name: string): name is FunctionName {
  return FUNCTIONS.some((one) => one === name);
}

const FUNCTION_OF = new Map(
  servedRoutes().flatMap(({ name, method, path }) => (isFuzzed(name) ? [[`${method} ${path}`, name] as const] : [])),
);
/**
 * Every other route. Most are for administrators and auditors, which no caller of the run is: whatever is asked, nobody
 * gets an answer.
 */
const OTHERS = [...FUNCTION_OF.keys()].filter((routeKey) => ![...ROUTES, ...NOT_SERVED].includes(routeKey));
const routeKeys = mostly(
  fc.constantFrom(...ROUTES),
  fc.oneof(
    fc.constantFrom<unknown>(
      '$default',
      'DELETE /v1/connectors/{id}',
      'GET  /iam/v1/caller',
      'GET /v1/caller /iam/v1/',
    ),
    fc.constantFrom(...ROUTES).chain(changedText),
    fc.constantFrom(...NOT_SERVED),
    fc.constantFrom(...NOT_SERVED),
    fc.constantFrom(...OTHERS),
    fc.constantFrom(...OTHERS),
    ODD,
  ),
  12,
);

const ARN = 'arn:aws:sts::123456789012:assumed-role/build-agents/build-1';
const USER_ID = 'AROACKCEVSQ6C2EXAMPLE:build-1';
const iamIdentities = fc.record({
  userArn: mostly<unknown>(
    fc.constant(ARN),
    fc.oneof(
      fc.constantFrom(ARN.replace('123456789012', '210987654321'), ARN.replace('build-agents', 'admins'), `${ARN}/x`),
      changedText(ARN),
      ODD,
    ),
  ),
  userId: mostly<unknown>(fc.constant(USER_ID), fc.oneof(changedText(USER_ID), ODD)),
});
const authorizers = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 6, arbitrary: iamIdentities.map((iam) => ({ iam })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>({ jwt: { claims: { sub: 'x' } } }, { lambda: { iam: IAM } }, { iam: [] }),
  },
  { weight: 1, arbitrary: ODD },
);

/** An event that holds together: its parameters stand where its method has them. */
function built(tokens: readonly PoolToken[]): fc.Arbitrary<Json> {
  return fc
    .record({
      routeKey: routeKeys,
      authorization: authorizations(tokens),
      id: ids,
      query: queries,
      single: bodies,
      several: batches,
      authorizer: authorizers,
      mixed: fc.integer({ min: 0, max: 19 }),
    })
    .map(({ routeKey, authorization, id, query, single, several, authorizer, mixed }) => {
      const isFor = (path: RegExp) => typeof routeKey === 'string' && path.test(routeKey);
      const body = isFor(/v1\/credentials$/) ? several : single;
      const hasBody = typeof routeKey === 'string' && /^(?:POST|PUT|PATCH) /.test(routeKey);
      const base = hasBody ? SAMPLES[1] : SAMPLES[0];
      const { headers, requestContext } = base ?? {};
      return defined({
        ...base,
        routeKey,
        headers: { ...Object(headers), authorization },
        // Half of those who ask for packages ask where there are some.
        pathParameters: { id: isFor(/codeartifact/) && mixed % 2 === 0 ? 'shop-packages' : id },
        queryStringParameters: hasBody && mixed !== 0 ? undefined : query,
        body: hasBody || mixed === 1 ? body : undefined,
        isBase64Encoded: mixed === 2,
        requestContext: { ...Object(requestContext), authorizer },
      });
    });
}

type Path = readonly string[];

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every member of an event, however deep. */
function pathsOf(value: unknown): readonly Path[] {
  return isObject(value)
    ? Object.entries(value).flatMap(([name, inner]) => [[name], ...pathsOf(inner).map((path) => [name, ...path])])
    : [];
}

function replaced(event: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (!isObject(event) || name === undefined) return by;
  return defined({ ...event, [name]: rest.length === 0 ? by : replaced(event[name], rest, by) });
}

const ODD_OR_NONE = fc.oneof({ weight: 3, arbitrary: ODD }, { weight: 1, arbitrary: fc.constant(undefined) });

/** Puts something odd in the place of a member, or takes it out. */
function damaged(event: Json): fc.Arbitrary<unknown> {
  return fc.tuple(fc.constantFrom(...pathsOf(event)), ODD_OR_NONE).map(([path, by]) => replaced(event, path, by));
}

/** Cases for the functions that a stranger reaches, with tokens of the pool in them. */
export function fuzzCases(tokens: readonly PoolToken[]): fc.Arbitrary<FuzzCase> {
  const whole = built(tokens);
  const events = fc.oneof(
    { weight: 14, arbitrary: whole },
    { weight: 4, arbitrary: whole.chain(damaged) },
    { weight: 1, arbitrary: fc.constantFrom(...SAMPLES).chain(damaged) },
    { weight: 1, arbitrary: fc.oneof(ODD, fc.object({ maxDepth: 2 })) },
  );
  const functionOf = (event: unknown) => FUNCTION_OF.get(Object(event).routeKey) ?? 'issue';
  // One in a while goes to another function, which has no such route.
  return fc.tuple(events, fc.integer({ min: 0, max: 19 })).map(([event, stray]) => {
    const own = functionOf(event);
    return { name: stray > 0 ? own : own === 'read' ? 'issue' : 'read', event };
  });
}

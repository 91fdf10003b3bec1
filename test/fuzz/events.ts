// Events of every kind: as the gateway sends them, nearly so, and as nobody would.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { PoolToken } from './tokens.ts';
import type { FunctionName } from './world.ts';

export interface FuzzCase {
  readonly name: FunctionName;
  readonly event: unknown;
}

type Json = Record<string, unknown>;

const sample = (file: string): Json => JSON.parse(readFileSync(`events/${file}.json`, 'utf8'));
const SAMPLES = ['issue/ok', 'issue/post', 'issue/iam', 'read/ok', 'read/status', 'issue/not-granted'].map(sample);
const IAM = sample('issue/iam').requestContext;

/** Picks more often what comes first. */
const mostly = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>, weight = 16): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare });

const ODD = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    '',
    ' ',
    [],
    {},
    [null],
    { toString: 1, valueOf: 1 },
    '__proto__',
    'constructor',
    '\0',
    '\r\nx: y',
  ),
  fc.constantFrom<unknown>('a'.repeat(20_000), '\ud800', '\u2028', '{{7*7}}', '*', '../..', "' OR 1=1--"),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

// Made once: fast-check takes longer to make a generator than to use it.
const CHANGE = fc.constantFrom('delete', 'insert', 'replace', 'cut', 'double');
const BIT = fc.oneof(fc.constantFrom('A', '=', '.', '-', '+', ' ', ',', '\0'), fc.string({ maxLength: 3 }));

const changedText = (text: string): fc.Arbitrary<string> =>
  fc.tuple(fc.nat({ max: Math.max(0, text.length - 1) }), CHANGE, BIT).map(([at, change, by]) => {
    const [before, after] = [text.slice(0, at), text.slice(at)];
    if (change === 'delete') return before + after.slice(1);
    if (change === 'insert') return before + by + after;
    if (change === 'replace') return before + by + after.slice(1);
    return change === 'cut' ? before : text + after;
  });

const tokenTexts = (tokens: readonly PoolToken[]): fc.Arbitrary<string> => {
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
};

const authorizations = (tokens: readonly PoolToken[]): fc.Arbitrary<unknown> => {
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
};

const ROUTES = [
  ...['GET /v1/connectors/{id}/ecr/credentials', 'POST /v1/connectors/{id}/ecr/credentials'],
  ...['GET /iam/v1/connectors/{id}/ecr/credentials', 'POST /iam/v1/connectors/{id}/ecr/credentials'],
  ...['GET /v1/caller', 'GET /iam/v1/caller', 'GET /v1/status'],
];
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
    ODD,
  ),
  20,
);

const IDS = ['shop-images', 'bakery-images', 'iam-images', 'disabled-images', 'people-images'];
const ids = mostly<unknown>(
  fc.constantFrom(...Array(6).fill('shop-images'), ...IDS),
  fc.oneof(fc.constantFrom('nobody-knows', 'constructor', 'a', 'Shop-Images', 'shop-images,x', '%2e%2e'), ODD),
);

const registry = mostly(
  fc.constantFrom('123456789012', '210987654321', '000000000001'),
  fc.constantFrom('12345678901', 'x', '١'.repeat(12)),
);
const REGIONS = ['us-east-1', 'ap-southeast-7', 'cn-north-1', 'eu-west-1.evil', 'x', ''];
const fields: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  region: mostly(fc.constantFrom('eu-west-1', 'eu-central-1'), fc.constantFrom(...REGIONS)),
  registryIds: fc.uniqueArray(registry, { minLength: 1, maxLength: 4 }),
  durationSeconds: mostly(
    fc.constantFrom(900, 3_600, 43_200),
    fc.oneof(fc.constantFrom(899, 43_201, 900.5), fc.integer()),
  ),
  format: mostly(fc.constant('json'), fc.constantFrom('xml', 'bash', '__proto__')),
  roleArn: fc.constant('arn:aws:iam::123456789012:role/portunus/canary'),
  repositories: fc.constant(['*']),
  token: fc.constant('x'),
  id: fc.constantFrom('bakery-images', 'shop-images'),
  connectorId: fc.constantFrom('bakery-images', 'shop-images'),
  externalId: fc.constant('x'),
};
const fieldNames = fc.uniqueArray(
  mostly(
    fc.constantFrom('region', 'registryIds', 'durationSeconds', 'format'),
    fc.constantFrom(...Object.keys(fields)),
  ),
  { maxLength: 3 },
);
const valuesOf = Object.fromEntries(Object.entries(fields).map(([name, good]) => [name, mostly(good, ODD, 24)]));
const parameters = fieldNames.chain((names) =>
  fc
    .tuple(...names.map((name) => valuesOf[name] ?? ODD))
    .map((values) => Object.fromEntries(names.map((name, index) => [name, values[index]]))),
);
const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : `${value}`);
const queries = parameters.map((values) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.filter((one) => typeof one === 'string').join() : textOf(value),
    ]),
  ),
);
const bodies = mostly<unknown>(
  parameters.map((values) => JSON.stringify(values)),
  fc.oneof(
    parameters.map((values) => JSON.stringify(values)).chain(changedText),
    fc.json({ maxDepth: 3 }),
    fc.constantFrom(
      '{"__proto__":{"region":"eu-west-1"}}',
      '[]',
      'null',
      `{"a":${'['.repeat(2_000)}`,
      ' '.repeat(16_385),
    ),
    ODD,
  ),
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

const defined = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** An event that holds together: its parameters stand where its method has them. */
const built = (tokens: readonly PoolToken[]): fc.Arbitrary<Json> =>
  fc
    .record({
      routeKey: routeKeys,
      authorization: authorizations(tokens),
      id: ids,
      query: queries,
      body: bodies,
      authorizer: authorizers,
      mixed: fc.integer({ min: 0, max: 19 }),
    })
    .map(({ routeKey, authorization, id, query, body, authorizer, mixed }) => {
      const isPost = typeof routeKey === 'string' && routeKey.startsWith('POST');
      const base = isPost ? SAMPLES[1] : SAMPLES[0];
      const { headers, requestContext } = base ?? {};
      return defined({
        ...base,
        routeKey,
        headers: { ...Object(headers), authorization },
        pathParameters: { id },
        queryStringParameters: isPost && mixed !== 0 ? undefined : query,
        body: isPost || mixed === 1 ? body : undefined,
        isBase64Encoded: mixed === 2,
        requestContext: { ...Object(requestContext), authorizer },
      });
    });

type Path = readonly string[];

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every member of an event, however deep. */
const pathsOf = (value: unknown): readonly Path[] =>
  isObject(value)
    ? Object.entries(value).flatMap(([name, inner]) => [[name], ...pathsOf(inner).map((path) => [name, ...path])])
    : [];

const replaced = (event: unknown, [name, ...rest]: Path, by: unknown): unknown => {
  if (!isObject(event) || name === undefined) return by;
  return defined({ ...event, [name]: rest.length === 0 ? by : replaced(event[name], rest, by) });
};

const ODD_OR_NONE = fc.oneof({ weight: 3, arbitrary: ODD }, { weight: 1, arbitrary: fc.constant(undefined) });

/** Puts something odd in the place of a member, or takes it out. */
const damaged = (event: Json): fc.Arbitrary<unknown> =>
  fc.tuple(fc.constantFrom(...pathsOf(event)), ODD_OR_NONE).map(([path, by]) => replaced(event, path, by));

/** Cases for both functions, with tokens of the pool in them. */
export const fuzzCases = (tokens: readonly PoolToken[]): fc.Arbitrary<FuzzCase> => {
  const whole = built(tokens);
  const events = fc.oneof(
    { weight: 14, arbitrary: whole },
    { weight: 4, arbitrary: whole.chain(damaged) },
    { weight: 1, arbitrary: fc.constantFrom(...SAMPLES).chain(damaged) },
    { weight: 1, arbitrary: fc.oneof(ODD, fc.object({ maxDepth: 2 })) },
  );
  const isRead = (event: unknown) => {
    const { routeKey } = Object(event);
    return typeof routeKey === 'string' && /\/(?:caller|status)$/.test(routeKey);
  };
  // One in a while goes to the other function, which has no such route.
  return fc.tuple(events, fc.integer({ min: 0, max: 19 })).map(([event, stray]) => ({
    name: isRead(event) !== (stray === 0) ? 'read' : 'issue',
    event,
  }));
};

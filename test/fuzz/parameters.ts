// What a request may ask for: as it should be, nearly so, and as nobody would write it.
import fc from 'fast-check';
import { anyCharacter } from '../support/random-text.ts';
import { WRITTEN_FORMATS } from './written-login.ts';

export type Json = Record<string, unknown>;

export function defined(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Picks more often what comes first. */
export function mostly<T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>, weight = 16): fc.Arbitrary<T> {
  return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

export const ODD = fc.oneof(
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
  fc.string({ unit: anyCharacter, maxLength: 20 }),
);

// Made once: fast-check takes longer to make a generator than to use it.
const CHANGE = fc.constantFrom('delete', 'insert', 'replace', 'cut', 'double');
const BIT = fc.oneof(fc.constantFrom('A', '=', '.', '-', '+', ' ', ',', '\0'), fc.string({ maxLength: 3 }));

export function changedText(text: string): fc.Arbitrary<string> {
  return fc.tuple(fc.nat({ max: Math.max(0, text.length - 1) }), CHANGE, BIT).map(([at, change, by]) => {
    const [before, after] = [text.slice(0, at), text.slice(at)];
    if (change === 'delete') return before + after.slice(1);
    if (change === 'insert') return before + by + after;
    if (change === 'replace') return before + by + after.slice(1);
    return change === 'cut' ? before : text + after;
  });
}

const IDS = [
  ...['shop-images', 'bakery-images', 'iam-images', 'disabled-images', 'people-images'],
  ...[
    'shop-packages',
    'once-images',
    'limited-images',
    'claims-images',
    'claims-images',
    'narrowed-images',
    'narrowed-images',
  ],
];
export const ids = mostly<unknown>(
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
    fc.oneof(fc.constantFrom(899, 43_201, 129_600, 129_601, 900.5), fc.integer()),
  ),
  format: mostly(fc.constantFrom('json', ...WRITTEN_FORMATS), fc.constantFrom('xml', 'container', '__proto__')),
  roleArn: fc.constant('arn:aws:iam::123456789012:role/portunus/canary'),
  access: mostly(fc.constantFrom('pull', 'push'), fc.constantFrom('admin', 'PULL')),
  repositories: fc.uniqueArray(
    mostly(fc.constantFrom('*', 'shop/*', 'shop/images'), fc.constantFrom('Shop', '../x', `\${aws:PrincipalTag/x}`)),
    { minLength: 1, maxLength: 3 },
  ),
  domain: mostly(fc.constant('shop'), fc.constantFrom('bakery', 'Shop', 'shop/x', '*')),
  domainOwner: mostly(fc.constant('123456789012'), fc.constantFrom('210987654321', '12345678901')),
  repository: mostly(fc.constantFrom('releases', 'staging'), fc.constantFrom('other', '../x', 'releases*', 'r')),
  samlAssertion: fc.constantFrom('PHNhbWw+', '<saml/>', 'A'.repeat(20_000), 'A'.repeat(100_001)),
  mfaSerial: fc.constant('GAHT12345678'),
  mfaCode: fc.constantFrom('123456', '12345'),
  namespace: mostly(fc.constantFrom('x', 'shop.images'), fc.constantFrom('1', "x'", 'x\ny'), 4),
  token: fc.constant('x'),
  id: fc.constantFrom('bakery-images', 'shop-images'),
  connectorId: fc.constantFrom('bakery-images', 'shop-images'),
  externalId: fc.constant('x'),
};
const fieldNames = fc.uniqueArray(
  mostly(
    fc.constantFrom(
      ...['region', 'registryIds', 'durationSeconds', 'format', 'access', 'repositories'],
      ...['domain', 'repository'],
    ),
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
function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : `${value}`;
}
export const queries = parameters.map((values) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.filter((one) => typeof one === 'string').join() : textOf(value),
    ]),
  ),
);
export const bodies = mostly<unknown>(
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

/** Of several logins: mostly good items, now and then an odd one, which refuses them all. */
const items = fc
  .tuple(
    ids,
    parameters,
    mostly(fc.constant(undefined), fc.constantFrom<unknown>('ecr', 'ecr-public', 'codeartifact', 's3')),
  )
  .map(([connectorId, { format: _ofAll, ...values }, service]) => defined({ connectorId, ...values, service }));
export const batches = mostly<unknown>(
  fc
    .array(mostly<unknown>(items, ODD, 60), { minLength: 1, maxLength: 3 })
    .map((requests) => JSON.stringify({ requests })),
  fc.oneof(
    bodies,
    items.map((item) => JSON.stringify({ requests: Array(21).fill(item) })),
    items.map((item) => JSON.stringify({ requests: item })),
  ),
);

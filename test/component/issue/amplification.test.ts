// No refusal, log line or record grows with what a hostile request brings: under 8 KB each, on every route.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ask, functionOf, useAdminService } from '../../support/admin.ts';
import { auditItems } from '../../support/audit-records.ts';
import { servedRoutes } from '../../support/http-api.ts';

const service = useAdminService();

const MAX_BYTES = 8_192;
function bytesOf(text: string) {
  return Buffer.byteLength(text);
}
async function itemsOf(requestId: string) {
  return (await auditItems(service.aws)).filter((item) => item.requestId?.S === requestId);
}
function idIn(text: string) {
  return /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0] ?? 'none';
}

/** Asks, and expects the answer (of a refusal) and every log line to be small. */
async function askSmall(ask: Ask) {
  const before = service.logged().length;
  const answer = await service.ask(ask);
  const lines = service.logged().slice(before).trimEnd().split('\n');
  if (answer.status >= 300) expect(bytesOf(answer.text)).toBeLessThanOrEqual(MAX_BYTES);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(bytesOf(line)).toBeLessThanOrEqual(MAX_BYTES);
  return answer;
}

const ISSUE = { route: 'POST /connectors/{id}/ecr/credentials', as: 'workload', id: 'bakery-images' } as const;

describe('seven thousand faults in a list', () => {
  const body = JSON.stringify({ repositories: Array(7_000).fill(0) });
  it.each(['workload', 'administrator'] as const)('are one fault, and one small record, to a %s', async (as) => {
    const { status, body: problem, text } = await askSmall({ ...ISSUE, as, body });
    expect(status).toBe(400);
    expect(problem.errors).toEqual([{ field: 'repositories', detail: 'must have at most 20 entries' }]);
    expect(bytesOf(text)).toBeLessThan(500);
    const [item, ...more] = await itemsOf(problem.requestId);
    expect(more).toEqual([]);
    expect(bytesOf(JSON.stringify(item))).toBeLessThan(1_500);
    expect(item?.asked).toEqual({ M: { connectorId: { S: 'bakery-images' } } });
    expect(item?.outcome).toEqual({ S: 'refused' });
  });

  it.each(['workload', 'administrator'] as const)('are one fault of an explanation to a %s', async (as) => {
    const { status, text } = await askSmall({ ...ISSUE, route: 'POST /connectors/{id}/explain', as, body });
    expect(status).toBe(400);
    expect(bytesOf(text)).toBeLessThan(500);
  });

  it('are one fault in a query', async () => {
    const query = { repositories: Array(3_000).fill('A').join() };
    const { status, text } = await askSmall({ ...ISSUE, route: 'GET /connectors/{id}/ecr/credentials', query });
    expect(status).toBe(400);
    expect(bytesOf(text)).toBeLessThan(500);
  });
});

it('of faults in many places names ten and counts the rest', async () => {
  const query = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`name-${index}`, '']));
  const { body } = await askSmall({ ...ISSUE, body: {}, query });
  expect(body.errors).toHaveLength(10);
  expect(body.errors[9]).toEqual({ field: 'name-9', detail: 'must stand in the body of a POST' });
  expect(body.moreErrors).toBe(290);
});

describe('a batch of twenty', () => {
  const batch = (item: object) =>
    askSmall({ route: 'POST /credentials', as: 'workload', body: { requests: Array(20).fill(item) } });
  it('refusals, with the longest ids, is one small answer', async () => {
    const { status, body, text } = await batch({ connectorId: 'x'.repeat(63) });
    expect([status, body.results.length]).toEqual([200, 20]);
    expect(bytesOf(text)).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('with several faults each names ten of them in all', async () => {
    const { status, body, text } = await batch({
      connectorId: 'shop-images',
      access: 'push',
      roleArn: 'arn:aws:iam::123456789012:role/portunus/other',
    });
    expect(status).toBe(200);
    const named = body.results.flatMap(({ error }: { error: { errors: unknown[] } }) => error.errors);
    const counted = body.results.map(({ error }: { error: { moreErrors?: number } }) => error.moreErrors ?? 0);
    expect(named).toHaveLength(10);
    expect(counted.reduce((sum: number, more: number) => sum + more, 0)).toBeGreaterThanOrEqual(10);
    expect(bytesOf(text)).toBeLessThanOrEqual(MAX_BYTES);
  });
});

it('a login with lists as long as they may be has a record that says so', async () => {
  const repositories = Array.from({ length: 20 }, (_, index) => `${String(index).padStart(2, '0')}${'a'.repeat(254)}`);
  const { body } = await askSmall({ ...ISSUE, id: 'no-such-connector', body: { repositories } });
  const [item] = await itemsOf(body.requestId);
  expect(bytesOf(JSON.stringify(item))).toBeLessThanOrEqual(MAX_BYTES);
  expect(item?.asked?.M?.connectorId).toEqual({ S: 'no-such-connector' });
});

it('an explanation shows of a long claim its beginning, for each of many conditions', async () => {
  const grant = (index: number) => ({ issuer: 'demo-ci', claims: { repository_id: [`${index}`], long: ['x'] } });
  const connector = { account: 'build', principalType: 'assumed-role', systemScope: true };
  const roleArn = 'arn:aws:iam::123456789012:role/portunus/many-grants';
  const grants = Array.from({ length: 50 }, (_, index) => grant(index));
  await service.apply({ connectors: [{ ...connector, id: 'many-grants', roleArn, grants, acknowledgeRisk: true }] });
  const claims = { sub: 'x', long: 'y'.repeat(15_000) };
  const body = { issuer: 'demo-ci', claims };
  const answer = await service.ask({ route: 'POST /connectors/{id}/explain', id: 'many-grants', body });
  expect(answer.status).toBe(200);
  // A few hundred bytes for each of the hundred and fifty conditions, and not 15,000.
  expect(bytesOf(answer.text)).toBeLessThan(80_000);
});

const LONG = [...['A', '€', '"', '\\', '\u0001', '\u{1f600}', "'", '$(x)', '%'].map((unit) => unit.repeat(1_200))];
const ROUTES = servedRoutes()
  .filter(({ path }) => path.startsWith('/v1/'))
  .map(({ method, path }) => `${method} ${path.slice('/v1'.length)}`);
const FIELDS = [
  'region',
  'registryIds',
  'repositories',
  'access',
  'format',
  'roleArn',
  'namespace',
  'durationSeconds',
  'samlAssertion',
  'requests',
  'claims',
  'grants',
  'audiences',
  'jwks',
  'require',
  'policy',
  'id',
  'limit',
  'nextToken',
  'principalType',
  'kind',
  'credentials',
];
const FORMATS = [
  'json',
  'bash',
  'powershell',
  'cmd',
  'dotenv',
  'docker-credential',
  'container',
  'azure-pipelines',
  'github-actions',
];

const hostileText = fc.constantFrom(...LONG, ...FORMATS, '', 'eu-west-1');
const name = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...FIELDS) }, { weight: 2, arbitrary: hostileText });
const value: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, 0, {}, [], true),
  fc
    .tuple(fc.constantFrom<unknown>(0, '', 'A', {}, [], { a: 1 }, { connectorId: 'x' }), fc.constantFrom(9, 40, 3_000))
    .map(([of, count]) => Array(count).fill(of)),
  fc
    .constantFrom(300, 900)
    .map((count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`€${index}`, 0]))),
);
const object = fc.array(fc.tuple(name, value), { maxLength: 5 }).map((entries) => Object.fromEntries(entries));
function cutTo(most: number) {
  return (text: string) => (Buffer.byteLength(text) <= most ? text : text.slice(0, most / 4));
}
const body = fc.oneof(
  object.map((fields) => cutTo(16_384)(JSON.stringify(fields))),
  object.map((fields) => cutTo(143_000)(JSON.stringify({ samlAssertion: 'A'.repeat(99_000), ...fields }))),
  fc.constantFrom('[]', 'null', '{', '['.repeat(16_000), `{"a":"${'\\u0001'.repeat(2_000)}"}`),
);
const query = fc.oneof(
  fc.array(fc.tuple(name, hostileText), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  fc
    .constantFrom(500)
    .map((count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`"${index}`, '']))),
);
const headers = fc.record(
  {
    accept: hostileText,
    'content-type': fc.constantFrom('application/json', ...LONG),
    'if-match': fc.constantFrom('*', '"1"', ...LONG),
  },
  { requiredKeys: [] },
);
const id = fc.constantFrom('shop-images', 'bakery-images', 'no-such', 'x'.repeat(63), ...LONG);
const userAgent = fc.constantFrom('docker', ...LONG);

it('whatever is sent to whatever route, answers, log lines and records are small, and known callers have theirs', async () => {
  const recorded: string[] = [];
  const asks = fc.record({
    // Half of them issue, however many routes there are for other things.
    route: fc.oneof(
      fc.constantFrom(...ROUTES),
      fc.constantFrom(...ROUTES.filter((route) => functionOf(route) === 'issue')),
    ),
    as: fc.constantFrom('workload', 'person', 'administrator', 'nobody', 'role'),
    id,
    headers,
    userAgent,
    brought: fc.oneof(fc.record({ body }), fc.record({ query }), fc.record({ body, query })),
  });
  await fc.assert(
    fc.asyncProperty(asks, async ({ brought, userAgent: agent, ...ask }) => {
      const { requestContext } = eventContext(agent);
      const asked = { ...ask, ...brought, event: ask.as === 'role' ? {} : { requestContext } } as Ask;
      const { text } = await askSmall(asked);
      const isIssuing = functionOf(ask.route) === 'issue' && !ask.route.endsWith('/explain');
      if (isIssuing && ask.as !== 'nobody') recorded.push(idIn(text));
    }),
    { numRuns: 250, endOnFailure: true },
  );
  const items = await auditItems(service.aws);
  for (const item of items) expect(bytesOf(JSON.stringify(item))).toBeLessThanOrEqual(MAX_BYTES);
  const kept = new Set(items.map((item) => item.requestId?.S));
  expect(recorded.length).toBeGreaterThan(20);
  expect(recorded.filter((requestId) => requestId !== 'none' && !kept.has(requestId))).toEqual([]);
});

function eventContext(agent: string) {
  return {
    requestContext: {
      requestId: 'x',
      http: { method: 'POST', path: '/', protocol: 'HTTP/1.1', sourceIp: agent, userAgent: agent },
    },
  };
}

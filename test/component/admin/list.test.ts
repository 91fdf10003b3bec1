// Lists, page by page: each definition once, in the order of ids, and none that was deleted.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ask, type CallerName, useAdminTablesService } from '../../support/admin.ts';
import { idOf, putConnectors } from '../../support/many-connectors.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminTablesService();
const ALL = Array.from({ length: 1_200 }, (_, index) => idOf(index));
const DELETED = new Set([0, 1, 49, 50, 51, 100, 599, 700, 1_198, 1_199].map(idOf));
const SAMPLES = ['bakery-images', 'shop-images', 'shop-packages', 'shop-releases', 'shop-servers'];
/** `bakery-images` is before `many-…`, the shop's are behind. */
const THERE = [...ALL.filter((id) => !DELETED.has(id)), ...SAMPLES].sort();
const MINE = [idOf(7), idOf(640), idOf(1_190)];

beforeAll(async () => {
  const entries = ALL.map((id) => ({
    id,
    deleted: DELETED.has(id),
    ...(MINE.includes(id) && { repositoryId: '555' }),
  }));
  await putConnectors(service.aws, entries);
});

interface Read {
  readonly ids: readonly string[];
  readonly sizes: readonly number[];
  readonly calls: readonly number[];
  readonly tokens: readonly string[];
}

/** All pages, the first to the last, with how many entries and table calls each was. */
async function readAll(limit: number | undefined, more: Partial<Ask> = {}): Promise<Read> {
  const [ids, sizes, calls, tokens]: [string[], number[], number[], string[]] = [[], [], [], []];
  let nextToken: string | undefined;
  do {
    service.tables.calls.length = 0;
    const query = { ...(limit !== undefined && { limit: String(limit) }), ...(nextToken && { nextToken }) };
    const { status, body } = await service.ask({ route: 'GET /connectors', query, ...more });
    expect(status).toBe(200);
    ids.push(...body.items.map(({ id }: { id: string }) => id));
    sizes.push(body.items.length);
    calls.push(service.tables.calls.filter(({ operation }) => operation !== 'PutItem').length);
    nextToken = body.nextToken;
    if (nextToken !== undefined) tokens.push(nextToken);
  } while (nextToken !== undefined);
  return { ids, sizes, calls, tokens };
}

describe('an administrator’s list', () => {
  it.each([
    [undefined, 50],
    [7, 7],
    [100, 100],
  ])('by pages of %s holds each once, in order', async (limit, most) => {
    const { ids, sizes, calls } = await readAll(limit);
    expect(ids).toEqual(THERE);
    expect(Math.max(...sizes)).toBe(most);
    // One more than the page needs, where deleted ones were among them; and the issuers, once.
    expect(Math.max(...calls)).toBeLessThanOrEqual(5);
  });

  it('has whole definitions with their versions', async () => {
    const { body } = await service.ask({ route: 'GET /connectors', query: { limit: '2' } });
    expect(body).toEqual({
      items: [
        (await service.item('connector', 'bakery-images'))?.definition,
        (await service.item('connector', idOf(2)))?.definition,
      ],
      etags: ['"1"', '"1"'],
      nextToken: expect.stringMatching(/^[A-Za-z0-9_-]+$/),
    });
  });
});

describe('the list of a workload that may use three of them', () => {
  const jobs = async () => ({
    headers: { authorization: `Bearer ${await service.aws.issuer.mint({ repository_id: '555' })}` },
  });

  it.each([undefined, 100, 2])('is these, over short pages of %s', async (limit) => {
    const { ids, sizes } = await readAll(limit, { event: await jobs() });
    expect(ids).toEqual(MINE);
    expect(sizes.length).toBeLessThanOrEqual(6);
  });

  it('says where it goes on in tokens that show no id, and that are good for nobody else', async () => {
    const { tokens } = await readAll(1, { event: await jobs() });
    expect(tokens.length).toBeGreaterThan(0);
    const shown = tokens.map((token) => Buffer.from(token, 'base64url').toString('latin1'));
    for (const id of ALL) expect(shown.some((text) => text.includes(id))).toBe(false);
    const query = { nextToken: tokens[0] ?? '' };
    for (const as of ['person', 'administrator'] as const) {
      const answer = await service.ask({ route: 'GET /connectors', as, query });
      expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['nextToken'] });
    }
    const event = { headers: { authorization: `Bearer ${await service.aws.issuer.mint({ sub: 'another' })}` } };
    const other = await service.ask({ route: 'GET /connectors', query, event });
    expectProblem(other, { status: 400, code: 'invalid_request', stage: 'request', fields: ['nextToken'] });
  });

  it('takes no id for a token', async () => {
    const query = { nextToken: Buffer.from(idOf(0)).toString('base64url') };
    const answer = await service.ask({ route: 'GET /connectors', query, event: await jobs() });
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['nextToken'] });
  });

  it('shows what it needs to choose, and no role, external ID, grant or version', async () => {
    const { body } = await service.ask({ route: 'GET /connectors', query: { limit: '1' }, event: await jobs() });
    const shown = {
      id: idOf(7),
      name: `Number ${idOf(7)}`,
      description: 'One of many',
      principalType: 'assumed-role',
      serves: ['ecr'],
      region: 'eu-west-1',
      regions: ['eu-west-1', 'eu-central-1'],
      access: 'pull',
    };
    expect(body).toEqual({ items: [shown], nextToken: expect.any(String) });
    const one = await service.ask({ route: 'GET /connectors/{id}', id: idOf(7), event: await jobs() });
    expect([one.status, one.body, one.headers.etag]).toEqual([200, shown, undefined]);
  });

  it.each([
    ['another’s', idOf(8)],
    ['deleted', idOf(0)],
    ['nowhere', 'nowhere'],
  ])('has none that is %s, and one is like the other', async (_what, id) => {
    const answer = await service.ask({ route: 'GET /connectors/{id}', id, event: await jobs() });
    expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization' });
  });
});

it.each<CallerName>(['person', 'role'])('a %s whom no grant names sees an empty list, to its end', async (as) => {
  expect((await readAll(100, { as })).ids).toEqual([]);
});

describe('a page', () => {
  it.each(['0', '101', '-1', '1.5', '01', 'all', '', '5,5'])('is not of %s entries', async (limit) => {
    for (const as of ['administrator', 'workload'] as const) {
      const answer = await service.ask({ route: 'GET /connectors', as, query: { limit } });
      expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['limit'] });
    }
  });

  it.each(['x', '', '!!', 'QQ', Buffer.from('../x').toString('base64url'), 'A'.repeat(129)])(
    'does not begin behind "%s"',
    async (nextToken) => {
      const answer = await service.ask({ route: 'GET /issuers', query: { nextToken } });
      expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['nextToken'] });
    },
  );

  it('may begin behind what is not there any more', async () => {
    const nextToken = Buffer.from(idOf(51)).toString('base64url');
    const { body } = await service.ask({ route: 'GET /connectors', query: { limit: '1', nextToken } });
    expect(body.items[0].id).toBe(idOf(52));
  });
});

describe('a filter', () => {
  it('leaves an administrator what matches, page by page', async () => {
    const read = async (query: Readonly<Record<string, string>>) => {
      const ids: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = { limit: '100', ...query, ...(nextToken && { nextToken }) };
        const { body } = await service.ask({ route: 'GET /connectors', query: page });
        expect(body.etags).toHaveLength(body.items.length);
        ids.push(...body.items.map(({ id }: { id: string }) => id));
        nextToken = body.nextToken;
      } while (nextToken !== undefined);
      return ids;
    };
    expect(await read({ text: 'MANY-119' })).toEqual(ALL.slice(1_190, 1_198));
    expect(await read({ text: 'shop', serves: 'ecr', account: 'build', enabled: 'true' })).toEqual([
      'shop-images',
      'shop-releases',
      'shop-servers',
    ]);
    expect(await read({ serves: 'codeartifact' })).toEqual(['shop-packages']);
    expect(await read({ account: 'nowhere' })).toEqual([]);
  });

  it('leaves a workload what matches of what it may use', async () => {
    const ids = async (query: Readonly<Record<string, string>>) =>
      (await service.ask({ route: 'GET /connectors', as: 'workload', query })).body.items.map(
        ({ id }: { id: string }) => id,
      );
    expect(await ids({ text: 'bakery' })).toEqual([]);
    expect(await ids({ serves: 'console' })).toEqual([]);
  });

  it.each(['account', 'enabled'])('by %s is for administrators, who alone see it', async (field) => {
    const query = { [field]: field === 'account' ? 'build' : 'true' };
    const answer = await service.ask({ route: 'GET /connectors', as: 'workload', query });
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: [field] });
  });

  it.each([
    ['serves', 'everything'],
    ['enabled', 'yes'],
    ['name', 'shop'],
  ])('%s=%s is refused to everybody', async (field, value) => {
    for (const as of ['administrator', 'workload'] as const) {
      const answer = await service.ask({ route: 'GET /connectors', as, query: { [field]: value } });
      expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: [field] });
    }
  });
});

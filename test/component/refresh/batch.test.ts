// A batch that can not be done whole: for want of time, or of the table. What comes back is what was not done.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useRefresh } from '../../support/refresh.ts';
import { aConnector, aSecretJob, writtenBy } from '../../support/refresh-jobs.ts';
import { historyOf, letTimePass, messageOf, stateOf } from '../../support/refresh-state.ts';

const world = useRefresh();
const JOBS = ['job-1', 'job-2', 'job-3', 'job-4', 'job-5', 'job-6', 'job-7'];
const ALL = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'];
let before: readonly number[];
let messages: readonly string[];
function written() {
  return JOBS.map((id, index) => writtenBy(world.standIn, id).length - (before[index] ?? 0));
}
function isState(body: string) {
  return body.includes('"sk":{"S":"state"}');
}

beforeAll(() =>
  world.define({
    connectors: [aConnector('shop', JOBS)],
    refreshJobs: JOBS.map((id) => aSecretJob(id, { connector: 'shop' })),
  }),
);
beforeEach(async () => {
  world.proxy.reset();
  world.takeLog();
  for (const id of JOBS) await letTimePass(world.aws, id);
  before = JOBS.map((id) => writtenBy(world.standIn, id).length);
  messages = await Promise.all(JOBS.map((id) => messageOf(world.aws, id)));
});

describe('a batch', () => {
  it('of nothing is done', async () => {
    expect(await world.deliver([])).toEqual([]);
  });

  it('of more than are done at once is done whole where there is time', async () => {
    expect(await world.deliver(messages)).toEqual([]);
    expect(written()).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it('that has no time for one delivery begins none, and gives all back', async () => {
    expect(await world.deliver(messages, () => 12_999)).toEqual(ALL);
    expect(world.proxy.passed).toEqual([]);
  });

  it('that has just the time for one begins it', async () => {
    expect(await world.deliver(messages.slice(0, 1), () => 13_000)).toEqual([]);
    expect(written()).toEqual([1, 0, 0, 0, 0, 0, 0]);
  });

  it('that has no time for a second round gives back what is not begun, and that alone', async () => {
    let asked = 0;
    const remaining = () => {
      asked += 1;
      return asked <= 5 ? 30_000 : 12_999;
    };
    expect(await world.deliver(messages, remaining)).toEqual(['m6', 'm7']);
    expect(written()).toEqual([1, 1, 1, 1, 1, 0, 0]);
  });
});

describe('a table that is away', () => {
  it.each([
    ['refuses', { refuse: 'AccessDeniedException' }],
    ['throttles', { refuse: 'ProvisionedThroughputExceededException' }],
    ['is out of reach', { cut: 'before' }],
  ] as const)('and %s gives all messages back, and nothing is written anywhere', async (_how, met) => {
    world.proxy.meet(({ action }) => (/^(GetItem|PutItem|Query|UpdateItem)$/.test(action) ? met : undefined));
    expect(await world.deliver(messages)).toEqual(ALL);
    expect(world.proxy.passed.every((action) => action === 'GetItem')).toBe(true);
    world.proxy.reset();
    expect(written()).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect((await stateOf(world.aws, 'job-1')).failures).toBe(0);
  });

  it('for what is intended leaves the destination alone', async () => {
    world.proxy.meet(({ action, body }) =>
      action === 'PutItem' && isState(body) ? { refuse: 'AccessDeniedException' } : undefined,
    );
    expect(await world.deliver(messages.slice(0, 1))).toEqual(['m1']);
    expect(world.proxy.passed.filter((action) => /Secret/.test(action))).toEqual([]);
  });

  it('for what was done is made up for by the next try, which writes nothing a second time', async () => {
    world.proxy.meet(({ action, body }) =>
      action === 'PutItem' && isState(body) && !body.includes('"intent"') ? { cut: 'before' } : undefined,
    );
    expect(await world.deliver(messages.slice(0, 1))).toEqual([]);
    world.proxy.reset();
    expect(await stateOf(world.aws, 'job-1')).toMatchObject({ failures: 1, lastError: { code: 'table_unavailable' } });
    await letTimePass(world.aws, 'job-1');
    expect(await world.deliver(messages.slice(0, 1))).toEqual([]);
    expect(written()[0]).toBe(1);
    expect((await historyOf(world.aws, 'job-1')).at(-1)).toMatchObject({ outcome: 'confirmed' });
    expect(Object.keys(await stateOf(world.aws, 'job-1'))).not.toContain('intent');
  });

  it('for the history alone costs a line of it, which the log tells of', async () => {
    const lines = (await historyOf(world.aws, 'job-1')).length;
    world.proxy.meet(({ action, body }) =>
      action === 'PutItem' && body.includes('"result#') ? { refuse: 'AccessDeniedException' } : undefined,
    );
    expect(await world.deliver(messages.slice(0, 1))).toEqual([]);
    expect(written()[0]).toBe(1);
    expect(await historyOf(world.aws, 'job-1')).toHaveLength(lines);
    const logged = world.takeLog();
    expect(logged.map(({ message, outcome, code }) => [message, outcome, code])).toEqual([
      ['refresh', 'delivered', 'ok'],
      ['fault', undefined, 'misconfigured'],
    ]);
  });

  it('for one job alone keeps none of the others back', async () => {
    world.proxy.meet(({ action, body }) =>
      action === 'GetItem' && body.includes('"refresh#job-2"') ? { refuse: 'AccessDeniedException' } : undefined,
    );
    expect(await world.deliver(messages)).toEqual(['m2']);
    expect(written()).toEqual([1, 0, 1, 1, 1, 1, 1]);
  });
});

// Which jobs are sent off, how often, and what becomes of those that the queue does not take.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPickyQueue } from '../../support/failing-queue.ts';
import { describeLong, LONG } from '../../support/long.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { useRefresh } from '../../support/refresh.ts';
import { aConnector, aSecretJob } from '../../support/refresh-jobs.ts';
import { letTimePass, stateOf } from '../../support/refresh-state.ts';

const world = useRefresh();
async function dueAt(job: string) {
  return Date.parse((await stateOf(world.aws, job)).dueAt);
}
function dispatched() {
  return world.takeLog().filter(({ message }) => message === 'dispatch');
}
const MANY = Array.from({ length: 60 }, (_, index) => `many-${index}`);

beforeAll(async () => {
  await world.define({ connectors: [aConnector('shop', ['shop'])], refreshJobs: [aSecretJob('shop')] });
});
beforeEach(async () => {
  await world.engine.dispatch();
  await world.engine.deliver();
  await letTimePass(world.aws, 'shop');
  world.takeLog();
});

describe('a job that is due', () => {
  it('is sent once, however often the schedule runs', async () => {
    await world.engine.dispatch();
    await world.engine.dispatch();
    expect(world.engine.queue.size()).toBe(1);
    expect(dispatched().map(({ level, sent, returned }) => [level, sent, returned])).toEqual([
      ['info', 1, 0],
      ['info', 0, 0],
    ]);
  });

  it('is sent once by two runs at the same time', async () => {
    await Promise.all([world.engine.dispatch(), world.engine.dispatch()]);
    expect(world.engine.queue.size()).toBe(1);
  });

  it('is left alone for as long as its lease, and its window stays', async () => {
    const before = await stateOf(world.aws, 'shop');
    await world.engine.dispatch();
    const { dueAt: leasedUntil, window, revision } = await stateOf(world.aws, 'shop');
    expect(Date.parse(leasedUntil)).toBeGreaterThan(Date.now());
    expect([window, revision]).toEqual([before.window, before.revision]);
  });

  it('is sent again when its lease is over, and delivered once for all that', async () => {
    const versions = () => world.standIn.secret('portunus/dev/logins/shop')?.versions.length ?? 0;
    const before = versions();
    await world.engine.dispatch();
    await letTimePass(world.aws, 'shop');
    await world.engine.dispatch();
    expect(world.engine.queue.size()).toBe(2);
    await world.engine.deliver();
    expect(versions() - before).toBe(1);
  });
});

describe('a queue that takes nothing', () => {
  it.each([
    ['is unknown', (endpoint: string) => `${endpoint}/000000000000/nobodys`],
    ['is out of reach', () => 'http://127.0.0.1:9/000000000000/portunus-local-refresh'],
  ])('because it %s leaves the job due at once, in its window', async (_why, urlOf) => {
    const { window } = await stateOf(world.aws, 'shop');
    await world.dispatchTo(urlOf(world.engine.queue.endpoint));
    expect(dispatched()).toMatchObject([{ level: 'warn', sent: 0, returned: 1 }]);
    expect(await dueAt('shop')).toBeLessThanOrEqual(Date.now());
    expect((await stateOf(world.aws, 'shop')).window).toBe(window);
    await world.engine.dispatch();
    expect(world.engine.queue.size()).toBe(1);
  });
});

describeLong(`many jobs${LONG}`, () => {
  useNoTimeLimits();
  beforeAll(() =>
    world.define({
      connectors: [aConnector('shop', ['shop', ...MANY])],
      refreshJobs: MANY.map((id) => aSecretJob(id, { connector: 'shop' })),
    }),
  );

  it('are sent each once, beyond ten in a call', async () => {
    for (const id of MANY) await letTimePass(world.aws, id);
    await world.engine.dispatch();
    expect(world.engine.queue.size()).toBe(61);
  });

  it('of which one part can not be read are sent all the same, as far as they can be', async () => {
    for (const id of MANY) await letTimePass(world.aws, id);
    world.proxy.meet(({ action, body }) =>
      action === 'Query' && body.includes('"due#3"') ? { refuse: 'AccessDeniedException' } : undefined,
    );
    await expect(world.engine.dispatch()).rejects.toThrow();
    world.proxy.meet();
    const sent = world.engine.queue.size();
    expect(sent).toBeGreaterThan(40);
    await world.engine.dispatch();
    expect(world.engine.queue.size()).toBe(61);
  });

  it('of which the queue takes some are leased or due again, each as it was taken', async () => {
    for (const id of MANY) await letTimePass(world.aws, id);
    const queue = await startPickyQueue();
    await world.dispatchTo(queue.url);
    await queue.stop();
    const { refused } = queue;
    expect(refused.length).toBeGreaterThan(7);
    const now = Date.now();
    const due: string[] = [];
    for (const id of ['shop', ...MANY]) if ((await dueAt(id)) <= now) due.push(id);
    expect(due.sort()).toEqual([...refused].sort());
  });
});

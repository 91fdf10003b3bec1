// SQS promises at least once, and in no order: whatever comes how often, one version is written in a window.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useRefresh } from '../../support/refresh.ts';
import { aParameterJob, aSecretJob, currentOf, withConnectors, writtenBy } from '../../support/refresh-jobs.ts';
import { historyOf, letTimePass, messageOf, stateOf } from '../../support/refresh-state.ts';

const world = useRefresh();

describe.each([
  ['a secret', 'shop', aSecretJob('shop')],
  ['a parameter', 'web', aParameterJob('web')],
])('%s', (_what, id, job) => {
  let message: string;
  let before: number;
  const written = () => writtenBy(world.standIn, id).length - before;

  beforeAll(async () => {
    await world.define(withConnectors(job));
    await world.deliverJobs(id);
  });
  beforeEach(async () => {
    await letTimePass(world.aws, id);
    message = await messageOf(world.aws, id);
    before = writtenBy(world.standIn, id).length;
  });

  it.each([2, 5, 10])('is written once for a message that is %i times in one batch', async (times) => {
    const again = await world.deliver(Array(times).fill(message));
    expect(written()).toBe(1);
    // What came while the first was under way may have been given back; by then there is nothing left to do.
    expect(await world.deliver(again.map(() => message))).toEqual([]);
    expect(written()).toBe(1);
  });

  it('is written once for a message that is in two batches', async () => {
    expect(await world.deliver([message])).toEqual([]);
    expect(await world.deliver([message])).toEqual([]);
    expect(written()).toBe(1);
  });

  it('is written once for a message that is in two batches at the same time', async () => {
    await Promise.all([world.deliver([message]), world.deliver([message])]);
    expect(written()).toBe(1);
  });

  it('is written once for a message that comes ten times', async () => {
    for (let time = 0; time < 10; time += 1) await world.deliver([message]);
    expect(written()).toBe(1);
  });

  it('is not looked at, and no login is asked for, by a message of an old window', async () => {
    await world.deliver([message]);
    const { revision } = await stateOf(world.aws, id);
    const lines = await historyOf(world.aws, id);
    world.proxy.reset();
    expect(await world.deliver([message])).toEqual([]);
    expect(world.proxy.passed).toEqual(['GetItem']);
    expect((await stateOf(world.aws, id)).revision).toBe(revision);
    expect(await historyOf(world.aws, id)).toEqual(lines);
  });

  it('is written once in each window by messages that come in reverse order', async () => {
    await world.deliver([message]);
    await letTimePass(world.aws, id);
    const next = await messageOf(world.aws, id);
    const others = [next, message];
    for (const one of others) expect(await world.deliver([one])).toEqual([]);
    expect(written()).toBe(2);
  });

  it('keeps what the later message wrote when the earlier one of two comes after it', async () => {
    // The operator makes it due, in a new window, while the message of the one before is on its way.
    await world.define({ refreshJobs: [{ ...job, name: message.slice(-30, -2) }] });
    const later = await messageOf(world.aws, id);
    expect(later).not.toBe(message);
    await world.deliver([later]);
    const value = currentOf(world.standIn, id);
    await world.deliver([message]);
    expect([currentOf(world.standIn, id), written()]).toEqual([value, 1]);
  });

  it('is left alone while another delivery of it has just begun: the message comes back', async () => {
    world.proxy.meet(({ action }) =>
      action.startsWith('Put') && action !== 'PutItem' ? { cut: 'before' } : undefined,
    );
    await world.deliver([message]);
    world.proxy.reset();
    world.takeLog();
    expect(await world.deliver([message])).toEqual(['m1']);
    expect(world.proxy.passed).toEqual(['GetItem']);
    // That is no fault, which anybody would have to look at.
    expect(world.takeLog()).toEqual([]);
    await letTimePass(world.aws, id);
    expect(await world.deliver([message])).toEqual([]);
    expect(written()).toBe(1);
  });
});

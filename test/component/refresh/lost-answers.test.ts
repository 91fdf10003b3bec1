// Done, but nobody was told: what was written is found by the next attempt or the next try, and written once.
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXECUTION_ROLE } from '../../../local/start-local-aws.ts';
import { expectWhole, giveAgain } from '../../support/killed-delivery.ts';
import { useRefresh } from '../../support/refresh.ts';
import { aParameterJob, aSecretJob, secretArn, withConnectors, writtenBy } from '../../support/refresh-jobs.ts';
import { historyOf, letTimePass, messageOf, stateOf } from '../../support/refresh-state.ts';

const world = useRefresh();
let jobs = 0;
let id: string;
let message: string;

/** The answers of the next calls that are like this are lost, the calls done. */
function lose(action: string, times: number, part = '') {
  let left = times;
  world.proxy.meet((call) => {
    if (call.action !== action || !call.body.includes(part) || left === 0) return undefined;
    left -= 1;
    return { cut: 'after' };
  });
}
async function start(aJob: typeof aSecretJob, earlier: number) {
  jobs += 1;
  id = `job-${jobs}`;
  await world.define(withConnectors(aJob(id)));
  if (earlier > 0) await world.deliverJobs(id);
  await letTimePass(world.aws, id);
  message = await messageOf(world.aws, id);
}
async function outcomes() {
  return (await historyOf(world.aws, id)).map(({ outcome }) => outcome);
}
beforeEach(() => world.proxy.reset());

describe.each([
  ['PutSecretValue', 1],
  ['CreateSecret', 0],
])('an answer of %s', (action, earlier) => {
  beforeEach(() => start(aSecretJob, earlier));

  it('that is lost once is had from the next attempt, which writes nothing more', async () => {
    lose(action, 1);
    expect(await world.deliver([message])).toEqual([]);
    await expectWhole(world, id, earlier + 1);
  });

  it('that is never had leaves the intent, and the next try finds what was written', async () => {
    lose(action, Number.POSITIVE_INFINITY);
    expect(await world.deliver([message])).toEqual([]);
    world.proxy.reset();
    expect(await stateOf(world.aws, id)).toMatchObject({
      failures: 1,
      intent: { destination: secretArn(id) },
      lastError: { code: 'destination_unavailable', reason: 'ECONNRESET' },
    });
    await giveAgain(world, id, message);
    await expectWhole(world, id, earlier + 1);
    expect((await outcomes()).slice(-2)).toEqual(['failed', 'confirmed']);
  });
});

describe('an answer of PutParameter', () => {
  it.each([0, 1])(
    'that is lost is not asked for again, and the next try finds what was written (%i before)',
    async (n) => {
      await start(aParameterJob, n);
      world.proxy.reset();
      lose('PutParameter', 1);
      await world.deliver([message]);
      expect(world.proxy.passed.filter((action) => action === 'PutParameter')).toHaveLength(1);
      world.proxy.reset();
      await giveAgain(world, id, message);
      await expectWhole(world, id, n + 1);
      expect((await outcomes()).slice(-2)).toEqual(['failed', 'confirmed']);
    },
  );
});

describe('an answer of the table', () => {
  beforeEach(() => start(aSecretJob, 1));

  it.each([
    ['the intent', '"intent"'],
    ['the settled state', '"stored":{"M"'],
    ['the history', '"result#'],
    ['the audit', '"audit#'],
  ])('to %s that is lost once changes nothing', async (_what, part) => {
    lose('PutItem', 1, part);
    expect(await world.deliver([message])).toEqual([]);
    await expectWhole(world, id, 2);
    expect(await outcomes()).toEqual(['delivered', 'delivered']);
  });

  it('to a lease that is lost once is no second message', async () => {
    lose('UpdateItem', 1);
    await world.engine.dispatch();
    const mine = world.engine.queue.size();
    await world.engine.dispatch();
    expect(world.engine.queue.size()).toBe(mine);
    await world.engine.deliver();
    await expectWhole(world, id, 2);
  });
});

describe('a value that another hand wrote meanwhile', () => {
  it('is taken for no value of ours: one more failure, and the next window writes over it', async () => {
    await start(aSecretJob, 1);
    lose('PutSecretValue', Number.POSITIVE_INFINITY);
    await world.deliver([message]);
    world.proxy.reset();
    const manager = new SecretsManagerClient({
      endpoint: world.standIn.url,
      region: 'eu-west-1',
      credentials: EXECUTION_ROLE,
    });
    await manager.send(new PutSecretValueCommand({ SecretId: secretArn(id), SecretString: 'by hand' }));
    manager.destroy();
    await giveAgain(world, id, message);
    expect(await stateOf(world.aws, id)).toMatchObject({ failures: 2, lastError: { code: 'destination_refused' } });
    await giveAgain(world, id, await messageOf(world.aws, id));
    expect(writtenBy(world.standIn, id)).toHaveLength(4);
    expect(await outcomes()).toEqual(['delivered', 'failed', 'failed', 'delivered']);
    expect(Object.keys(await stateOf(world.aws, id))).not.toContain('intent');
  });
});

describe('a delivery whose time is over', () => {
  it('is kept as failed all the same, and need not come back', async () => {
    await start(aSecretJob, 1);
    world.standIn.faults.inject({ action: 'AssumeRole', fault: 'hang', times: 2 });
    world.standIn.faults.inject({ action: 'GetAuthorizationToken', fault: 'hang', times: 9 });
    expect(await world.deliver([message])).toEqual([]);
    world.standIn.faults.clear();
    expect(await stateOf(world.aws, id)).toMatchObject({ failures: 1, lastError: { code: 'deadline_exceeded' } });
  });
});

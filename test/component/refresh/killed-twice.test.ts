// A delivery that is killed, and whose next try is killed too; and one whose window ends meanwhile.
//
// Why each holds: a try that finds the intended value does nothing before it settles but read, so that it may be cut off
// as often as it will be. A try that does not find it replaces the intent before it writes anything: the value that lies
// at the destination is always the one before, or that of the intent which is kept.
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectNext, expectWhole, giveAgain, killAt, type When } from '../../support/killed-delivery.ts';
import { useRefresh } from '../../support/refresh.ts';
import { aParameterJob, aSecretJob, withConnectors, writtenBy } from '../../support/refresh-jobs.ts';
import { historyOf, letTimePass, messageOf, stateOf } from '../../support/refresh-state.ts';

const world = useRefresh();
const DENIED = { refuse: 'AccessDeniedException' };
let jobs = 0;
const OBTAIN = ['BatchGetItem', 'GetItem', 'AssumeRole', 'GetAuthorizationToken', 'PutItem', 'PutItem'];

describe.each([
  {
    what: 'a secret',
    aJob: aSecretJob,
    // Of a later delivery.
    write: 9,
    look: 'DescribeSecret',
    puts: ['PutSecretValue'],
  },
  { what: 'a parameter', aJob: aParameterJob, write: 10, look: 'GetParameter', puts: ['GetParameter', 'PutParameter'] },
])('$what', ({ aJob, write, look, puts }) => {
  let id: string;
  let message: string;

  beforeEach(async () => {
    jobs += 1;
    id = `job-${jobs}`;
    await world.define(withConnectors(aJob(id)));
    await world.deliverJobs(id);
    await letTimePass(world.aws, id);
    message = await messageOf(world.aws, id);
  });

  const confirming = ['GetItem', 'GetItem', look, 'PutItem', 'PutItem'];
  // Between the end of a call and the next one nothing changes outside, so that only the first has a `before` of its own.
  const steps: readonly [When, number, string][] = [
    ['before', 1, 'GetItem'],
    ...confirming.map((call, index): [When, number, string] => ['after', index + 1, call]),
  ];

  it.each(steps)('is written once where the next try is killed %s its call %i (%s)', async (when, at) => {
    await killAt(world, message, write, 'after');
    await letTimePass(world.aws, id);
    expect(await killAt(world, message, at, when)).toEqual(confirming.slice(0, at));
    await giveAgain(world, id, message);
    await expectWhole(world, id, 2);
    await expectNext(world, id, 3);
  });

  it.each(['before', 'after'] as const)(
    'is written once where neither try was answered, the second being killed %s its write',
    async (when) => {
      const again = ['GetItem', 'GetItem', look, ...OBTAIN, ...puts];
      await killAt(world, message, write, 'before');
      await letTimePass(world.aws, id);
      expect(await killAt(world, message, again.length, when)).toEqual(again);
      await giveAgain(world, id, message);
      await expectWhole(world, id, 2);
      await expectNext(world, id, 3);
    },
  );

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)(
    'is refreshed in the new window where its operator ran the job after a kill %s the write',
    async (when, left) => {
      await killAt(world, message, write, when);
      await letTimePass(world.aws, id);
      await world.define({ refreshJobs: [aJob(id, { name: 'now' })] });
      expect(await messageOf(world.aws, id)).not.toBe(message);
      await giveAgain(world, id, await messageOf(world.aws, id));
      // The killed try's value, if it was written, was of a window of its own.
      await expectWhole(world, id, 2 + left);
      await giveAgain(world, id, message);
      expect(writtenBy(world.standIn, id)).toHaveLength(2 + left);
    },
  );

  it('is known to hold what the killed try wrote, where the next window’s value is refused', async () => {
    await killAt(world, message, write, 'after');
    await letTimePass(world.aws, id);
    await world.define({ refreshJobs: [aJob(id, { name: 'now' })] });
    world.proxy.meet(({ action }) => (puts.includes(action) && action.startsWith('Put') ? DENIED : undefined));
    await world.deliver([await messageOf(world.aws, id)]);
    world.proxy.reset();
    const sha256 = createHash('sha256')
      .update(writtenBy(world.standIn, id)[1] ?? '')
      .digest('hex');
    expect(await stateOf(world.aws, id)).toMatchObject({ failures: 1, stored: { valueSha256: sha256 } });
  });

  it('is told of as confirmed where an earlier try had written it', async () => {
    await killAt(world, message, write, 'after');
    await giveAgain(world, id, message);
    expect((await historyOf(world.aws, id)).map(({ outcome }) => outcome)).toEqual(['delivered', 'confirmed']);
  });
});

// A delivery that is killed at any of its calls, before the call is done and after it, and the next try after that.
//
// Why nothing is lost, doubled or turned back, step by step:
// - Reads, STS, ECR and the audit change nothing that is kept for the job: the next try begins anew, with a newer login.
// - The intent says what may lie at the destination before anything does. With it there and nothing written, the next try
//   finds another value than the intended one, and writes a newer login in the same window.
// - With the value written, the next try finds it: by the version's id, which is the hash of destination and window, or by
//   the value's own hash in Parameter Store. It writes nothing and settles: one version in the window.
// - With the state settled the window is the next one, and the message is of an old window: nothing is to be done.
// An older login can not come over a newer one, for the intent is written on the condition that nobody else has written
// the state, and it is written after the login was issued and before the value is.
import { beforeEach, describe, expect, it } from 'vitest';
import { callsOf, expectNext, expectWhole, giveAgain, killAt, type When } from '../../support/killed-delivery.ts';
import { useRefresh } from '../../support/refresh.ts';
import { aParameterJob, aSecretJob, withConnectors } from '../../support/refresh-jobs.ts';
import { letTimePass, messageOf } from '../../support/refresh-state.ts';

const world = useRefresh();
const BEFORE = [
  'GetItem',
  'GetItem',
  'BatchGetItem',
  'GetItem',
  'AssumeRole',
  'GetAuthorizationToken',
  'PutItem',
  'PutItem',
];
const AFTER = ['PutItem', 'PutItem'];
let jobs = 0;

describe.each([
  {
    what: 'a first delivery to a secret',
    aJob: aSecretJob,
    earlier: 0,
    calls: [...BEFORE, 'PutSecretValue', 'CreateSecret', ...AFTER],
  },
  {
    what: 'a later delivery to a secret',
    aJob: aSecretJob,
    earlier: 1,
    calls: [...BEFORE, 'PutSecretValue', ...AFTER],
  },
  {
    what: 'a first delivery to a parameter',
    aJob: aParameterJob,
    earlier: 0,
    calls: [...BEFORE, 'GetParameter', 'PutParameter', ...AFTER],
  },
  {
    what: 'a later delivery to a parameter',
    aJob: aParameterJob,
    earlier: 1,
    calls: [...BEFORE, 'GetParameter', 'PutParameter', ...AFTER],
  },
])('$what', ({ aJob, earlier, calls }) => {
  let id: string;
  let message: string;
  // Between the end of a call and the next one nothing changes outside, so that only the first has a `before` of its own.
  const steps: readonly [When, number, string][] = [
    ['before', 1, calls[0] ?? ''],
    ...calls.map((call, index): [When, number, string] => ['after', index + 1, call]),
  ];

  beforeEach(async () => {
    jobs += 1;
    id = `job-${jobs}`;
    await world.define(withConnectors(aJob(id)));
    if (earlier > 0) {
      await world.deliverJobs(id);
      await letTimePass(world.aws, id);
    }
    message = await messageOf(world.aws, id);
  });

  it('makes these calls, and is whole', async () => {
    expect(await callsOf(world, message)).toEqual(calls);
    await expectWhole(world, id, earlier + 1);
  });

  it.each(steps)('that is killed %s call %i (%s) is made up for', async (when, at) => {
    expect(await killAt(world, message, at, when)).toEqual(calls.slice(0, at));
    await giveAgain(world, id, message);
    await expectWhole(world, id, earlier + 1);
    await expectNext(world, id, earlier + 2);
  });
});

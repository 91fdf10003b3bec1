import { describe, expect, it } from 'vitest';
import {
  examine,
  healthOf,
  isStopped,
  isUnwell,
  type Job,
  type JobState,
  lifeOf,
} from '../../../../console/screens/operate/jobs/health.ts';
import { found } from '../../../../console/screens/operate/jobs/view.ts';
import { watchRun } from '../../../../console/screens/operate/jobs/watch-run.ts';

const NOW = Date.parse('2026-11-28T12:00:00.000Z');

function jobWith(state: Partial<JobState>, id = 'shop'): Job {
  return { id, enabled: true, connector: 'images', state: { job: id, failures: 0, ...state } };
}

function stored(endsAt: string, at = '2026-11-28T06:00:00.000Z') {
  return { at, endsAt, destination: 'arn:x', valueSha256: 'x' };
}

const GOOD = { stored: stored('2026-11-28T18:00:00.000Z'), dueAt: '2026-11-28T13:00:00.000Z' };
const error = (at: string) => ({ at, code: 'ecr_refused' });

describe('how a refresh job is', () => {
  it.each<[string, Partial<JobState>]>([
    ['well', GOOD],
    ['ended', { ...GOOD, stored: stored('2026-11-28T12:00:00.000Z') }],
    ['ending', { ...GOOD, stored: stored('2026-11-28T12:09:59.000Z') }],
    ['well', { ...GOOD, stored: stored('2026-11-28T12:10:00.000Z') }],
    ['failing', { ...GOOD, failures: 1 }],
    ['ending', { ...GOOD, failures: 1, stored: stored('2026-11-28T12:09:59.000Z') }],
    ['never-stored', { failures: 1 }],
    ['first', {}],
    ['late', { ...GOOD, dueAt: '2026-11-28T11:54:59.000Z' }],
    ['well', { ...GOOD, dueAt: '2026-11-28T11:55:00.000Z' }],
    ['late', { dueAt: '2026-11-28T11:54:59.000Z' }],
    ['unscheduled', { stored: GOOD.stored }],
    ['unreadable', { unreadable: true }],
  ])('is %s', (health, state) => {
    expect(healthOf(jobWith(state), false, NOW)).toBe(health);
  });

  it('is stopped while its login is good, and what its readers feel comes before', () => {
    expect(healthOf(jobWith(GOOD), true, NOW)).toBe('stopped');
    expect(healthOf(jobWith({ stored: stored('2026-11-28T12:00:00.000Z') }), true, NOW)).toBe('ended');
  });

  it('is not said to be well while nobody knows what is stopped, and what its readers feel is told all the same', () => {
    const health = (state: Partial<JobState>) => examine([jobWith(state)], undefined, NOW)[0]?.health;
    expect([health(GOOD), health({}), health({ dueAt: '2026-11-28T11:00:00.000Z' })]).toEqual(Array(3).fill('unknown'));
    expect(health({ stored: stored('2026-11-28T12:00:00.000Z') })).toBe('ended');
    expect(isUnwell('unknown')).toBe(false);
  });

  it('is disabled, whatever it has stored', () => {
    expect(healthOf({ ...jobWith({ failures: 3 }), enabled: false }, false, NOW)).toBe('disabled');
  });

  it('needs nobody before its first run, and somebody when the schedule left it out', () => {
    expect(isUnwell('first')).toBe(false);
    expect(isUnwell('disabled')).toBe(false);
    expect(isUnwell('late')).toBe(true);
    expect(isUnwell('unscheduled')).toBe(true);
  });

  it.each([
    'all' as const,
    { job: 'shop' },
    { connector: 'images' },
    { issuer: 'refresh-job' },
    { caller: { issuer: 'refresh-job', subject: 'shop' } },
  ])('is stopped by %j', (scope) => {
    expect(isStopped(jobWith({}), [{ scope, reason: 'x', by: 'a', at: '2026-11-28T11:00:00.000Z' }])).toBe(true);
  });

  it.each([{ job: 'other' }, { connector: 'shop' }, { issuer: 'shop' }])('is not stopped by %j', (scope) => {
    expect(isStopped(jobWith({}), [{ scope, reason: 'x', by: 'a', at: '2026-11-28T11:00:00.000Z' }])).toBe(false);
  });

  it('stands before better ones, and before those alike with more life left', () => {
    const jobs = [
      jobWith(GOOD, 'b-well'),
      jobWith({ ...GOOD, failures: 1 }, 'long'),
      jobWith({ ...GOOD, failures: 1, stored: stored('2026-11-28T14:00:00.000Z') }, 'short'),
      jobWith({ failures: 2 }, 'empty'),
      jobWith(GOOD, 'a-well'),
    ];
    expect(examine(jobs, [], NOW).map(({ id }) => id)).toEqual(['empty', 'short', 'long', 'a-well', 'b-well']);
  });

  it('has what is left of its life, and never less than nothing', () => {
    expect(lifeOf(jobWith(GOOD).state, NOW)).toEqual({ leftSeconds: 21_600, totalSeconds: 43_200 });
    expect(lifeOf(jobWith({ stored: stored('2026-11-28T11:00:00.000Z') }).state, NOW)?.leftSeconds).toBe(0);
    expect(lifeOf(jobWith({}).state, NOW)).toBeUndefined();
  });

  it('is found by connector in upper or lower case, and among the unwell', () => {
    const jobs = examine([jobWith(GOOD, 'well'), jobWith({ failures: 1 }, 'bad')], [], NOW);
    expect(found(jobs, { text: 'IMAGES', unwell: false })).toHaveLength(2);
    expect(found(jobs, { text: '', unwell: true }).map(({ id }) => id)).toEqual(['bad']);
  });
});

describe('watching a run', () => {
  const before: JobState = { job: 'shop', stored: GOOD.stored, lastError: error('2026-11-28T11:00:00.000Z') };

  function watch(states: readonly JobState[], signal = new AbortController().signal) {
    let looks = 0;
    const readState = async () => states[Math.min(looks++, states.length - 1)] ?? before;
    const ports = { readState, wait: async () => undefined, signal };
    return watchRun(before, ports).then((end) => ({ ended: end.ended, looks }));
  }

  it('ends with a new login', async () => {
    const after = { job: 'shop', stored: stored('2026-11-29T00:00:00.000Z', '2026-11-28T12:00:00.000Z') };
    expect(await watch([before, after])).toEqual({ ended: 'delivered', looks: 2 });
  });

  it('ends with a login that was confirmed, for its error is gone', async () => {
    expect(await watch([{ job: 'shop', stored: GOOD.stored }])).toEqual({ ended: 'delivered', looks: 1 });
  });

  it('ends with another error, and not with the one from before', async () => {
    const after = { ...before, lastError: error('2026-11-28T12:00:30.000Z') };
    expect(await watch([before, before, after])).toEqual({ ended: 'failed', looks: 3 });
  });

  it('looks 60 times and no more', async () => {
    expect(await watch([before])).toEqual({ ended: 'unknown', looks: 60 });
  });

  it('looks no more once the page is left', async () => {
    expect(await watch([before], AbortSignal.abort())).toEqual({ ended: 'unknown', looks: 0 });
  });
});

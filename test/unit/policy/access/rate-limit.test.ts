import { describe, expect, it } from 'vitest';
import { jobCaller } from '../../../../shared/domain/caller.ts';
import { requestCount, secondsUntilEnd } from '../../../../shared/policy/access/rate-limit.ts';
import { aConnector, anIamCaller, aWorkload } from '../../../support/builders.ts';

function countAt(time: string, perSeconds = 60) {
  const connector = aConnector({ rateLimit: { requests: 10, perSeconds } });
  const count = requestCount(connector, aWorkload(), 1, new Date(time));
  if (count === undefined) throw new Error('no count');
  return count;
}

describe('a window', () => {
  it.each([
    ['its first millisecond', '2026-11-21T12:00:00.000Z', '2026-11-21T12:00:00.000Z', '2026-11-21T12:01:00.000Z'],
    ['its last millisecond', '2026-11-21T12:00:59.999Z', '2026-11-21T12:00:00.000Z', '2026-11-21T12:01:00.000Z'],
    ['the next one', '2026-11-21T12:01:00.000Z', '2026-11-21T12:01:00.000Z', '2026-11-21T12:02:00.000Z'],
  ])('is the same from the epoch, whoever counts: %s', (_what, now, startsAt, endsAt) => {
    expect(countAt(now).window).toEqual({ startsAt: new Date(startsAt), endsAt: new Date(endsAt) });
  });

  it('begins at multiples of its length since the epoch', () => {
    // 1,795,262,400 seconds are 256,466,057 times seven seconds, and one.
    expect(countAt('2026-11-21T12:00:00.000Z', 7).window.startsAt).toEqual(new Date('2026-11-21T11:59:59.000Z'));
  });
});

it('the time to wait is until the last of several windows ends, in whole seconds', () => {
  const now = new Date('2026-11-21T12:00:00.500Z');
  const [minute, hour] = [countAt('2026-11-21T12:00:00.500Z'), countAt('2026-11-21T12:00:00.500Z', 3_600)];
  expect(secondsUntilEnd([minute], now)).toBe(60);
  expect(secondsUntilEnd([minute, hour], now)).toBe(3_600);
  // A clock that has gone on since is answered with a second.
  expect(secondsUntilEnd([minute], new Date('2026-11-21T12:01:00.000Z'))).toBe(1);
});

it.each([
  ['a token', aWorkload({ issuer: 'ci', subject: 'job' }), 'ci', 'job'],
  ['a role', anIamCaller(), 'aws-iam', 'arn:aws:iam::123456789012:role/build-agents'],
  ['a refresh job', jobCaller('nightly', 'ada'), 'refresh-job', 'nightly'],
])('the caller that counts is, for %s, its issuer and subject', (_what, caller, issuer, subject) => {
  const connector = aConnector({ rateLimit: { requests: 1, perSeconds: 1 } });
  expect(requestCount(connector, caller, 3, new Date())).toMatchObject({ issuer, subject, requests: 3 });
});

it('nothing counts without a limit', () => {
  expect(requestCount(aConnector(), aWorkload(), 1, new Date())).toBeUndefined();
});

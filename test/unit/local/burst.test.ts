// Jobs that ask for a login at about the same time, in simulated time.
import { describe, expect, it } from 'vitest';
import { type BurstOptions, simulateBurst } from '../../../local/burst/run.ts';
import { createTokenBucket } from '../../../local/burst/token-bucket.ts';

/** The defaults of a deployment, and the quotas of an account. */
const LIMITS = {
  gateway: { rate: 400, burst: 1_000 },
  concurrency: 1_000,
  sts: { rate: 600, burst: 600 },
  ecr: { rate: 500, burst: 500 },
};
const EARLIER = { ...LIMITS, gateway: { rate: 100, burst: 200 } };

function burst(options: Partial<BurstOptions> = {}) {
  const defaults = { jobs: 5_000, seconds: 30, clients: 'helper', cached: 0, limits: LIMITS, seed: 1 } as const;
  return simulateBurst({ ...defaults, ...options });
}

describe('5,000 jobs', () => {
  it.each([1, 5, 30])('within %i s all get their login, by the helper and the default limits', (seconds) => {
    const { served, failed } = burst({ seconds });
    expect({ served, failed }).toEqual({ served: 5_000, failed: {} });
  });

  it('within 5 s meet limits on the way, and wait', () => {
    const { seen, waits, mostTries } = burst({ seconds: 5 });
    expect(seen.tooManyRequests).toBeGreaterThan(1_000);
    expect(seen.unavailable).toBeGreaterThan(0);
    expect(waits.most).toBeGreaterThan(5_000);
    expect(mostTries).toBeGreaterThan(2);
  });

  it('within 30 s would in part fail at the 100 requests a second of earlier versions, even by the helper', () => {
    expect(burst({ limits: EARLIER }).failed).toEqual({ 429: expect.any(Number) });
  });

  it('would fail by the thousand there by clients that take a 429 for final', () => {
    const { served, failed } = burst({ limits: EARLIER, clients: 'once' });
    expect(failed[429]).toBeGreaterThan(1_000);
    expect(served + (failed[429] ?? 0)).toBe(5_000);
  });

  it('within 5 s would fail by such clients with the default limits, too', () => {
    expect(burst({ seconds: 5, clients: 'once' }).failed[429]).toBeGreaterThan(1_000);
  });

  it('within 30 s fail in an account whose ECR gives 20 logins a second, but for what is cached', () => {
    const ecr = { rate: 20, burst: 200 };
    expect(burst({ limits: { ...LIMITS, ecr } }).failed[503]).toBeGreaterThan(1_000);
    expect(burst({ limits: { ...LIMITS, ecr }, cached: 0.9 }).failed).toEqual({});
  });

  it('within 5 s fail in a new account with ten executions, and all get theirs with a hundred', () => {
    const inAccountOf = (concurrency: number) => burst({ limits: { ...LIMITS, concurrency }, seconds: 5 }).failed;
    expect(inAccountOf(10)[503]).toBeGreaterThan(1_000);
    expect(inAccountOf(100)).toEqual({});
  });

  it('are the same again by the same seed', () => {
    expect(burst({ jobs: 500, seconds: 1, seed: 7 })).toEqual(burst({ jobs: 500, seconds: 1, seed: 7 }));
  });
});

describe('a token bucket', () => {
  it('takes its burst at once, and then what its rate gives', () => {
    const take = createTokenBucket({ rate: 10, burst: 3 });
    expect([0, 0, 0, 0, 99, 100, 100, 300, 300, 300].map(take)).toEqual([
      ...[true, true, true, false],
      ...[false, true, false],
      ...[true, true, false],
    ]);
  });

  it('never holds more than its burst', () => {
    const take = createTokenBucket({ rate: 10, burst: 2 });
    take(0);
    expect([60_000, 60_000, 60_000].map(take)).toEqual([true, true, false]);
  });
});

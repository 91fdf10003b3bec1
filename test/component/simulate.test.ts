// Hours of refresh jobs in a minute, with everything around them failing now and then; docs/testing.md has the figures of
// a long run.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeLong, LONG } from '../support/long.ts';

const run = promisify(execFile);
function simulate(...options: readonly string[]) {
  return run(process.execPath, ['dist/local/simulate.js', ...options, '--json']);
}

describeLong(`four jobs in three hours${LONG}`, () => {
  let code: number;
  // biome-ignore lint/suspicious/noExplicitAny: the figures, read as each test expects them to be.
  let result: any;

  beforeAll(async () => {
    const ended = await simulate('--jobs', '4', '--hours', '3', '--session-share', '0.5', '--seed', '7').then(
      ({ stdout }) => ({ stdout, code: 0 }),
      (failed: { stdout: string; code: number }) => failed,
    );
    code = ended.code;
    result = JSON.parse(ended.stdout);
  });

  it('store logins again and again', () => {
    expect(result.versions).toBeGreaterThan(6);
    expect(result.leastLifeLeft).toBeGreaterThan(0);
  });

  it('never have one that has ended, an older one after a newer, or two in a window; and none has nothing', () => {
    const { expired, backwards, tooSoon, neverStored } = result;
    expect({ expired, backwards, tooSoon, neverStored }).toEqual({
      expired: 0,
      backwards: 0,
      tooSoon: 0,
      neverStored: 0,
    });
  });

  it('met faults on the way', () => {
    const { AssumeRole, GetAuthorizationToken } = result.calls;
    expect(AssumeRole + GetAuthorizationToken).toBeGreaterThan(2 * result.outcomes.delivered);
  });

  it('end well', () => expect(code).toBe(0));
});

describeLong(`a burst${LONG}`, () => {
  it('of 5,000 jobs within 30 s ends well by default', async () => {
    expect(JSON.parse((await simulate('burst')).stdout)).toMatchObject({ served: 5_000, failed: {} });
  });

  it('in which a job gets no login does not', async () => {
    const failed = simulate('burst', '--throttle-rate', '100', '--throttle-burst', '200', '--clients', 'once');
    await expect(failed).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('"failed":{"429":') });
  });
});

describe('a simulation', () => {
  it.each([
    ['--jobs', '0'],
    ['--hours', '-1'],
    ['--fault-rate', '0.5'],
    ['--session-share', '2'],
    ['--seed', 'x'],
    ['burst', '--jobs', '0'],
    ['burst', '--cached', '2'],
  ])('refuses %s %s', async (...options) => {
    await expect(simulate(...options)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/must be from [0-9]+/),
    });
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandError } from '../../../../cli/command.ts';
import { type KeptSession, keepSession } from '../../../../cli/exec/kept-session.ts';
import type { IssuedSession } from '../../../../shared/domain/credential.ts';
import { Secret } from '../../../../shared/domain/secret.ts';

const START = Date.parse('2026-11-27T12:00:00Z');
const HOUR = 3_600_000;

/** A session of an hour, to be renewed after half of it. */
function session(name: string): IssuedSession {
  const [issuedAt, refreshAfter, expiresAt] = [0, HOUR / 2, HOUR].map((ms) => new Date(Date.now() + ms));
  const secret = new Secret('s');
  const keys = { accessKeyId: name, secretAccessKey: secret, sessionToken: secret, arn: 'arn' };
  return {
    requestId: 'r',
    connectorId: 'c',
    format: 'json',
    source: 'fresh',
    issuedAt: issuedAt as Date,
    refreshAfter: refreshAfter as Date,
    session: { ...keys, expiresAt: expiresAt as Date },
  };
}

let answers: (() => Promise<IssuedSession>)[];
let asked: number[];
let warnings: string[];
let kept: KeptSession;
beforeEach(() => {
  vi.useFakeTimers({ now: START });
  answers = [];
  asked = [];
  warnings = [];
});
afterEach(() => {
  kept.stop();
  vi.useRealTimers();
});

const get = () => {
  asked.push((Date.now() - START) / 60_000);
  return answers.shift()?.() ?? Promise.resolve(session(`at ${(Date.now() - START) / 60_000}`));
};
const keep = async () => {
  kept = keepSession({ first: await get(), get, now: Date.now, warn: (line) => warnings.push(line) });
};
const nameNow = async () => (await kept.current()).session.accessKeyId;
const refuse = () => Promise.reject(new CommandError(['the token was not accepted']));

describe('a session that is kept', () => {
  it('is renewed when it is time, before anybody asks, for as long as the command runs', async () => {
    await keep();
    expect(await nameNow()).toBe('at 0');
    await vi.advanceTimersByTimeAsync(HOUR / 2);
    expect(await nameNow()).toBe('at 30');
    await vi.advanceTimersByTimeAsync(2 * HOUR);
    expect(asked).toEqual([0, 30, 60, 90, 120, 150]);
  });

  it('is used to its end while no new one can be had, and the reason is told once', async () => {
    await keep();
    answers = Array.from({ length: 20 }, () => refuse);
    await vi.advanceTimersByTimeAsync(HOUR / 2 + 5 * 60_000);
    expect(asked.slice(0, 4)).toEqual([0, 30, 30.5, 31]);
    expect(await nameNow()).toBe('at 0');
    expect(warnings).toEqual([
      'no new session, and this one ends at 2026-11-27T13:00:00.000Z: the token was not accepted',
    ]);
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(await nameNow()).toBe('at 40');
  });

  it('is not handed out after its end', async () => {
    await keep();
    answers = Array.from({ length: 200 }, () => refuse);
    await vi.advanceTimersByTimeAsync(HOUR);
    await expect(kept.current()).rejects.toThrow('the token was not accepted');
  });

  it('is renewed for whoever asks first on a machine that slept, once for all who ask', async () => {
    await keep();
    vi.setSystemTime(START + 3 * HOUR);
    expect(await Promise.all([nameNow(), nameNow()])).toEqual(['at 180', 'at 180']);
    expect(asked).toEqual([0, 180]);
  });

  it('makes no burst of requests where the clock is wrong', async () => {
    await keep();
    vi.setSystemTime(START + 30 * HOUR);
    answers = Array.from({ length: 100 }, () => async () => {
      const past = session('past');
      return {
        ...past,
        refreshAfter: new Date(START),
        session: { ...past.session, expiresAt: new Date(START + HOUR) },
      };
    });
    await vi.advanceTimersByTimeAsync(HOUR / 2);
    asked.length = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
  });

  it('is not renewed after the end of the command', async () => {
    await keep();
    kept.stop();
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(asked).toEqual([0]);
  });
});

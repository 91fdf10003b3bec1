// How checks run: what each way to fail means, and when definitions are removed.
import { describe, expect, it } from 'vitest';
import { CommandError } from '../../../cli/command.ts';
import { ApiError } from '../../../cli/http/client.ts';
import type { Answer } from '../../../cli/smoke/answer.ts';
import { NoLogin } from '../../../cli/smoke/logins.ts';
import { type Choice, runChecks } from '../../../cli/smoke/run-checks.ts';
import { runSmoke } from '../../../cli/smoke/smoke.ts';
import type { World } from '../../../cli/smoke/world.ts';

const NOW = new Date('2026-11-27T12:00:00Z');

function aWorld(members: Partial<World>): World {
  const unexpected = () => Promise.reject(new Error('nothing is asked here'));
  return {
    now: () => NOW,
    sleep: async () => {},
    send: unexpected,
    answers: [],
    logIn: unexpected,
    knock: unexpected,
    otherRegion: 'us-east-1',
    stage: 'dev',
    wait: false,
    drill: false,
    ...members,
  };
}

function choose(ids: readonly string[], members: Partial<Choice> = {}): Choice {
  return {
    isChosen: ({ id }) => ids.includes(id),
    beforeWaiting: async () => {},
    lacks: {},
    stop: new AbortController().signal,
    report: () => {},
    ...members,
  };
}

async function onlyOutcome(world: World, id: string, members: Partial<Choice> = {}) {
  const [{ verdict, because } = { verdict: undefined, because: undefined }] = await runChecks(
    world,
    choose([id], members),
  );
  return [verdict, because];
}

const failing = (error: Error) => aWorld({ send: () => Promise.reject(error) });
const TARGET = { pull: { connectorId: 'a' }, push: { connectorId: 'a' }, repository: 'r' };

describe('a check', () => {
  it('proves nothing if nobody can be reached', async () => {
    const error = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:9') });
    expect(await onlyOutcome(failing(error), 'http.status')).toEqual([
      'not tried',
      'TypeError: fetch failed: connect ECONNREFUSED 127.0.0.1:9',
    ]);
  });

  it('proves nothing if there is no answer in time', async () => {
    const error = new DOMException('The operation timed out.', 'TimeoutError');
    expect(await onlyOutcome(failing(error), 'http.status')).toEqual(['not tried', 'no answer in time: try again']);
  });

  it('is refuted if the login that it needs is refused', async () => {
    const answer = { status: 502, body: { code: 'role_refused' } } as unknown as Answer;
    const world = aWorld({ target: TARGET, logIn: () => Promise.reject(new NoLogin(answer)) });
    expect(await onlyOutcome(world, 'login.issued')).toEqual(['refuted', 'no login: 502 role_refused']);
  });

  it('is refuted if the service refuses what the check makes', async () => {
    const startJob = () => Promise.reject(new ApiError(['Invalid.', 'destination.arn must be'], 'refused', 400));
    const bed = { startJob, roles: {} } as unknown as NonNullable<World['bed']>;
    expect(await onlyOutcome(aWorld({ bed }), 'job.secret')).toEqual(['refuted', 'Invalid.; destination.arn must be']);
  });

  it('is not tried for the reason for which something could not be made', async () => {
    const lacks = { roles: "roles can't be used: no right" };
    expect(await onlyOutcome(aWorld({}), 'trust.tags', { lacks })).toEqual(['not tried', lacks.roles]);
  });

  it('is not tried after an interruption', async () => {
    const stop = AbortSignal.abort();
    expect(await onlyOutcome(aWorld({}), 'http.status', { stop })).toEqual(['not tried', 'interrupted']);
  });
});

describe('checks that wait', () => {
  it('begin before the definitions are removed, and end after that', async () => {
    const order: string[] = [];
    const login = { sessionEndsAt: new Date(NOW.getTime() + 900_000) };
    const world = aWorld({
      target: TARGET,
      wait: true,
      logIn: async () => ({ login }) as never,
      knock: async () => {
        order.push('asked');
        return { verdict: 'allowed', told: '404' };
      },
      sleep: async (ms) => void order.push(`${ms} ms`),
    });
    const beforeWaiting = async () => void order.push('removed');
    const [result] = await runChecks(world, choose(['login.after-session'], { beforeWaiting }));
    // The session's 15 minutes, and one more.
    expect(order).toEqual(['asked', 'removed', '960000 ms', 'asked']);
    expect(result?.verdict).toBe('proved');
  });
});

it('a run that is interrupted before the first answer says so, and nothing about the address', async () => {
  const ports = { openApi: undefined, openAws: undefined, now: () => NOW, isChosen: () => false, report: () => {} };
  const stop = AbortSignal.abort(new CommandError(['interrupted']));
  const options = { url: 'http://127.0.0.1:9', run: 'abcd1234', stage: 'dev' };
  await expect(runSmoke(options, { ...ports, stop })).rejects.toMatchObject({ lines: ['interrupted'] });
});

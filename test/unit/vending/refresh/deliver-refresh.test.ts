import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import type { Intent, RefreshState } from '../../../../shared/domain/refresh-state.ts';
import { deliverRefresh, type RefreshPorts } from '../../../../shared/vending/refresh/deliver-refresh.ts';
import { aCall, NOW } from '../../../support/builders.ts';
import { aRefreshJob, SECRET_ARN } from '../../../support/refresh-builders.ts';
import { aDelivering, aState, type Delivering, HOUR_MS, valueAt } from '../../../support/refresh-ports.ts';

const LATER = new Date(NOW.getTime() + 30_000);
const ENDS_AT = new Date(NOW.getTime() + HOUR_MS);

function deliver({ ports }: Delivering, window = 'window-1', now = NOW) {
  return deliverRefresh(ports, { job: 'nightly', window }, aCall({ now: () => now }), 0);
}

function aWorld(state: Partial<RefreshState> = {}, ports: Partial<RefreshPorts> = {}): Delivering {
  return Object.assign(aDelivering(ports), { state: aState(state) });
}

/** What a delivery that was cut off has left, half a minute ago. */
const INTENT: Intent = {
  at: new Date(NOW.getTime() - 30_000),
  window: 'window-1',
  destination: SECRET_ARN,
  valueSha256: 'a'.repeat(64),
  endsAt: ENDS_AT,
  dueAt: ENDS_AT,
};
const STORED = { at: NOW, destination: SECRET_ARN, valueSha256: 'b'.repeat(64), endsAt: ENDS_AT };

function failing(step: string, error: unknown): Delivering {
  return Object.assign(aWorld(), {
    before: (name: string) => {
      if (name === step) throw error;
    },
  });
}

describe('a delivery', () => {
  it('is login, audit, intent, value, state, in this order', async () => {
    const world = aWorld();
    expect(await deliver(world)).toBe('delivered');
    expect(world.steps).toEqual([
      ...['readState', 'findJob', 'findConnector', 'getAccount', 'login', 'audit issued'],
      ...['save 8', 'deliver', 'save 9', 'history delivered'],
    ]);
  });

  it('keeps what was stored, and when it is due', async () => {
    const world = aWorld({ failures: 3, lastError: { at: NOW, code: 'sts_unavailable' } });
    await deliver(world);
    const due = ENDS_AT.toISOString();
    expect(world.state).toEqual({
      ...{ job: 'nightly', revision: 9, window: due, dueAt: ENDS_AT, failures: 0 },
      stored: {
        at: NOW,
        destination: SECRET_ARN,
        valueSha256: 'd534cf9942bf6a24f21caa36b03b4e0fc4cb606a6a54b5bc75b2a63ac2c56aef',
        endsAt: ENDS_AT,
      },
    });
  });

  it('keeps no value in state, audit and history', async () => {
    const world = aWorld();
    await deliver(world);
    expect(valueAt(world)).toBe('value of login-1');
    expect(JSON.stringify([world.state, world.audit, world.results])).not.toContain('value of');
  });

  it('is recorded as the job, with the name of who defined it', async () => {
    const world = aWorld();
    await deliver(world);
    const caller = { issuer: 'refresh-job', subject: 'nightly', kind: 'workload' };
    expect(world.audit).toMatchObject([{ caller, outcome: 'issued', action: 'ecr-login', item: 0 }]);
  });

  it('writes to no destination of another stage, and asks for no login', async () => {
    const arn = SECRET_ARN.replace('/dev/', '/prod/');
    const value = aRefreshJob({ destination: { type: 'secretsmanager', arn } });
    const world = Object.assign(aWorld(), { job: { version: 1, value, definedBy: 'corp:ada' } });
    expect(await deliver(world)).toBe('failed');
    expect(world.steps).not.toContain('login');
    expect(world.written).toEqual([]);
    const detail = 'is of stage prod, and this deployment is of stage dev (PORTUNUS_STAGE)';
    expect(world.state?.lastError).toMatchObject({ code: 'destination_refused', reason: detail });
  });

  it('writes to no destination that the deployment no longer allows, and asks for no login', async () => {
    const world = aWorld();
    const destinations = ['arn:aws:secretsmanager:*:123456789012:secret:portunus/dev/logins/team-b*'];
    expect(await deliver({ ...world, ports: { ...world.ports, destinations } })).toBe('failed');
    expect(world.steps).not.toContain('login');
    expect(world.written).toEqual([]);
    const detail = 'is no destination that this deployment allows (PORTUNUS_DESTINATIONS)';
    expect(world.state?.lastError).toMatchObject({ code: 'destination_refused', reason: detail });
  });

  it('writes to one that the deployment allows', async () => {
    const world = aWorld();
    const destinations = ['arn:aws:ssm:*:*:parameter/portunus/*', 'arn:aws:secretsmanager:*:123456789012:secret:*'];
    expect(await deliver({ ...world, ports: { ...world.ports, destinations } })).toBe('delivered');
  });

  it('may make its destination the first time, and never again', async () => {
    const world = aWorld();
    await deliver(world);
    world.state = aState({ revision: 9, stored: STORED });
    await deliver(world);
    expect(world.written.map(({ mayCreate }) => mayCreate)).toEqual([true, false]);
  });

  it('has one token in each window, and another in the next', async () => {
    const [first, again, next] = [aWorld(), aWorld(), aWorld({ window: 'window-2' })];
    await Promise.all([deliver(first), deliver(again), deliver(next, 'window-2')]);
    const [one, same, other] = [first, again, next].map(({ written }) => written[0]?.token);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect([same === one, other === one]).toEqual([true, false]);
  });
});

describe('a message', () => {
  it.each([
    ['of a job without a state', undefined],
    ['of a job that is off the schedule', { ...aState(), dueAt: undefined } as unknown as RefreshState],
    ['of an old window', aState({ window: 'window-2' })],
  ])('%s is stale', async (_what, state) => {
    const world = Object.assign(aDelivering(), { state });
    expect(await deliver(world)).toBe('stale');
    expect(world.steps).toEqual(['readState']);
  });

  it('finds a delivery that began half a minute ago or less still at work', async () => {
    const at = new Date(NOW.getTime() - 29_999);
    const world = aWorld({ intent: { ...INTENT, at } });
    expect(await deliver(world)).toBe('in-progress');
    expect(world.steps).toEqual(['readState']);
  });

  it.each([
    ['gone', undefined],
    ['disabled', { version: 1, value: aRefreshJob({ enabled: false }), definedBy: 'corp:ada' }],
  ])('of a job that is %s takes it off the schedule, and asks for no login', async (_what, job) => {
    const world = Object.assign(aWorld({ stored: STORED }), { job });
    expect(await deliver(world)).toBe('stopped');
    expect(world.steps).toEqual(['readState', 'findJob', 'save 8', 'history stopped']);
    expect(world.state).toEqual({ job: 'nightly', revision: 8, window: 'window-1', failures: 0, stored: STORED });
  });
});

describe('after a delivery that was cut off', () => {
  it('what it wrote is confirmed, and no login is asked for', async () => {
    const world = aWorld({ intent: INTENT });
    await deliver(Object.assign(aWorld(), { written: world.written }));
    expect(await deliver(world)).toBe('confirmed');
    expect(world.steps).toEqual(['readState', 'findJob', 'holds', 'save 8', 'history confirmed']);
    expect(world.state?.stored).toEqual({
      ...{ at: INTENT.at, destination: SECRET_ARN, valueSha256: INTENT.valueSha256, endsAt: ENDS_AT },
    });
  });

  it('writes what it did not write before, in the same window', async () => {
    const world = aWorld({ intent: INTENT });
    expect(await deliver(world)).toBe('delivered');
    expect(world.steps.slice(2, 4)).toEqual(['holds', 'findConnector']);
  });

  it('an intent of an earlier window that is there counts as stored, and a new login is written', async () => {
    const world = aWorld({ window: 'window-2', intent: INTENT });
    const before = aWorld();
    await deliver(before);
    world.written.push(...before.written);
    expect(await deliver(world, 'window-2')).toBe('delivered');
    // The destination has had a value, so it is not made anew should it be gone.
    expect(world.written.map(({ mayCreate }) => mayCreate)).toEqual([true, false]);
  });

  it('what is known of another destination says nothing of this one', async () => {
    const elsewhere = `${SECRET_ARN}-elsewhere`;
    const intent = { ...INTENT, destination: elsewhere };
    const world = aWorld({ intent, stored: { ...STORED, destination: elsewhere } });
    expect(await deliver(world)).toBe('delivered');
    expect(world.steps).not.toContain('holds');
    expect(world.written.map(({ mayCreate }) => mayCreate)).toEqual([true]);
  });
});

describe('a delivery through a connector that limits its callers', () => {
  const limited = (countRequests: RefreshPorts['issue']['countRequests']) => {
    const { issue } = aWorld().ports;
    const rateLimit = { requests: 1, perSeconds: 60 };
    const findConnector: typeof issue.findConnector = async (...asked) => {
      const found = await issue.findConnector(...asked);
      const { connector } = found;
      if (connector === undefined || 'unreadable' in connector) return found;
      return { ...found, connector: { ...connector, value: { ...connector.value, rateLimit } } };
    };
    return aWorld({}, { issue: { ...issue, findConnector, countRequests } });
  };

  it('counts as one request of the job', async () => {
    const counted: unknown[] = [];
    const world = limited(async (counts) => {
      counted.push(...counts);
      return [];
    });
    expect(await deliver(world)).toBe('delivered');
    expect(counted).toMatchObject([{ issuer: 'refresh-job', subject: 'nightly', requests: 1 }]);
  });

  it('fails beyond the limit, leaves what is stored, and is tried again later', async () => {
    const world = limited(async (counts) => counts);
    expect(await deliver(world)).toBe('failed');
    expect(world.written).toEqual([]);
    expect(world.state).toMatchObject({ failures: 1, lastError: { code: 'too_many_requests' } });
    expect(world.state?.dueAt?.getTime()).toBeGreaterThan(NOW.getTime());
  });
});

describe('a delivery of a job that an operator has stopped', () => {
  const stop = { scope: { job: 'nightly' }, reason: 'INC-42', by: 'corp:ada', at: NOW.toISOString() };

  function aStoppedWorld(state: Partial<RefreshState> = {}) {
    const reported: number[] = [];
    const { issue } = aWorld().ports;
    const world = aWorld(state, {
      issue: {
        ...issue,
        findConnector: async (...asked) => ({ ...(await issue.findConnector(...asked)), stops: [stop] }),
      },
      reportRefresh: (_result, { failures }) => void reported.push(failures),
    });
    return { world, reported };
  }

  it('keeps what was stored, says why, and looks again within ten minutes', async () => {
    const { world } = aStoppedWorld({ stored: STORED });
    expect(await deliver(world)).toBe('failed');
    expect(world.written).toEqual([]);
    expect(world.state).toMatchObject({
      ...{ stored: STORED, dueAt: new Date(NOW.getTime() + 600_000) },
      lastError: { at: NOW, code: 'stopped', reason: 'job nightly: INC-42' },
    });
    expect(world.results).toMatchObject([
      { outcome: 'failed', error: { code: 'stopped', reason: 'job nightly: INC-42' } },
    ]);
  });

  it('counts as no failure, so that no alarm of failing jobs goes off', async () => {
    const { world, reported } = aStoppedWorld({ failures: 3 });
    await deliver(world);
    expect([world.state?.failures, reported]).toEqual([0, [0]]);
  });

  it('goes on by itself once it is resumed', async () => {
    const { world } = aStoppedWorld({ stored: STORED });
    await deliver(world);
    const resumed = aWorld({ ...world.state });
    expect(await deliver(resumed)).toBe('delivered');
    expect(resumed.state?.lastError).toBeUndefined();
  });
});

describe('a delivery that fails', () => {
  const failure = new PortunusError('sts_unavailable', 'sts', { detail: 'timeout' });

  it.each(['findJob', 'findConnector', 'getAccount', 'login'])('at %s leaves the destination alone', async (step) => {
    const world = failing(step, failure);
    expect(await deliver(world)).toBe('failed');
    expect(world.written).toEqual([]);
    expect(world.state).toMatchObject({
      ...{ revision: 8, window: 'window-1', failures: 1 },
      lastError: { at: NOW, code: 'sts_unavailable', reason: 'timeout' },
    });
  });

  it('at the audit is given no value, and keeps no intent', async () => {
    const world = failing('audit issued', new PortunusError('audit_unavailable', 'audit'));
    expect(await deliver(world)).toBe('failed');
    expect(world.steps.slice(-3)).toEqual(['audit issued', 'save 8', 'history failed']);
    expect([world.written, world.state?.intent]).toEqual([[], undefined]);
  });

  it('at the destination keeps its intent where it may have written', async () => {
    const world = failing('deliver', new PortunusError('destination_unavailable', 'delivery'));
    expect(await deliver(world)).toBe('failed');
    expect(world.state).toMatchObject({ window: 'window-1', intent: { window: 'window-1' }, failures: 1 });
  });

  it('at the destination begins a new window where nothing was written', async () => {
    const world = failing('deliver', new PortunusError('destination_refused', 'delivery'));
    expect(await deliver(world)).toBe('failed');
    expect(world.state).toMatchObject({ window: NOW.toISOString(), failures: 1 });
    expect(world.state?.intent).toBeUndefined();
  });

  it('keeps what was stored, and tries again after a minute, twice as long each time up to ten minutes', async () => {
    const waits: number[] = [];
    for (const failures of [0, 1, 2, 3, 4, 50]) {
      const world = Object.assign(failing('login', failure), { state: aState({ failures, stored: STORED }) });
      await deliver(world);
      waits.push(((world.state?.dueAt?.getTime() ?? 0) - NOW.getTime()) / 60_000);
      expect(world.state?.stored).toEqual(STORED);
    }
    expect(waits).toEqual([1, 2, 4, 8, 10, 10]);
  });

  it('is refused if the connector has no grant for the job, and logs why', async () => {
    const world = aDelivering();
    world.job = { version: 1, value: aRefreshJob({ id: 'another' }), definedBy: 'corp:ada' };
    expect(await deliver(world)).toBe('failed');
    expect(world.state?.lastError).toMatchObject({ code: 'not_allowed', reason: 'no_grant_matches' });
    expect(world.audit).toMatchObject([{ outcome: 'refused', code: 'not_allowed' }]);
  });

  it('is kept as failed when its time is over', async () => {
    const aborted = AbortSignal.abort();
    const world = failing('login', failure);
    const { saveState } = world.ports;
    const signals: AbortSignal[] = [];
    const ports = Object.assign(world.ports, {
      saveState: (async (state, call) => {
        signals.push(call.signal);
        return saveState(state, call);
      }) as typeof saveState,
    });
    const outcome = await deliverRefresh(ports, { job: 'nightly', window: 'window-1' }, aCall({ signal: aborted }), 0);
    expect(outcome).toBe('failed');
    expect(signals.map((signal) => signal.aborted)).toEqual([false]);
  });

  it('is thrown where the failure itself can not be kept: the queue gives the message again', async () => {
    const error = new PortunusError('table_unavailable', 'connector');
    const world = failing('login', failure);
    const before = world.before;
    world.before = (step) => {
      if (step === 'save 8') throw error;
      before(step);
    };
    await expect(deliver(world)).rejects.toBe(error);
  });

  it('is thrown where the state can not be read', async () => {
    const error = new PortunusError('table_unavailable', 'connector');
    await expect(deliver(failing('readState', error))).rejects.toBe(error);
  });
});

describe('somebody else has taken the job over', () => {
  it.each(['save 8', 'save 9'])('before %s: what became of it is theirs to say', async (step) => {
    const world = aWorld();
    world.before = (name) => {
      if (name === step && world.state !== undefined) world.state = { ...world.state, revision: 20 };
    };
    expect(await deliver(world)).toBe('stale');
    expect(world.state?.revision).toBe(20);
    expect(world.results).toEqual([]);
  });

  it('before the intent is kept: nothing is written', async () => {
    const world = aWorld();
    world.before = (name) => {
      if (name === 'login' && world.state !== undefined) world.state = { ...world.state, revision: 20 };
    };
    expect(await deliver(world)).toBe('stale');
    expect(world.written).toEqual([]);
  });
});

describe('a line of the history that can not be kept', () => {
  it('is reported, and the delivery stands', async () => {
    const world = failing('history delivered', new PortunusError('audit_unavailable', 'audit'));
    expect(await deliver(world)).toBe('delivered');
    expect(world.faults.map(({ code }) => code)).toEqual(['audit_unavailable']);
    expect(world.state).toMatchObject({ failures: 0, revision: 9 });
  });
});

describe('a delivery that is killed', () => {
  const killed = new Error('killed');
  const steps = ['readState', 'findJob', 'findConnector', 'getAccount', 'login', 'audit issued', 'save 8', 'deliver'];
  const all = [...steps, 'save 9', 'history delivered'].flatMap((step) => [
    ['before', step] as const,
    ['after', step] as const,
  ]);

  it.each(all)(
    '%s %s is made up for by the next: one value in the window, and a state that is true',
    async (when, at) => {
      const world = aWorld();
      let isDead = false;
      const kill = (name: string) => {
        if (name === at) isDead = true;
        if (isDead) throw killed;
      };
      // A process that is gone carries nothing out and hears of nothing.
      world.before = (name) => {
        if (isDead || (when === 'before' && name === at)) kill(at);
      };
      world.after = (name) => {
        if (when === 'after') kill(name);
      };
      await deliver(world).catch(() => undefined);
      const beforeSecond = world.written.length;
      Object.assign(world, { before: () => {}, after: () => {} });
      const settled = world.state?.window !== 'window-1';
      const outcome = await deliver(world, 'window-1', LATER);
      expect(outcome).toBe(settled ? 'stale' : beforeSecond === 1 ? 'confirmed' : 'delivered');
      expect(world.written).toHaveLength(1);
      expect(world.state).toMatchObject({ failures: 0, stored: { destination: SECRET_ARN } });
      expect(world.state?.intent).toBeUndefined();
    },
  );
});

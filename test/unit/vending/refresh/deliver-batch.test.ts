import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import { deliverBatch, type Received } from '../../../../shared/vending/refresh/deliver-batch.ts';
import { NOW } from '../../../support/builders.ts';
import { aDelivering, aState, type Delivering } from '../../../support/refresh-ports.ts';

function aMessage(id: string, window = 'window-1'): Received {
  return { id, message: { ok: true, value: { job: 'nightly', window } } };
}

function deliver({ ports }: Delivering, received: readonly Received[], timeLeft: () => number = () => 30_000) {
  return deliverBatch(ports, received, { requestId: 'invocation-1', now: () => NOW, timeLeft });
}

describe('a batch of messages', () => {
  it('is empty-handed where all are done', async () => {
    const world = aDelivering();
    expect(await deliver(world, [aMessage('m-1')])).toEqual([]);
    expect(world.written).toHaveLength(1);
  });

  it('gives back none that is late, failed or stopped: the state says when to try again', async () => {
    const world = aDelivering();
    world.before = (step) => {
      if (step === 'login') throw new PortunusError('sts_unavailable', 'sts');
    };
    expect(await deliver(world, [aMessage('m-1'), aMessage('m-2', 'window-0')])).toEqual([]);
  });

  it('gives back what another delivery may be at work on', async () => {
    const intent = { at: NOW, window: 'window-1', destination: 'x', valueSha256: 'x', endsAt: NOW, dueAt: NOW };
    const world = Object.assign(aDelivering(), { state: aState({ intent }) });
    expect(await deliver(world, [aMessage('m-1')])).toEqual(['m-1']);
    expect(world.faults).toEqual([]);
  });

  it('gives back what is no message of ours, says why, and does the others', async () => {
    const world = aDelivering();
    const errors = [{ field: 'window', detail: 'is required' }];
    const given = await deliver(world, [{ id: 'm-1', message: { ok: false, errors } }, aMessage('m-2')]);
    expect(given).toEqual(['m-1']);
    expect(world.faults).toMatchObject([
      { code: 'invalid_request', reason: 'not a refresh message: window is required' },
    ]);
    expect(world.written).toHaveLength(1);
  });

  it('returns and reports each message whose delivery failed with any error', async () => {
    const world = aDelivering();
    world.before = () => {
      throw new TypeError('with a secret in it');
    };
    expect(await deliver(world, [aMessage('m-1')])).toEqual(['m-1']);
    expect(world.faults).toMatchObject([{ code: 'internal', reason: 'TypeError' }]);
  });

  it.each([
    [12_999, ['m-1'], 0],
    [13_000, [], 1],
  ])('with %i ms left gives back %o and begins %i', async (left, back, begun) => {
    const world = aDelivering();
    expect(await deliver(world, [aMessage('m-1')], () => left)).toEqual(back);
    expect(world.written).toHaveLength(begun);
  });

  it('numbers its deliveries for the audit', async () => {
    const world = aDelivering();
    await deliver(world, [aMessage('m-1', 'window-0'), aMessage('m-2')]);
    expect(world.audit.map(({ item, requestId }) => [item, requestId])).toEqual([[1, 'invocation-1']]);
  });

  it('has five deliveries at once at most', async () => {
    let [now, most] = [0, 0];
    const world = aDelivering({
      readState: async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise(setImmediate);
        now -= 1;
        return undefined;
      },
    });
    await deliver(
      world,
      Array.from({ length: 10 }, (_, index) => aMessage(`m-${index}`)),
    );
    expect(most).toBe(5);
  });
});

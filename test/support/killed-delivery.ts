// Deliveries in a process of their own, killed at a call: before it is sent on, or when it is done and not answered.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { expect } from 'vitest';
import type { Refresh } from './refresh.ts';
import { currentOf, issueOrder, writtenBy } from './refresh-jobs.ts';
import { letTimePass, messageOf, stateOf } from './refresh-state.ts';

export type When = 'before' | 'after';

function run(world: Refresh, body: string) {
  const event = JSON.stringify({ Records: [{ messageId: 'm1', body, eventSource: 'aws:sqs' }] });
  return spawn(process.execPath, ['test/support/deliver-once.mjs', event], {
    env: { PATH: process.env.PATH, ...world.engine.environment },
    stdio: 'ignore',
  });
}

/** The calls of a delivery that nobody kills. */
export async function callsOf(world: Refresh, body: string): Promise<readonly string[]> {
  world.proxy.reset();
  await once(run(world, body), 'exit');
  return [...world.proxy.passed];
}

/** Kills a delivery at its call of this number, from 1. Says which calls it had made, that one last. */
export async function killAt(world: Refresh, body: string, at: number, when: When): Promise<readonly string[]> {
  world.proxy.reset();
  const child = run(world, body);
  world.proxy.meet(({ number }) => {
    if (number < at) return undefined;
    return number === at ? { cut: when, act: () => child.kill('SIGKILL') } : { cut: 'before' };
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
  const passed = [...world.proxy.passed];
  world.proxy.reset();
  return passed;
}

/** The queue gives a message again when its visibility timeout is over: by then whatever had begun is long over. */
export async function giveAgain(world: Refresh, job: string, body: string): Promise<void> {
  await letTimePass(world.aws, job);
  expect(await world.deliver([body])).toEqual([]);
}

function ascending(numbers: readonly number[]) {
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
}

/** What must hold of a job after any number of tries, whatever became of them, if the last was not cut off. */
export async function expectWhole(world: Refresh, job: string, versions: number): Promise<void> {
  const { aws, standIn } = world;
  const written = writtenBy(standIn, job);
  const current = currentOf(standIn, job);
  expect(written).toHaveLength(versions);
  // Of several writes the last is what is read: none was undone.
  expect(current).toBe(written.at(-1));
  // Each value holds a login of ours, and none holds an older one than the value before it.
  const order = written.map((value) => issueOrder(standIn, value));
  expect(order).not.toContain(-1);
  expect(ascending(order)).toBe(true);
  const state = await stateOf(aws, job);
  expect(state.stored.valueSha256).toBe(
    createHash('sha256')
      .update(current ?? '')
      .digest('hex'),
  );
  expect(Object.keys(state).filter((name) => name === 'intent' || name === 'lastError')).toEqual([]);
  expect(state).toMatchObject({ failures: 0, window: expect.any(String), dueAt: expect.any(String) });
}

/** The next window is as any other. */
export async function expectNext(world: Refresh, job: string, versions: number): Promise<void> {
  await letTimePass(world.aws, job);
  await world.deliver([await messageOf(world.aws, job)]);
  await expectWhole(world, job, versions);
}

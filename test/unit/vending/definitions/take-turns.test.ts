import { describe, expect, it } from 'vitest';
import { createTakeTurns } from '../../../../shared/vending/definitions/write-for-caller.ts';

function gate() {
  return Promise.withResolvers<void>();
}

describe('taking turns', () => {
  it('starts each task of a key when the previous one has ended, in the order of the requests', async () => {
    const takeTurns = createTakeTurns();
    const [first, second] = [gate(), gate()];
    const begun: string[] = [];
    const work = (name: string, until: Promise<void>) => () => {
      begun.push(name);
      return until;
    };
    const all = [takeTurns('a', work('1', first.promise)), takeTurns('a', work('2', second.promise))];
    await Promise.resolve();
    expect(begun).toEqual(['1']);
    first.resolve();
    await all[0];
    await Promise.resolve();
    expect(begun).toEqual(['1', '2']);
    second.resolve();
    await Promise.all(all);
  });

  it('does not make a task wait for another key', async () => {
    const takeTurns = createTakeTurns();
    const held = gate();
    const first = takeTurns('a', () => held.promise);
    expect(await takeTurns('b', async () => 'done')).toBe('done');
    held.resolve();
    await first;
  });

  it('goes on after a failure, which only its own caller receives', async () => {
    const takeTurns = createTakeTurns();
    const failing = takeTurns('a', async () => {
      throw new Error('mine');
    });
    const next = takeTurns('a', async () => 'done');
    await expect(failing).rejects.toThrow('mine');
    expect(await next).toBe('done');
  });
});

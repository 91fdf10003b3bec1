import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import { describeAccountKeys, rotateAccountKey, rotateDueKeys } from '../../../../shared/vending/keys/account-keys.ts';
import { putAccountKey } from '../../../../shared/vending/keys/put-key.ts';
import { DAY_MS, KeyWorld, Killed } from '../../../support/key-world.ts';

const ADA = { issuer: 'direct', subject: 'arn:aws:iam::111122223333:user/ada' };
const HOUR_MS = 3_600_000;
const [FIRST, SECOND, THIRD] = ['AKIAKEYKEYKEYKEY0001', 'AKIAKEYKEYKEYKEY0002', 'AKIAKEYKEYKEYKEY0003'];

async function rotate(world: KeyWorld, atOnce = false) {
  const { done, next } = await rotateAccountKey(world.ports, { id: 'build', atOnce }, ADA, world.call);
  return { done: done.map(({ step, accessKeyId }) => `${step} ${accessKeyId}`), next: next?.step };
}

function schedule(world: KeyWorld) {
  return rotateDueKeys(world.ports, 90, world.call);
}

/** A run in a process that may be killed. */
async function killable(world: KeyWorld, work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
  world.revive();
}

/** As many runs of the schedule as bring any rotation to its end. */
async function twoDays(world: KeyWorld): Promise<void> {
  for (let hours = 0; hours < 48; hours += 1) {
    world.pass(HOUR_MS);
    await schedule(world);
  }
}

function expectWhole(world: KeyWorld): void {
  expect(world.broken).toEqual([]);
  expect(world.listed).toEqual([`${world.idAt('AWSCURRENT')} on`]);
}

describe('a rotation on command', () => {
  it('creates and waits, switches and waits, deactivates and waits, deletes', async () => {
    const world = new KeyWorld();
    expect(await rotate(world)).toEqual({ done: [`create ${SECOND}`], next: 'switch' });
    world.pass(59_999);
    expect(await rotate(world)).toEqual({ done: [], next: 'switch' });
    world.pass(1);
    expect(await rotate(world)).toEqual({ done: [`switch ${SECOND}`], next: 'deactivate' });
    world.pass(599_999);
    expect(await rotate(world)).toEqual({ done: [], next: 'deactivate' });
    expect(world.listed).toEqual([`${FIRST} on`, `${SECOND} on`]);
    world.pass(1);
    expect(await rotate(world)).toEqual({ done: [`deactivate ${FIRST}`], next: 'delete' });
    world.pass(DAY_MS - 600_001);
    expect(await rotate(world)).toEqual({ done: [], next: 'delete' });
    world.pass(1);
    expect(await rotate(world)).toEqual({ done: [`delete ${FIRST}`], next: undefined });
    expectWhole(world);
  });

  it('does all of that at once for a key that has leaked, once', async () => {
    const world = new KeyWorld(0);
    const done = [`create ${SECOND}`, `switch ${SECOND}`, `deactivate ${FIRST}`, `delete ${FIRST}`];
    expect(await rotate(world, true)).toEqual({ done, next: undefined });
    expectWhole(world);
  });

  it('only ends the rotation that has begun', async () => {
    const world = new KeyWorld();
    await rotate(world);
    const done = [`switch ${SECOND}`, `deactivate ${FIRST}`, `delete ${FIRST}`];
    expect(await rotate(world, true)).toEqual({ done, next: undefined });
  });

  it('records each step before it is taken, with the ids alone', async () => {
    const world = new KeyWorld();
    await rotate(world, true);
    expect(world.records).toEqual([
      `account-key-rotate done: creates a key beside ${FIRST}`,
      `account-key-rotate done: switches to ${SECOND}`,
      `account-key-rotate done: deactivates ${FIRST}`,
      `account-key-rotate done: deletes ${FIRST}`,
    ]);
    expect(world.calls.indexOf('record')).toBeLessThan(world.calls.indexOf('stage'));
    expect(JSON.stringify([world.records, world.reported])).not.toContain('canary');
  });

  it('leaves a key alone that is not in the secret, and says so', async () => {
    const world = new KeyWorld();
    world.addKey(3);
    const detail = `has a second key, ${SECOND}, that is not in the account's secret, and AWS allows two: delete it if nothing uses it`;
    await expect(rotate(world, true)).rejects.toMatchObject({ code: 'conflict', errors: [{ field: 'user', detail }] });
    expect(world.listed).toEqual([`${FIRST} on`, `${SECOND} on`]);
    expect(world.calls).not.toContain('stage');
  });

  it('leaves a key alone that somebody creates by hand because the user may not create one itself', async () => {
    const world = new KeyWorld();
    world.mayNotCreate = true;
    await expect(rotate(world)).rejects.toMatchObject({ code: 'conflict' });
    world.pass(60_000);
    world.addKey(0);
    world.pass(180_000);
    await expect(rotate(world)).rejects.toMatchObject({ errors: [{ detail: /^has a second key/ }] });
    expect(world.listed).toEqual([`${FIRST} on`, `${SECOND} on`]);
  });

  it('leaves a key alone that was created by hand just before, which IAM did not list yet', async () => {
    const world = new KeyWorld();
    world.addKey(0);
    world.unlisted = SECOND;
    await expect(rotate(world)).rejects.toMatchObject({ code: 'conflict' });
    world.unlisted = undefined;
    world.pass(180_000);
    await expect(rotate(world)).rejects.toMatchObject({ errors: [{ detail: /^has a second key/ }] });
    expect(world.listed).toEqual([`${FIRST} on`, `${SECOND} on`]);
  });

  it('does not switch to a key that AWS does not know', async () => {
    const world = new KeyWorld();
    await rotate(world);
    world.keys.delete(SECOND);
    world.pass(61_000);
    await expect(rotate(world)).rejects.toMatchObject({ code: 'sts_unavailable' });
    expect(world.idAt('AWSCURRENT')).toBe(FIRST);
    world.pass(300_000);
    // Somebody has deleted it, so another one takes its place.
    expect(await rotate(world)).toEqual({ done: [`create ${THIRD}`], next: 'switch' });
  });

  it('stops at a new key that somebody has deactivated', async () => {
    const world = new KeyWorld();
    await rotate(world);
    const key = world.keys.get(SECOND);
    if (key) key.isActive = false;
    const detail = `has deactivated the new key, ${SECOND}: activate or delete it`;
    await expect(rotate(world, true)).rejects.toMatchObject({ errors: [{ field: 'user', detail }] });
  });

  it('is refused where the key does not work, which only a new one mends', async () => {
    const world = new KeyWorld();
    const key = world.keys.get(FIRST);
    if (key) key.isActive = false;
    await expect(rotate(world)).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ field: 'credentials.secretArn', detail: expect.stringContaining(`${FIRST}, that does not work`) }],
    });
  });

  it('drops a pending key that was superseded by one that somebody put', async () => {
    const world = new KeyWorld();
    await rotate(world);
    world.keys.delete(FIRST);
    world.pass(1_000);
    const put = world.addKey(0);
    await putAccountKey(world.ports, { id: 'build', key: put }, ADA, world.call);
    expect(await rotate(world, true)).toEqual({ done: [`discard ${SECOND}`], next: undefined });
    expect(world.idAt('AWSCURRENT')).toBe(THIRD);
  });
});

describe('a rotation that is killed', () => {
  async function callsOf(): Promise<number> {
    const world = new KeyWorld();
    await rotate(world, true);
    return world.calls.length;
  }

  it.each(['before', 'after'] as const)('%s any of its calls leaves a working key, and none over', async (when) => {
    const most = await callsOf();
    expect(most).toBeGreaterThan(20);
    for (let at = 1; at <= most; at += 1) {
      const world = new KeyWorld();
      world.killAt(at, when);
      await killable(world, () => rotate(world, true));
      await twoDays(world);
      expectWhole(world);
      // The key is new: a schedule that finds it old begins again.
      expect(world.idAt('AWSCURRENT')).not.toBe(FIRST);
    }
  });

  it('when a new key was created and its secret got lost deletes that key, two minutes later', async () => {
    const world = new KeyWorld();
    const at = await callsUntil('create');
    world.killAt(at, 'after');
    await killable(world, () => rotate(world));
    expect(world.listed).toEqual([`${FIRST} on`, `${SECOND} on`]);
    expect(await rotate(world)).toEqual({ done: [], next: 'discard' });
    world.pass(120_000);
    expect(await rotate(world)).toEqual({ done: [`discard ${SECOND}`], next: undefined });
    expectWhole(world);
    expect((await rotate(world)).done).toEqual([`create ${THIRD}`]);
  });

  it('deletes the key of an answer that did not come, which is no refusal', async () => {
    const world = new KeyWorld();
    const { userKeys } = world.ports;
    const create: typeof userKeys.create = async (...asked) => {
      await userKeys.create(...asked);
      throw new PortunusError('sts_unavailable', 'sts');
    };
    const ports = { ...world.ports, userKeys: { ...userKeys, create } };
    const request = { id: 'build', atOnce: false };
    await expect(rotateAccountKey(ports, request, ADA, world.call)).rejects.toMatchObject({ code: 'sts_unavailable' });
    world.pass(120_000);
    expect(await rotate(world)).toEqual({ done: [`discard ${SECOND}`], next: undefined });
    expectWhole(world);
  });

  it('does not take a key for the lost one that was there before, or is made an hour later', async () => {
    const world = new KeyWorld();
    world.killAt(await callsUntil('create'), 'before');
    await killable(world, () => rotate(world));
    world.pass(HOUR_MS);
    world.addKey(0);
    await expect(rotate(world)).rejects.toMatchObject({ code: 'conflict' });
    expect(world.listed).toHaveLength(2);
  });

  async function callsUntil(name: string): Promise<number> {
    const world = new KeyWorld();
    await rotate(world);
    return world.calls.indexOf(name) + 1;
  }

  it('again and again, at any time, never takes the working key away', async () => {
    const kill = fc.record({
      at: fc.integer({ min: 1, max: 45 }),
      when: fc.constantFrom('before', 'after' as const),
      minutes: fc.integer({ min: 0, max: 1_500 }),
      atOnce: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(kill, { maxLength: 6 }), async (kills) => {
        const world = new KeyWorld();
        for (const { at, when, minutes, atOnce } of kills) {
          world.killAt(at, when);
          await killable(world, () => rotate(world, atOnce));
          world.pass(minutes * 60_000);
        }
        await twoDays(world);
        expectWhole(world);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the schedule', () => {
  it('does not call failed the accounts that a run has no time left for, and says that there are some', async () => {
    const world = new KeyWorld();
    const late = { ...world.call, signal: AbortSignal.abort() };
    await expect(rotateDueKeys(world.ports, 90, late)).rejects.toMatchObject({ code: 'deadline_exceeded' });
    expect(world.reported).toEqual([]);
    expect(world.calls).toEqual([]);
  });

  it('leaves a key alone until it is old enough', async () => {
    const world = new KeyWorld(89);
    await schedule(world);
    expect(world.reported).toEqual(['age 89']);
    world.pass(DAY_MS);
    await schedule(world);
    expect(world.reported.slice(1)).toEqual([`create ${SECOND}`, 'age 90']);
    world.pass(HOUR_MS);
    await schedule(world);
    expect(world.reported.slice(3)).toEqual([`switch ${SECOND}`, 'age 0']);
  });

  it('brings what was begun on command to its end', async () => {
    const world = new KeyWorld(5);
    await rotate(world);
    await twoDays(world);
    expectWhole(world);
    expect(world.idAt('AWSCURRENT')).toBe(SECOND);
  });

  it('reports the age of a key that it can not rotate, and why', async () => {
    const world = new KeyWorld();
    world.addKey(1);
    expect(await schedule(world)).toBe(1);
    expect(world.reported).toEqual(['age 100', expect.stringMatching(/^conflict: user has a second key/)]);
  });
});

describe('what is told of an account', () => {
  it('is how old its key is, and what comes next', async () => {
    const world = new KeyWorld(12);
    await rotate(world);
    expect(await describeAccountKeys(world.ports, 'build', world.call)).toEqual({
      account: 'build',
      user: 'portunus',
      secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys/build-Ab12Cd',
      accessKeyId: FIRST,
      createdAt: '2026-11-15T12:00:00.000Z',
      ageDays: 12,
      changedAt: '2026-11-27T12:00:00.000Z',
      keys: [
        { accessKeyId: FIRST, status: 'Active', createdAt: '2026-11-15T12:00:00.000Z', stage: 'AWSCURRENT' },
        { accessKeyId: SECOND, status: 'Active', createdAt: '2026-11-27T12:00:00.000Z', stage: 'AWSPENDING' },
      ],
      next: { step: 'switch', notBefore: '2026-11-27T12:01:00.000Z' },
    });
  });

  it('is nothing of an account that is not defined', async () => {
    const world = new KeyWorld();
    await expect(describeAccountKeys(world.ports, 'ghost', world.call)).rejects.toMatchObject({ code: 'not_found' });
  });
});

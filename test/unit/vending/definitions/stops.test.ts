import { describe, expect, it } from 'vitest';
import type { ActRecord } from '../../../../shared/domain/audit-record.ts';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import type { Stop, StopScope, Stops } from '../../../../shared/domain/stop.ts';
import { VersionConflict } from '../../../../shared/vending/definitions/ports.ts';
import { listStops, resume, type StopPorts, stop } from '../../../../shared/vending/definitions/stops.ts';
import { aCall } from '../../../support/builders.ts';

const ADA = { issuer: 'corp', subject: 'ada' };
const SHOP = { scope: { connector: 'shop' }, reason: 'a key leaked' } as const;
const ENTRY = { by: 'corp:ada', at: '2026-11-21T12:00:00.000Z' };

/** The stops in memory, as one item. */
function aBrake(stored: Stops = [], ports: Partial<StopPorts> = {}) {
  const world = { stops: stored, version: 1, writes: 0, records: [] as ActRecord[], reported: [] as number[] };
  const faults: PortunusError[] = [];
  const all: StopPorts = {
    readStops: async () => ({ stops: world.stops, version: String(world.version) }),
    writeStops: async (next, replaces) => {
      if (replaces !== String(world.version)) throw new VersionConflict();
      Object.assign(world, { stops: next, version: world.version + 1, writes: world.writes + 1 });
    },
    readDefinition: async (_kind, id) => (id === 'missing' ? undefined : { version: 1, value: {} }),
    recordAct: async (record) => void world.records.push(record),
    reportStop: (_act, inForce) => void world.reported.push(inForce),
    reportFault: (fault) => void faults.push(fault),
    random: () => 0,
    ...ports,
  };
  return Object.assign(world, { ports: all, faults });
}

function aStop(scope: StopScope, reason = 'a key leaked'): Stop {
  return { scope, reason, ...ENTRY };
}

function many(count: number): Stop[] {
  return Array.from({ length: count }, (_, index) => aStop({ connector: `c-${index}` }));
}

function aRole(subject: string): StopScope {
  return { caller: { issuer: 'aws-iam', subject } };
}

describe('a stop', () => {
  it('is recorded, and then written with who made it, when and why', async () => {
    const world = aBrake();
    expect(await stop(world.ports, SHOP, ADA, aCall())).toEqual([{ ...SHOP, ...ENTRY }]);
    expect(world.stops).toEqual([{ ...SHOP, ...ENTRY }]);
    expect(world.records).toMatchObject([
      { action: 'stop', caller: ADA, kind: 'connector', id: 'shop', reason: 'a key leaked', outcome: 'done' },
    ]);
    expect(world.reported).toEqual([1]);
  });

  it('again with the same reason writes nothing, and with another one replaces it', async () => {
    const world = aBrake([aStop(SHOP.scope)]);
    await stop(world.ports, SHOP, ADA, aCall());
    expect(world.writes).toBe(0);
    await stop(world.ports, { ...SHOP, reason: 'two keys leaked' }, ADA, aCall());
    expect(world.stops).toEqual([aStop(SHOP.scope, 'two keys leaked')]);
  });

  it('is made again from what another operator wrote meanwhile, so that neither is lost', async () => {
    const world = aBrake();
    const { readStops } = world.ports;
    let reads = 0;
    const ports: StopPorts = {
      ...world.ports,
      readStops: async (call) => {
        const read = await readStops(call);
        reads += 1;
        if (reads === 1) Object.assign(world, { stops: [aStop({ issuer: 'ci' })], version: 2 });
        return read;
      },
    };
    await stop(ports, SHOP, ADA, aCall());
    expect(world.stops).toEqual([aStop({ issuer: 'ci' }), aStop(SHOP.scope)]);
  });

  it('gives up where others are always faster, and records that it failed', async () => {
    const writeStops = async () => {
      throw new VersionConflict();
    };
    const world = aBrake([], { writeStops });
    await expect(stop(world.ports, SHOP, ADA, aCall())).rejects.toMatchObject({ code: 'conflict' });
    expect(world.records.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['done', undefined],
      ['failed', 'conflict'],
    ]);
  });

  it('holds although it cannot be recorded, and the operator hears of it', async () => {
    const recordAct = async () => {
      throw new PortunusError('audit_unavailable', 'audit');
    };
    const world = aBrake([], { recordAct });
    await stop(world.ports, SHOP, ADA, aCall());
    expect(world.stops).toEqual([{ ...SHOP, ...ENTRY }]);
    expect(world.faults).toMatchObject([{ code: 'audit_unavailable', reason: 'stop_not_recorded' }]);
  });

  it('is the hundredth at most', async () => {
    const world = aBrake(many(99));
    expect(await stop(world.ports, SHOP, ADA, aCall())).toHaveLength(100);
    const refused = stop(world.ports, { ...SHOP, scope: { issuer: 'ci' } }, ADA, aCall());
    await expect(refused).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ field: 'scope', detail: expect.stringContaining('100 are in force') }],
    });
    // What is stopped already can still be told another reason.
    expect(await stop(world.ports, { ...SHOP, reason: 'other' }, ADA, aCall())).toHaveLength(100);
  });

  it('is refused before all of them together are too large for every login to read', async () => {
    const large = (index: number) => aStop({ caller: { issuer: 'ci', subject: `${index}`.padEnd(1_000, 'x') } });
    const world = aBrake(Array.from({ length: 57 }, (_, index) => large(index)));
    const refused = stop(world.ports, { scope: large(99).scope, reason: 'x' }, ADA, aCall());
    await expect(refused).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each<readonly [string, StopScope, string]>([
    ['connector', { connector: 'missing' }, 'scope.connector'],
    ['issuer', { issuer: 'missing' }, 'scope.issuer'],
    ['job', { job: 'missing' }, 'scope.job'],
    ['caller', { caller: { issuer: 'missing', subject: 'x' } }, 'scope.caller.issuer'],
    ['job as a caller', { caller: { issuer: 'refresh-job', subject: 'missing' } }, 'scope.caller.subject'],
    ['role by its path', aRole('arn:aws:iam::123456789012:role/ci/build'), 'scope.caller.subject'],
    ['role by its session', aRole('arn:aws:sts::123456789012:assumed-role/build/42'), 'scope.caller.subject'],
  ])('of a %s that is not defined is refused: it would stop nothing', async (_what, scope, field) => {
    const world = aBrake();
    await expect(stop(world.ports, { scope, reason: 'x' }, ADA, aCall())).rejects.toMatchObject({
      ...{ code: 'not_found', errors: [{ field, detail: expect.any(String) }] },
    });
    expect([world.writes, world.records]).toEqual([0, []]);
  });

  it('of a role takes the subject that the log has', async () => {
    const scope = aRole('arn:aws-cn:iam::123456789012:role/build');
    expect(await stop(aBrake().ports, { scope, reason: 'x' }, ADA, aCall())).toEqual([aStop(scope, 'x')]);
  });

  it.each(['aws-iam', 'refresh-job'])('of %s needs no issuer of that name', async (issuer) => {
    const readDefinition = async () => undefined;
    expect(await stop(aBrake([], { readDefinition }).ports, { scope: { issuer }, reason: 'x' }, ADA, aCall())).toEqual([
      aStop({ issuer }, 'x'),
    ]);
  });
});

describe('a resume', () => {
  it('takes one stop away, and is recorded first', async () => {
    const world = aBrake([aStop(SHOP.scope), aStop({ issuer: 'ci' })]);
    await resume(world.ports, { ...SHOP, reason: 'key replaced' }, ADA, aCall());
    expect(world.stops).toEqual([aStop({ issuer: 'ci' })]);
    expect(world.records).toMatchObject([{ action: 'resume', outcome: 'done', reason: 'key replaced' }]);
  });

  it('of what is not stopped says so, and leaves no record', async () => {
    const world = aBrake([aStop({ issuer: 'shop' })]);
    await expect(resume(world.ports, SHOP, ADA, aCall())).rejects.toMatchObject({
      ...{ code: 'not_found', errors: [{ field: 'scope', detail: 'is not stopped' }] },
    });
    expect(world.records).toEqual([]);
  });

  it('that cannot be recorded does not happen', async () => {
    const recordAct = async () => {
      throw new PortunusError('audit_unavailable', 'audit');
    };
    const world = aBrake([aStop(SHOP.scope)], { recordAct });
    await expect(resume(world.ports, SHOP, ADA, aCall())).rejects.toMatchObject({ code: 'audit_unavailable' });
    expect(world.stops).toEqual([aStop(SHOP.scope)]);
  });
});

describe('stops that cannot be read', () => {
  const UNREADABLE = { unreadable: 'stops is not JSON' };

  it('are listed as a fault that says what to do', async () => {
    await expect(listStops(aBrake(UNREADABLE).ports, aCall())).rejects.toMatchObject({
      ...{ code: 'misconfigured', reason: 'stops_unreadable: stops is not JSON' },
      errors: [{ field: 'stops', detail: expect.stringContaining('stop all') }],
    });
  });

  it.each([
    ['a narrower stop', stop, SHOP],
    ['a resume', resume, SHOP],
    ['a resume of all', resume, { scope: 'all', reason: 'x' }],
  ] as const)('are not replaced by %s: that could let somebody in', async (_what, change, request) => {
    const world = aBrake(UNREADABLE);
    await expect(change(world.ports, request, ADA, aCall())).rejects.toMatchObject({ code: 'conflict' });
    expect(world.stops).toBe(UNREADABLE);
  });

  it('are replaced by a stop of all, which can be resumed', async () => {
    const world = aBrake(UNREADABLE);
    const all = { scope: 'all', reason: 'x' } as const;
    expect(await stop(world.ports, all, ADA, aCall())).toEqual([aStop('all', 'x')]);
    expect(await resume(world.ports, all, ADA, aCall())).toEqual([]);
  });
});

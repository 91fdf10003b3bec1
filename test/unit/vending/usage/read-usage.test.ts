import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../../shared/domain/grant.ts';
import { grantSha256 } from '../../../../shared/vending/issuing/audit-draft.ts';
import { countUsage } from '../../../../shared/vending/usage/count-usage.ts';
import { readUsage, type UsagePorts, type UsageRequest } from '../../../../shared/vending/usage/read-usage.ts';
import { aMemoryTable } from '../../../support/admin-ports.ts';
import { aCall, aWrittenConnector } from '../../../support/builders.ts';
import { aUsageStore, aUse, type UsageStore } from '../../../support/usage.ts';

/** As written, and as it is read and counted. */
const MAIN = { issuer: 'ci', claims: { repository_id: ['1'] } };
const MAIN_READ: Grant = { issuer: 'ci', claims: [{ claim: ['repository_id'], anyOf: ['1'] }] };
const JOB = { refreshJob: 'nightly' };
const [MAIN_SHA, JOB_SHA] = [grantSha256(MAIN_READ), grantSha256(JOB)];

const NOW = new Date('2026-11-21T12:00:00.000Z');
const RANGE = { from: '2026-11-01', to: '2026-11-22', limit: 50 };

interface World {
  readonly ports: UsagePorts;
  readonly store: UsageStore;
  readonly write: (id: string, grants: readonly object[]) => void;
  readonly remove: (id: string) => void;
}

/** Every version was written at the time of `at`. */
function aWorld(at = '2026-01-01T00:00:00.000Z'): World {
  const table = aMemoryTable();
  const store = aUsageStore();
  const versions: Record<string, { version: number; definition: unknown }[]> = {};
  const write = (id: string, grants: readonly object[]) => {
    const definition = aWrittenConnector({ id, grants });
    table.put('connector', definition);
    versions[id] = [{ version: (versions[id]?.length ?? 0) + 1, definition }, ...(versions[id] ?? [])];
  };
  const ports: UsagePorts = {
    readUsage: store.read,
    listDefinitions: table.ports.listDefinitions,
    readLatest: table.ports.readLatest,
    readVersion: async (_kind, id, version) => {
      const kept = versions[id]?.find((one) => one.version === version);
      return kept && { ...kept, deleted: false, changedAt: new Date(at) };
    },
    listVersions: async function* (_kind, id, { before = Infinity }) {
      const items = (versions[id] ?? []).filter(({ version }) => version < before);
      yield { items: items.map((one) => ({ ...one, deleted: false })) };
    },
  };
  return { ports, store, write, remove: (id) => table.remove('connector', id) };
}

function read({ ports }: World, request: Partial<UsageRequest> = {}) {
  return readUsage(ports, { ...RANGE, ...request }, aCall({ now: () => NOW }));
}

async function count({ store }: World, ...uses: Parameters<typeof aUse>[0][]): Promise<void> {
  await countUsage(store.update, uses.map(aUse), aCall());
}

async function itemsOf(world: World, request: Partial<UsageRequest> = {}) {
  // biome-ignore lint/suspicious/noExplicitAny: each test reads the members that it is about.
  return (await read(world, request)).items as any[];
}

describe('a deployment that counts nothing', () => {
  it('says so, and calls no connector unused', async () => {
    const world = aWorld();
    world.write('shop-images', [MAIN]);
    expect(await read(world)).toEqual({ kept: false, items: [] });
    expect(await read(world, { unusedForDays: 1 })).toEqual({ kept: false, items: [] });
  });
});

describe('one connector', () => {
  it('has its last use, the counts of each day, and those of each grant that it has or had', async () => {
    const world = aWorld();
    world.write('shop-images', [MAIN, JOB]);
    const gone = 'c'.repeat(64);
    await count(
      world,
      { grantKey: MAIN_SHA, time: '2026-11-20T08:00:00.000Z' },
      { grantKey: MAIN_SHA, time: '2026-11-21T09:00:00.000Z' },
      { grantKey: gone, outcome: 'failed', time: '2026-11-21T10:00:00.000Z' },
      { grantKey: 'administrator', time: '2026-11-21T11:00:00.000Z' },
    );
    expect(await read(world, { connector: 'shop-images' })).toEqual({
      kept: true,
      since: '2026-11-20T08:00:00.000Z',
      until: '2026-11-21T11:00:00.000Z',
      from: '2026-11-01',
      to: '2026-11-22',
      items: [
        {
          connectorId: 'shop-images',
          firstUsedAt: '2026-11-20T08:00:00.000Z',
          lastUsedAt: '2026-11-21T11:00:00.000Z',
          ...{ issued: 3, refused: 0, failed: 1 },
          days: [
            { day: '2026-11-20', issued: 1, refused: 0, failed: 0 },
            { day: '2026-11-21', issued: 2, refused: 0, failed: 1 },
          ],
          grants: [
            {
              grantSha256: MAIN_SHA,
              grant: MAIN,
              firstUsedAt: '2026-11-20T08:00:00.000Z',
              lastUsedAt: '2026-11-21T09:00:00.000Z',
              ...{ issued: 2, refused: 0, failed: 0 },
              days: [
                { day: '2026-11-20', issued: 1, refused: 0, failed: 0 },
                { day: '2026-11-21', issued: 1, refused: 0, failed: 0 },
              ],
            },
            { grantSha256: JOB_SHA, grant: JOB, issued: 0, refused: 0, failed: 0, days: [], neverMatched: true },
          ],
          formerGrants: [
            {
              grantSha256: gone,
              ...{ issued: 0, refused: 0, failed: 1 },
              days: [{ day: '2026-11-21', issued: 0, refused: 0, failed: 1 }],
            },
          ],
          administrators: {
            firstUsedAt: '2026-11-21T11:00:00.000Z',
            lastUsedAt: '2026-11-21T11:00:00.000Z',
            ...{ issued: 1, refused: 0, failed: 0 },
            days: [{ day: '2026-11-21', issued: 1, refused: 0, failed: 0 }],
          },
        },
      ],
    });
  });

  it('counts from the first day, and up to the last that comes before the end', async () => {
    const world = aWorld();
    world.write('shop-images', [MAIN]);
    await count(world, ...['01', '02', '03'].map((day) => ({ time: `2026-11-${day}T00:00:00.000Z` })));
    const [item] = await itemsOf(world, { connector: 'shop-images', from: '2026-11-02', to: '2026-11-03' });
    expect([item.issued, item.days.map(({ day }: { day: string }) => day)]).toEqual([1, ['2026-11-02']]);
  });

  it('that was deleted still has its counts', async () => {
    const world = aWorld();
    world.write('shop-images', [MAIN]);
    await count(world, {});
    world.remove('shop-images');
    expect(await itemsOf(world, { connector: 'shop-images' })).toMatchObject([
      { deleted: true, issued: 1, grants: [] },
    ]);
  });

  it('that never was is not found, whatever was asked for under its id', async () => {
    const world = aWorld();
    await count(world, { connectorId: 'guessed', outcome: 'refused' });
    await expect(read(world, { connector: 'guessed' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('says that its counters can not be read, and does not call it unused', async () => {
    const world = aWorld();
    world.write('shop-images', [MAIN]);
    await count(world, {});
    const readUsage = { ...world.store.read, total: async () => 'unreadable' as const };
    const broken = { ...world, ports: { ...world.ports, readUsage } };
    expect(await itemsOf(broken, { connector: 'shop-images' })).toEqual([
      { connectorId: 'shop-images', unreadable: true },
    ]);
  });
});

describe('a grant never matched', () => {
  const never = async (world: World) =>
    (await itemsOf(world, { connector: 'shop-images' }))[0].grants.map(
      ({ neverMatched = false }: { neverMatched?: boolean }) => neverMatched,
    );

  it('if nothing was counted for it', async () => {
    const world = aWorld();
    world.write('shop-images', [MAIN, JOB]);
    await count(world, { grantKey: JOB_SHA });
    expect(await never(world)).toEqual([true, false]);
  });

  it('does not mean: if nothing was issued', async () => {
    const world = aWorld();
    world.write('shop-images', [MAIN]);
    await count(world, { grantKey: MAIN_SHA, outcome: 'failed' });
    expect(await never(world)).toEqual([false]);
  });

  it('if it matched, was taken away, and was added again', async () => {
    const world = aWorld();
    world.write('shop-images', [MAIN]);
    await count(world, { grantKey: MAIN_SHA, connectorVersion: 1 });
    world.write('shop-images', []);
    world.write('shop-images', [MAIN]);
    expect(await never(world)).toEqual([true]);
    await count(world, { grantKey: MAIN_SHA, connectorVersion: 3 });
    expect(await never(world)).toEqual([false]);
  });

  it('is not said of one that stayed while others changed', async () => {
    const world = aWorld();
    world.write('shop-images', [MAIN]);
    await count(world, { grantKey: MAIN_SHA, connectorVersion: 1 });
    for (let version = 0; version < 3; version += 1) world.write('shop-images', [MAIN, ...(version % 2 ? [JOB] : [])]);
    expect(await never(world)).toEqual([false]);
  });
});

describe('connectors that are unused', () => {
  const ids = async (world: World, unusedForDays: number) =>
    (await itemsOf(world, { unusedForDays })).map(({ connectorId }) => connectorId);

  it('are those whose last use is so many days ago, and those that were never used', async () => {
    const world = aWorld();
    for (const id of ['busy', 'idle', 'never']) world.write(id, [MAIN]);
    await count(
      world,
      { connectorId: 'idle', time: '2026-06-01T00:00:00.000Z' },
      { connectorId: 'busy', time: '2026-11-21T11:00:00.000Z' },
      { connectorId: 'never', outcome: 'refused', time: '2026-11-21T11:00:00.000Z' },
    );
    expect(await ids(world, 90)).toEqual(['idle', 'never']);
    expect(await ids(world, 174)).toEqual([]);
  });

  it('are not those that are younger, as far as their first version tells', async () => {
    const world = aWorld('2026-11-20T00:00:00.000Z');
    world.write('new', [MAIN]);
    await count(world, { connectorId: 'other', time: '2026-01-01T00:00:00.000Z' });
    expect(await ids(world, 90)).toEqual([]);
    expect(await ids(world, 1)).toEqual(['new']);
  });

  it('are not known before somebody counted for so long', async () => {
    const world = aWorld();
    world.write('old', [MAIN]);
    await count(world, { connectorId: 'other', time: '2026-11-11T00:00:00.000Z' });
    expect(await ids(world, 90)).toEqual([]);
    expect(await ids(world, 10)).toEqual(['old']);
  });
});

describe('all connectors', () => {
  it('come page by page, without the days of their grants', async () => {
    const world = aWorld();
    for (const id of ['a1', 'b2', 'c3']) world.write(id, [MAIN]);
    await count(world, { connectorId: 'b2', grantKey: MAIN_SHA });
    const first = await read(world, { limit: 2 });
    expect(first).toMatchObject({ items: [{ connectorId: 'a1' }, { connectorId: 'b2', issued: 1 }], after: 'b2' });
    expect(first.items[1]).not.toHaveProperty(['grants', 0, 'days']);
    expect(first.items[1]).not.toHaveProperty(['grants', 0, 'grant']);
    const last = await read(world, { limit: 2, after: 'b2' });
    expect([last.items.length, 'after' in last]).toEqual([1, false]);
  });
});

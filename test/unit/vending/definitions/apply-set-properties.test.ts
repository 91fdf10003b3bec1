// A set that is killed anywhere: what is there then is whole, and the same request goes on to where it would have ended.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFINITION_KINDS, type DefinitionKind, LISTS } from '../../../../shared/domain/definition.ts';
import { groupsOf } from '../../../../shared/vending/definitions/apply-changes.ts';
import { applySet } from '../../../../shared/vending/definitions/apply-set.ts';
import { planDefinitions } from '../../../../shared/vending/definitions/plan-definitions.ts';
import { isPending } from '../../../../shared/vending/definitions/shown-plan.ts';
import type { AdminPorts } from '../../../../shared/vending/definitions/write-for-caller.ts';
import { aMemoryTable, type MemoryTable } from '../../../support/admin-ports.ts';
import { aCall, aPerson } from '../../../support/builders.ts';
import { parsed, putSet, sets, type WrittenSet } from '../../../support/random-sets.ts';

const ADA = aPerson({ administrator: true });

/** A table, and which jobs are on the schedule. */
function aWorld(before: WrittenSet) {
  const scheduled = new Set<string>();
  const table = aMemoryTable({ scheduleJob: async (job) => void scheduled.add(job) });
  putSet(table, before);
  for (const { id, enabled } of before.refreshJobs) if (enabled !== false) scheduled.add(String(id));
  return { table, scheduled };
}

const WRITES = ['recordChange', 'writeDefinitions', 'scheduleJob'] as const;

/** Ports of a process that is killed at its write of this number, before it or when it is done. Nothing works then. */
function killedAt(ports: AdminPorts, at: number, when: 'before' | 'after') {
  let writes = 0;
  let isDead = false;
  const died = () => new Error('killed');
  const mortal =
    (work: (...args: never[]) => unknown, isWrite: boolean) =>
    async (...args: never[]) => {
      if (isDead) throw died();
      if (isWrite) writes += 1;
      isDead = isWrite && writes === at;
      if (isDead && when === 'before') throw died();
      const result = await work(...args);
      if (isDead) throw died();
      return result;
    };
  const changed = WRITES.map((name) => [name, mortal(ports[name] as never, true)]);
  const read = mortal(ports.readDefinition as never, false);
  return { ...ports, readDefinition: read, ...Object.fromEntries(changed) } as AdminPorts;
}

function request(set: WrittenSet, prune: boolean) {
  return { definitions: parsed(set), dryRun: false, prune, allowEmpty: true };
}

async function applyAll(table: MemoryTable, set: WrittenSet, prune: boolean): Promise<number> {
  const { applied, remaining } = await applySet(table.ports, request(set, prune), ADA, aCall());
  expect(remaining).toBe(0);
  return applied;
}

async function stored(table: MemoryTable, kind: DefinitionKind) {
  const all = [];
  for await (const { items } of table.ports.listDefinitions(kind, { pageSize: 100 }, aCall())) {
    // biome-ignore lint/suspicious/noExplicitAny: each kind is read as it is expected to be.
    all.push(...items.map(({ written }) => written as any));
  }
  return all;
}

/** Nothing refers to what is not there. */
async function expectWhole(table: MemoryTable): Promise<void> {
  for (const { account, grants } of await stored(table, 'connector')) {
    expect(table.get('account', account)).toBeDefined();
    for (const { issuer } of grants) if (issuer !== undefined) expect(table.get('issuer', issuer)).toBeDefined();
  }
  for (const { connector } of await stored(table, 'refresh-job')) {
    expect(table.get('connector', connector)).toBeDefined();
  }
}

async function expectReached(table: MemoryTable, set: WrittenSet): Promise<void> {
  for (const kind of DEFINITION_KINDS) {
    const there = (await stored(table, kind)).map(({ externalId: _made, ...rest }) => rest);
    const wanted = set[LISTS[kind]].toSorted((one, other) => (String(one.id) < String(other.id) ? -1 : 1));
    expect(there).toEqual(wanted);
  }
}

it('a set with prune ends as it is written, wherever it was killed in between', async () => {
  await fc.assert(
    fc.asyncProperty(sets, sets, fc.nat(), fc.constantFrom('before', 'after'), async (before, set, point, when) => {
      const unhurt = aWorld(before);
      await applyAll(unhurt.table, set, true);
      await expectReached(unhurt.table, set);
      const writes = unhurt.table.records.length + unhurt.table.writes.length;
      const { table, scheduled } = aWorld(before);
      const mortal = killedAt(table.ports, 1 + (point % Math.max(1, writes)), when as 'before' | 'after');
      await applySet(mortal, request(set, true), ADA, aCall()).catch(() => {});
      await expectWhole(table);
      await applyAll(table, set, true);
      await expectReached(table, set);
      await expectWhole(table);
      for (const { id, enabled } of set.refreshJobs) if (enabled !== false) expect(scheduled).toContain(id);
      // Each version that is there was recorded before it was written.
      for (const { kind, id, replaces = 0 } of table.writes) {
        expect(table.records).toContainEqual(
          expect.objectContaining({ kind, id, version: replaces + 1, outcome: 'begun' }),
        );
      }
    }),
    { numRuns: 60 },
  );
});

it('up to thirty changes are there together or not at all', async () => {
  await fc.assert(
    fc.asyncProperty(sets, sets, fc.nat(), fc.constantFrom('before', 'after'), async (before, set, point, when) => {
      const { table } = aWorld(before);
      const plan = await planDefinitions(parsed(set), table.ports, aCall(), { prune: true });
      const pending = plan.ok ? plan.changes.filter(isPending) : [];
      fc.pre(pending.length > 0 && groupsOf(pending).length === 1);
      const mortal = killedAt(table.ports, 1 + (point % (pending.length + 1)), when as 'before' | 'after');
      await applySet(mortal, request(set, true), ADA, aCall()).catch(() => {});
      expect([0, pending.length]).toContain(table.writes.length);
    }),
    { numRuns: 40 },
  );
});

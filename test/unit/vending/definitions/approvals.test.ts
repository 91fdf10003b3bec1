// A change waits for a second person, and is then made exactly as it was proposed, or not at all.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Approval } from '../../../../shared/domain/approval.ts';
import type { Caller } from '../../../../shared/domain/caller.ts';
import {
  createDefinition,
  decide,
  deleteDefinition,
  replaceDefinition,
  restoreDefinition,
} from '../../../../shared/vending/definitions/administer.ts';
import { AwaitsApproval, MOST_PENDING } from '../../../../shared/vending/definitions/approvals.ts';
import { listApprovals } from '../../../../shared/vending/definitions/lapsed-approvals.ts';
import { patchDefinition } from '../../../../shared/vending/definitions/patch-definition.ts';
import { VersionConflict } from '../../../../shared/vending/definitions/ports.ts';
import { assertAdministrator } from '../../../../shared/vending/issuing/identify-caller.ts';
import { aMemoryOfApprovals, aMemoryTable } from '../../../support/admin-ports.ts';
import { aCall, anIamCaller, aPerson, aWrittenIssuer, NOW } from '../../../support/builders.ts';

const ADA = aPerson({ subject: 'ada', administrator: true });
const BOB = aPerson({ subject: 'bob', administrator: true });
const NAME = { kind: 'issuer', id: 'ci' } as const;
const CHANGED = { ...aWrittenIssuer(), maxTokenAgeSeconds: 901 };
const ANY = 'any' as const;
const DAY_MS = 86_400_000;

function aTable(versions: readonly object[] = [aWrittenIssuer()]) {
  const approvals = aMemoryOfApprovals(true);
  const table = aMemoryTable({ approvals });
  for (const version of versions) table.put('issuer', version as never);
  return { ...table, approvals };
}
type Table = ReturnType<typeof aTable>;

async function proposed(work: Promise<unknown>): Promise<Approval> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof AwaitsApproval) return thrown.approval;
  throw thrown ?? new Error('it did not wait');
}
function propose({ ports }: Table, by: Caller = ADA, written: Record<string, unknown> = CHANGED): Promise<Approval> {
  return proposed(replaceDefinition(ports, NAME, { written, ifMatch: ANY }, by, aCall()));
}
function approve({ ports }: Table, { id }: Approval, by: Caller = BOB, call = aCall()) {
  return decide(ports, { id, decision: 'approve' }, by, call);
}
function reject({ ports }: Table, { id }: Approval, by: Caller = BOB) {
  return decide(ports, { id, decision: 'reject' }, by, aCall());
}
const refused = (field: string, detail: RegExp) => ({
  code: 'conflict',
  errors: [{ field, detail: expect.stringMatching(detail) }],
});

describe('a change that waits', () => {
  it.each<[string, readonly object[], (table: Table) => Promise<unknown>, number]>([
    ['a creation', [], ({ ports }) => createDefinition(ports, 'issuer', CHANGED, ADA, aCall()), 1],
    [
      'a replacement',
      [aWrittenIssuer()],
      ({ ports }) => replaceDefinition(ports, NAME, { written: CHANGED, ifMatch: ANY }, ADA, aCall()),
      2,
    ],
    [
      'a patch',
      [aWrittenIssuer()],
      ({ ports }) =>
        patchDefinition(ports, NAME, { written: { maxTokenAgeSeconds: 901 }, ifMatch: undefined }, ADA, aCall()),
      2,
    ],
    ['a deletion', [aWrittenIssuer()], ({ ports }) => deleteDefinition(ports, NAME, ANY, ADA, aCall()), 2],
    [
      'going back to a version',
      [aWrittenIssuer(), CHANGED],
      ({ ports }) => restoreDefinition(ports, NAME, { version: 1 }, ADA, aCall()),
      3,
    ],
  ])(
    '%s is written when another person approves it, once, as whoever proposed it',
    async (_what, versions, ask, version) => {
      const table = aTable(versions);
      const approval = await proposed(ask(table));
      expect(table.writes).toEqual([]);
      expect(approval).toMatchObject({ status: 'pending', proposedBy: { subject: 'ada' }, target: NAME });
      expect((await approve(table, approval)).status).toBe('approved');
      expect(table.writes).toMatchObject([{ ...NAME, changedBy: 'corp:ada' }]);
      expect(table.records.map((record) => [record.version, record.outcome])).toEqual([[version, 'begun']]);
      expect(table.acts.map(({ action, outcome, caller }) => [action, outcome, caller.subject])).toEqual([
        ['change-proposed', 'done', 'ada'],
        ['change-approved', 'done', 'bob'],
      ]);
    },
  );

  it('is recorded without the address of who approved it, which is not that of who proposed it', async () => {
    const table = aTable();
    const approval = await propose(table);
    await approve(table, approval, BOB, { ...aCall(), sourceIp: '192.0.2.7', userAgent: 'curl/8' });
    expect(table.records).toEqual([expect.not.objectContaining({ sourceIp: '192.0.2.7' })]);
    expect(table.acts.at(-1)).toMatchObject({ action: 'change-approved', sourceIp: '192.0.2.7', userAgent: 'curl/8' });
  });

  it('says who decided on it, and when', async () => {
    const table = aTable();
    const decidedBy = { issuer: 'corp', subject: 'bob' };
    const [one, other] = [await propose(table), await propose(table, ADA, { ...CHANGED, maxTokenAgeSeconds: 902 })];
    expect(await reject(table, other)).toMatchObject({ decidedBy, decidedAt: NOW.toISOString() });
    expect(await approve(table, one)).toMatchObject({ decidedBy, decidedAt: NOW.toISOString() });
  });

  it('may be approved by the same name of another issuer, who is another person', async () => {
    const table = aTable();
    const approval = await propose(table);
    expect((await approve(table, approval, aPerson({ ...ADA, issuer: 'other' }))).status).toBe('approved');
  });

  it('is not made twice: deciding the same again answers the same', async () => {
    const table = aTable();
    const approval = await propose(table);
    await approve(table, approval);
    expect(await approve(table, approval)).toMatchObject({ id: approval.id, status: 'approved' });
    expect(table.writes).toHaveLength(1);
    await expect(reject(table, approval)).rejects.toMatchObject(refused('id', /approved already/));
  });

  it('is one, however often it is proposed', async () => {
    const table = aTable();
    const [one, again] = [await propose(table), await propose(table)];
    expect(again.id).toBe(one.id);
    expect(table.approvals.kept.size).toBe(1);
    // Of another person it is another one: each is approved by somebody else.
    expect((await propose(table, BOB)).id).not.toBe(one.id);
  });

  it('is not made where it is rejected, by whoever', async () => {
    const table = aTable();
    const approval = await propose(table);
    expect((await reject(table, approval, ADA)).status).toBe('rejected');
    await expect(approve(table, approval)).rejects.toMatchObject(refused('id', /rejected already/));
    expect(table.writes).toEqual([]);
    expect((await propose(table)).status).toBe('pending');
  });

  it('is one of a hundred at most', async () => {
    const table = aTable();
    for (let age = 1; age <= MOST_PENDING; age += 1)
      await propose(table, ADA, { ...CHANGED, maxTokenAgeSeconds: 1_000 + age });
    await expect(propose(table)).rejects.toMatchObject(refused('approvals', /100/));
    const [first] = table.approvals.kept.values();
    await reject(table, first as Approval);
    expect((await propose(table)).status).toBe('pending');
  });
});

describe('nobody approves', () => {
  it.each<[string, Caller, string, RegExp]>([
    ['what they proposed', ADA, 'caller', /another person/],
    ['by a role, whose session may be anybody', anIamCaller({ administrator: true }), 'caller', /must be a person/],
  ])('%s', async (_what, by, field, detail) => {
    const table = aTable();
    const approval = await propose(table);
    await expect(approve(table, approval, by)).rejects.toMatchObject(refused(field, detail));
    expect(table.writes).toEqual([]);
  });

  it('by the groups that the very change would make administrators', async () => {
    const table = aTable();
    const written = {
      ...CHANGED,
      kind: 'user',
      groupsClaim: 'groups',
      adminGroups: ['mine'],
      require: { token_use: ['id'] },
    };
    await propose(table, ADA, written);
    // Until it is written, such a person is as anybody else to every route.
    expect(() => assertAdministrator(aPerson({ groups: ['mine'] }))).toThrow();
  });

  it('what is not there, or no longer', async () => {
    const table = aTable();
    const approval = await propose(table);
    await expect(approve(table, { ...approval, id: '0'.repeat(32) })).rejects.toMatchObject({ code: 'not_found' });
    const late = { ...aCall(), now: () => new Date(NOW.getTime() + 7 * DAY_MS) };
    await expect(approve(table, approval, BOB, late)).rejects.toMatchObject({ code: 'not_found' });
    expect(table.writes).toEqual([]);
  });

  it('too late, and a moment before the end is not too late', async () => {
    const table = aTable();
    const approval = await propose(table);
    const inTime = { ...aCall(), now: () => new Date(NOW.getTime() + 7 * DAY_MS - 1) };
    expect((await approve(table, approval, BOB, inTime)).status).toBe('approved');
  });

  it('what was changed meanwhile: it is void, and stays so', async () => {
    const table = aTable();
    const approval = await propose(table);
    table.put('issuer', { ...aWrittenIssuer(), maxTokenAgeSeconds: 777 });
    await expect(approve(table, approval)).rejects.toMatchObject(refused('id', /void/));
    table.put('issuer', aWrittenIssuer());
    await expect(approve(table, approval)).rejects.toMatchObject(refused('id', /void/));
    expect(table.writes).toEqual([]);
  });

  it.each<[string, Partial<Approval>]>([
    ['another definition', { definition: { ...CHANGED, maxTokenAgeSeconds: 902 } }],
    ['another action', { action: 'restore', restores: { version: 1, deleted: false } }],
    ['another target', { target: { kind: 'issuer', id: 'other' } }],
    ['another proposer', { proposedBy: { issuer: 'corp', subject: 'eve' } }],
  ])('what was altered where it is stored: %s', async (_what, altered) => {
    const table = aTable();
    const approval = await propose(table);
    table.approvals.kept.set(approval.id, { ...approval, ...altered });
    await expect(approve(table, approval)).rejects.toMatchObject(refused('id', /not what was proposed/));
    expect(table.writes).toEqual([]);
  });

  it('what the deployment has locked since', async () => {
    const table = aTable();
    const approval = await propose(table);
    const ports = { ...table.ports, lockedIssuers: 'all' as const };
    await expect(decide(ports, { id: approval.id, decision: 'approve' }, BOB, aCall())).rejects.toMatchObject(
      refused('id', /locked/),
    );
    expect(table.writes).toEqual([]);
  });
});

describe('a proposal on which nobody decides in time', () => {
  const END = new Date(NOW.getTime() + 7 * DAY_MS);
  const AFTER = { ...aCall(), now: () => END, sourceIp: '192.0.2.7', userAgent: 'curl/8' };
  const list = ({ ports }: Table, call = AFTER) => listApprovals(ports, { limit: 50 }, call);
  const lapses = ({ acts }: Table) => acts.filter(({ action }) => action === 'change-lapsed');

  it('says in the record of its beginning until when it is open', async () => {
    const table = aTable();
    const { id } = await propose(table);
    expect(table.acts).toMatchObject([
      { action: 'change-proposed', reason: expect.stringMatching(`^approval ${id}, until 2026-11-28T[0-9:.]+Z: `) },
    ]);
  });

  // Nothing in the audit told a proposal that lapsed from one that still waited.
  it.each<[string, (table: Table, approval: Approval) => Promise<unknown>]>([
    ['lists what waits', (table) => list(table)],
    ['approves it', (table, approval) => approve(table, approval, BOB, AFTER).catch(() => undefined)],
    [
      'proposes the same',
      ({ ports }) =>
        replaceDefinition(ports, NAME, { written: CHANGED, ifMatch: ANY }, ADA, AFTER).catch(() => undefined),
    ],
  ])('is recorded as lapsed when somebody %s', async (_what, look) => {
    const table = aTable();
    const approval = await propose(table);
    await look(table, approval);
    expect(lapses(table).map(({ item: _item, ...record }) => record)).toEqual([
      {
        ...{ requestId: AFTER.requestId, time: END, action: 'change-lapsed', outcome: 'done' },
        ...{ kind: 'issuer', id: 'ci', caller: { issuer: 'schedule', subject: 'approvals' } },
        reason: `approval ${approval.id}, proposed by corp:ada, was open until ${approval.expiresAt}`,
      },
    ]);
  });

  it('is recorded once, however often somebody looks', async () => {
    const table = aTable();
    await propose(table);
    expect(await list(table)).toEqual({ items: [] });
    await list(table);
    expect(lapses(table)).toHaveLength(1);
  });

  it.each([
    ['approved it in its last moment', 'approving'],
    ['looked at the same time', 'void'],
  ] as const)('is not left on record as lapsed by who came after somebody that %s', async (_who, status) => {
    const table = aTable();
    const approval = await propose(table);
    const recordAct: typeof table.ports.recordAct = async (record, call) => {
      await table.ports.recordAct(record, call);
      table.approvals.kept.set(approval.id, { ...approval, status });
    };
    const failureRecorded = () => expect.unreachable('the request itself has not failed');
    await listApprovals({ ...table.ports, recordAct }, { limit: 50 }, { ...AFTER, failureRecorded });
    expect(lapses(table).map(({ outcome, code }) => [outcome, code])).toEqual([
      ['done', undefined],
      ['failed', 'precondition_failed'],
    ]);
    expect(table.approvals.kept.get(approval.id)?.status).toBe(status);
  });

  it('has a record of its own beside the others that lapsed', async () => {
    const table = aTable();
    for (const age of [901, 902]) await propose(table, ADA, { ...CHANGED, maxTokenAgeSeconds: age });
    await list(table);
    expect(lapses(table).map(({ item }) => item)).toEqual([0, 1]);
  });

  it('has not lapsed a moment before its end', async () => {
    const table = aTable();
    const { id } = await propose(table);
    const before = { ...AFTER, now: () => new Date(END.getTime() - 1) };
    expect(await list(table, before)).toMatchObject({ items: [{ id }] });
    expect(lapses(table)).toEqual([]);
  });

  it('that was decided on is not said to have lapsed', async () => {
    const table = aTable();
    await reject(table, await propose(table));
    await list(table);
    expect(lapses(table)).toEqual([]);
  });

  it('is looked at again where the record could not be kept', async () => {
    const table = aTable();
    await propose(table);
    const recordAct = () => Promise.reject(new Error('no audit'));
    await expect(listApprovals({ ...table.ports, recordAct }, { limit: 50 }, AFTER)).rejects.toThrow('no audit');
    await list(table);
    expect(lapses(table)).toHaveLength(1);
  });
});

describe('two approvers', () => {
  const EVE = aPerson({ subject: 'eve', administrator: true });

  it('at once make one write, and both learn that it is made', async () => {
    const table = aTable();
    const approval = await propose(table);
    const both = await Promise.all([approve(table, approval, BOB), approve(table, approval, EVE)]);
    expect(both.map(({ status }) => status)).toEqual(['approved', 'approved']);
    expect(table.get('issuer', 'ci')?.version).toBe(2);
  });

  it('come to an end where the first was interrupted, before its write or after it', async () => {
    for (const isWritten of [false, true]) {
      const table = aTable();
      const approval = await propose(table);
      table.approvals.kept.set(approval.id, { ...approval, status: 'approving' });
      if (isWritten) table.put('issuer', CHANGED);
      expect((await approve(table, approval)).status).toBe('approved');
      expect(table.writes).toHaveLength(isWritten ? 0 : 1);
      expect(table.get('issuer', 'ci')?.version).toBe(2);
    }
  });

  it('come to an end where the first was interrupted in a deletion, before it or after it', async () => {
    for (const isDeleted of [false, true]) {
      const table = aTable();
      const approval = await proposed(deleteDefinition(table.ports, NAME, ANY, ADA, aCall()));
      table.approvals.kept.set(approval.id, { ...approval, status: 'approving' });
      if (isDeleted) table.remove('issuer', 'ci');
      expect((await approve(table, approval)).status).toBe('approved');
      expect(table.writes).toHaveLength(isDeleted ? 0 : 1);
      expect(table.get('issuer', 'ci')).toBeUndefined();
    }
  });

  it.each<[string, (table: Table) => void]>([
    ['another change has the version that the first would have made', (table) => table.put('issuer', aWrittenIssuer())],
    [
      'the same was made in two steps, and not by the first',
      (table) => {
        table.put('issuer', aWrittenIssuer());
        table.put('issuer', CHANGED);
      },
    ],
    [
      'it was deleted and made again',
      (table) => {
        table.remove('issuer', 'ci');
        table.put('issuer', aWrittenIssuer());
      },
    ],
  ])('after an interruption take nothing for theirs: %s', async (_what, meanwhile) => {
    const table = aTable();
    const approval = await propose(table);
    table.approvals.kept.set(approval.id, { ...approval, status: 'approving' });
    meanwhile(table);
    await expect(approve(table, approval)).rejects.toMatchObject(refused('id', /void/));
    expect(table.writes).toEqual([]);
    expect(table.approvals.kept.get(approval.id)).toMatchObject({ status: 'void', decidedAt: NOW.toISOString() });
  });

  it('of whom one rejects: what was rejected is never written', async () => {
    const table = aTable();
    const approval = await propose(table);
    await Promise.allSettled([approve(table, approval, BOB), reject(table, approval, EVE)]);
    const { status } = table.approvals.kept.get(approval.id) as Approval;
    expect(table.writes).toHaveLength(status === 'approved' ? 1 : 0);
  });

  it('of whom another change was faster leave it as it is', async () => {
    const table = aTable();
    const approval = await propose(table);
    const ports = {
      ...table.ports,
      writeDefinitions: async () => {
        throw new VersionConflict();
      },
    };
    const request = { id: approval.id, decision: 'approve' as const };
    await expect(decide(ports, request, BOB, aCall())).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(table.writes).toEqual([]);
  });
});

describe('whoever proposes and whoever decides', () => {
  const people = fc.constantFrom('ada', 'bob', 'eve').map((subject) => aPerson({ subject, administrator: true }));
  const step = fc.record({
    by: people,
    what: fc.constantFrom('propose', 'approve', 'reject'),
    age: fc.integer({ min: 901, max: 903 }),
  });

  async function does(table: Table, { by, what, age }: { by: Caller; what: string; age: number }): Promise<unknown> {
    const [waiting] = [...table.approvals.kept.values()].filter(({ status }) => status === 'pending');
    if (what === 'propose') return propose(table, by, { ...CHANGED, maxTokenAgeSeconds: age });
    if (waiting === undefined) return undefined;
    return what === 'approve' ? approve(table, waiting, by) : reject(table, waiting, by);
  }

  it('no version of an issuer comes from one person alone', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const table = aTable();
        for (const one of steps) {
          const before = table.writes.length;
          await does(table, one).catch(() => undefined);
          const made = table.writes.slice(before).map(({ changedBy }) => changedBy);
          expect(made).not.toContain(`corp:${one.by.subject}`);
          written += made.length;
        }
      }),
      { numRuns: 60 },
    );
    expect(written).toBeGreaterThan(0);
  });
});

it('nothing waits where the deployment wants no second person', async () => {
  const table = aMemoryTable();
  table.put('issuer', aWrittenIssuer());
  await replaceDefinition(table.ports, NAME, { written: CHANGED, ifMatch: ANY }, ADA, aCall());
  expect(table.writes).toHaveLength(1);
});

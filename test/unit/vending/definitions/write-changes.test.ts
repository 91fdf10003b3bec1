import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import type { Change } from '../../../../shared/vending/definitions/plan-definitions.ts';
import { VersionConflict } from '../../../../shared/vending/definitions/ports.ts';
import { changedFields, scheduleJobs, writeChanges } from '../../../../shared/vending/definitions/write-changes.ts';
import { aMemoryTable } from '../../../support/admin-ports.ts';
import { aCall, anAccount, NOW } from '../../../support/builders.ts';

const AUTHOR = { issuer: 'corp', subject: 'ada' };

function aChange(overrides: Partial<Change> = {}): Change {
  return { kind: 'account', id: 'build', action: 'create', definition: anAccount(), replaces: undefined, ...overrides };
}

const UNAVAILABLE = new PortunusError('audit_unavailable', 'audit');

describe('writing changes', () => {
  it('keeps the records before it writes', async () => {
    const table = aMemoryTable();
    const changes = [aChange(), aChange({ id: 'other' })];
    await writeChanges(changes, table.ports, AUTHOR, aCall());
    expect(table.steps).toEqual(['record begun', 'record begun', 'write']);
  });

  it('writes all changes in one call, each with its author and time', async () => {
    const table = aMemoryTable();
    table.put('account', { ...anAccount(), id: 'old' });
    const changes = [aChange(), aChange({ id: 'old', action: 'delete', replaces: 1 })];
    await writeChanges(changes, table.ports, AUTHOR, aCall());
    const shared = { kind: 'account', changedBy: 'corp:ada', changedAt: NOW };
    expect(table.writes).toEqual([
      { ...shared, id: 'build', replaces: undefined, definition: anAccount() },
      { ...shared, id: 'old', replaces: 1, definition: undefined },
    ]);
  });

  it('says in the record who did what to which fields, from where', async () => {
    const table = aMemoryTable();
    table.put('account', anAccount());
    const change = aChange({ action: 'change', replaces: 1, before: anAccount(), definition: { id: 'build', x: 1 } });
    await writeChanges([change], table.ports, AUTHOR, aCall({ requestId: 'request-1', sourceIp: '192.0.2.7' }));
    expect(table.records).toEqual([
      {
        ...{ requestId: 'request-1', time: NOW, author: AUTHOR, sourceIp: '192.0.2.7', action: 'change' },
        ...{ kind: 'account', id: 'build', version: 2, replaces: 1, outcome: 'begun' },
        fields: ['awsAccountId', 'partition', 'credentials', 'x'],
      },
    ]);
  });

  it.each([
    [true, 'deleted'],
    [false, 'earlier'],
  ] as const)('marks a restoration, of a deleted definition: %s', async (deleted, restores) => {
    const table = aMemoryTable();
    table.put('account', anAccount());
    if (deleted) table.remove('account', 'build');
    const change = aChange({ replaces: deleted ? 2 : 1, restores: { version: 1, deleted } });
    await writeChanges([change], table.ports, AUTHOR, aCall());
    expect([table.records[0]?.action, table.records[0]?.restores]).toEqual(['restore', 1]);
    expect(table.writes[0]?.restores).toBe(restores);
  });

  it('leaves what is unchanged alone', async () => {
    const table = aMemoryTable();
    await writeChanges([aChange({ action: 'unchanged' })], table.ports, AUTHOR, aCall());
    expect(table.steps).toEqual([]);
  });

  it('writes nothing where one record could not be kept, and says that the others failed', async () => {
    const records: string[] = [];
    const table = aMemoryTable({
      recordChange: async ({ id, outcome, code }) => {
        if (id === 'second' && outcome === 'begun') throw UNAVAILABLE;
        records.push(`${id} ${outcome} ${code}`);
      },
    });
    const written = writeChanges([aChange(), aChange({ id: 'second' })], table.ports, AUTHOR, aCall());
    await expect(written).rejects.toBe(UNAVAILABLE);
    expect(table.writes).toEqual([]);
    expect(records).toEqual(['build begun undefined', 'build failed audit_unavailable']);
  });

  it.each([
    ['a conflict', new VersionConflict(), 'conflict'],
    ['the table', new PortunusError('table_unavailable', 'connector'), 'table_unavailable'],
    ['anything else', new TypeError('x'), 'internal'],
  ])('records that a write failed by %s', async (_what, error, code) => {
    const table = aMemoryTable({
      writeDefinitions: async () => {
        throw error;
      },
    });
    await expect(writeChanges([aChange()], table.ports, AUTHOR, aCall())).rejects.toBe(error);
    expect(table.records.map((record) => [record.outcome, record.code])).toEqual([
      ['begun', undefined],
      ['failed', code],
    ]);
  });

  it('throws why the write failed, also where that can not be recorded', async () => {
    const error = new PortunusError('table_unavailable', 'connector');
    const table = aMemoryTable({
      recordChange: async ({ outcome }) => {
        if (outcome === 'failed') throw UNAVAILABLE;
      },
      writeDefinitions: async () => {
        throw error;
      },
    });
    await expect(writeChanges([aChange()], table.ports, AUTHOR, aCall())).rejects.toBe(error);
  });
});

describe('the schedule after a write', () => {
  const job = (overrides: Partial<Change>) => aChange({ kind: 'refresh-job', id: 'nightly', ...overrides });

  it.each([
    ['a new job', job({ action: 'create' }), ['schedule nightly now']],
    ['a changed job', job({ action: 'change' }), ['schedule nightly now']],
    ['an unchanged job', job({ action: 'unchanged', definition: {} }), ['schedule nightly unless-scheduled']],
    ['an unchanged job that is disabled', job({ action: 'unchanged', definition: { enabled: false } }), []],
    [
      'a job that was just disabled',
      job({ action: 'change', definition: { enabled: false } }),
      ['schedule nightly now'],
    ],
    ['a deleted job', job({ action: 'delete' }), []],
    ['a connector', aChange({ kind: 'connector' }), []],
  ])('of %s', async (_what, change, steps) => {
    const table = aMemoryTable();
    await scheduleJobs([change], table.ports, aCall());
    expect(table.steps).toEqual(steps);
  });
});

describe('changed fields', () => {
  it.each([
    ['compares values and not objects', { a: [1], b: 2 }, { a: [1], b: 3 }, ['b']],
    ['names what is new and what is gone', { a: 1 }, { b: 1 }, ['a', 'b']],
    ['names every field of what is new', undefined, { a: 1 }, ['a']],
    ['names every field of what is deleted', { a: 1 }, undefined, ['a']],
  ])('%s', (_what, before, after, fields) => {
    expect(changedFields(before, after)).toEqual(fields);
  });
});

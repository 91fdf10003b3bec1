import { describe, expect, it } from 'vitest';
import { restoreDefinition } from '../../../../shared/vending/definitions/administer.ts';
import { VersionConflict } from '../../../../shared/vending/definitions/ports.ts';
import type { RestoreRequest } from '../../../../shared/vending/definitions/restore-definition.ts';
import type { AdminPorts } from '../../../../shared/vending/definitions/write-for-caller.ts';
import { aMemoryTable, type MemoryTable } from '../../../support/admin-ports.ts';
import { aCall, anAccount, aPerson, aWrittenConnector, aWrittenIssuer } from '../../../support/builders.ts';
import { aWrittenJob } from '../../../support/refresh-builders.ts';

const ADA = aPerson({ administrator: true });
const FIRST = anAccount();
const SECOND = anAccount({ awsAccountId: '210987654321' });

function restore({ ports }: MemoryTable, request: RestoreRequest = {}, kind: 'account' | 'connector' = 'account') {
  const id = kind === 'account' ? 'build' : 'team-a-pull';
  return restoreDefinition(ports, { kind, id }, request, ADA, aCall());
}

/** Two versions, of which the second stands there. */
function aTable(overrides: Partial<AdminPorts> = {}): MemoryTable {
  const table = aMemoryTable(overrides);
  table.put('account', FIRST);
  table.put('account', SECOND);
  return table;
}

/** The same, deleted as its third. */
function aTableWithDeletion(overrides: Partial<AdminPorts> = {}): MemoryTable {
  const table = aTable(overrides);
  table.remove('account', 'build');
  return table;
}

const conflict = (field: string, detail: string) => ({ code: 'conflict', errors: [{ field, detail }] });

describe('restoring a definition', () => {
  it('brings a deleted one back as it was last, as its next version', async () => {
    const table = aTableWithDeletion();
    expect(await restore(table)).toEqual({ version: 4, value: SECOND });
    expect(table.writes).toMatchObject([{ replaces: 3, restores: 'deleted', definition: SECOND }]);
    expect(table.records).toMatchObject([{ action: 'restore', restores: 2, replaces: 3 }]);
  });

  it('brings a deleted one back as it was at a version', async () => {
    expect(await restore(aTableWithDeletion(), { version: 1 })).toEqual({ version: 4, value: FIRST });
  });

  it('goes back to an earlier version of one that is there', async () => {
    const table = aTable();
    expect(await restore(table, { version: 1 })).toEqual({ version: 3, value: FIRST });
    expect(table.writes).toMatchObject([{ replaces: 2, restores: 'earlier' }]);
  });

  it('refuses one that is there, where no version is named', async () => {
    const refused = conflict('id', 'is not deleted; name the version to go back to');
    await expect(restore(aTable())).rejects.toMatchObject(refused);
  });

  it('finds nothing of an id that never was', async () => {
    await expect(restore(aMemoryTable())).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each([
    ['a deletion', 3, 'is a deletion: there is nothing to go back to'],
    ['a version that was not kept', 9, 'was not kept: there is none, or an earlier release wrote it'],
  ])('refuses %s', async (_what, version, detail) => {
    const table = aTableWithDeletion();
    await expect(restore(table, { version })).rejects.toMatchObject(conflict('version', detail));
    expect(table.steps).toEqual([]);
  });

  it('refuses a version that is not readable', async () => {
    const table = aMemoryTable();
    table.putUnreadable('account', 'build');
    table.remove('account', 'build');
    await expect(restore(table)).rejects.toMatchObject(conflict('version', 'is not readable'));
  });

  it.each([
    ['the deletion, where it is deleted', aTableWithDeletion, 3, 2],
    ['what stands there, where it is not', aTable, 2, 1],
  ] as const)('takes If-Match for the version of %s', async (_what, table, right, wrong) => {
    const refused = { code: 'precondition_failed' };
    await expect(restore(table(), { version: 1, ifMatch: wrong })).rejects.toMatchObject(refused);
    expect(await restore(table(), { version: 1, ifMatch: right })).toMatchObject({ value: FIRST });
  });

  it('checks it as any write: what it referred to may be gone', async () => {
    const table = aMemoryTable();
    table.put('issuer', aWrittenIssuer());
    table.put('connector', aWrittenConnector());
    table.remove('connector', 'team-a-pull');
    const refused = { code: 'invalid_request', errors: [{ field: 'account' }] };
    await expect(restore(table, {}, 'connector')).rejects.toMatchObject(refused);
    expect(table.steps).toEqual([]);
  });

  it('keeps the external ID that it had', async () => {
    const table = aMemoryTable();
    table.put('issuer', aWrittenIssuer());
    table.put('account', FIRST);
    table.put('connector', aWrittenConnector({ externalId: 'portunus-kept' }));
    table.remove('connector', 'team-a-pull');
    expect((await restore(table, {}, 'connector')).value).toMatchObject({ externalId: 'portunus-kept' });
  });

  it('makes a restored job due at once', async () => {
    const table = aMemoryTable();
    table.put('issuer', aWrittenIssuer());
    table.put('account', FIRST);
    table.put('connector', aWrittenConnector({ grants: [{ refreshJob: 'nightly' }] }));
    table.put('refresh-job', aWrittenJob());
    table.remove('refresh-job', 'nightly');
    await restoreDefinition(table.ports, { kind: 'refresh-job', id: 'nightly' }, {}, ADA, aCall());
    expect(table.steps.at(-1)).toBe('schedule nightly now');
  });

  describe.each([
    [undefined, conflict('id', 'was changed meanwhile')],
    [3, { code: 'precondition_failed' }],
  ] as const)('with If-Match %s says that somebody else was faster', (ifMatch, refused) => {
    const request = { ...(ifMatch && { ifMatch }) };

    it('who brought it back between the reading and the planning', async () => {
      const table = aTableWithDeletion({ readDefinition: async () => ({ version: 4, value: FIRST }) });
      await expect(restore(table, request)).rejects.toMatchObject(refused);
      expect(table.steps).toEqual([]);
    });

    it('who brought it back between the planning and the writing', async () => {
      const writeDefinitions = async () => {
        throw new VersionConflict();
      };
      await expect(restore(aTableWithDeletion({ writeDefinitions }), request)).rejects.toMatchObject(refused);
    });
  });
});

import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import { patchDefinition } from '../../../../shared/vending/definitions/patch-definition.ts';
import type { AdminPorts, IfMatch } from '../../../../shared/vending/definitions/write-for-caller.ts';
import { aMemoryTable, type MemoryTable } from '../../../support/admin-ports.ts';
import { aCall, aPerson, aWrittenIssuer } from '../../../support/builders.ts';

const ADA = aPerson({ administrator: true });
const ISSUER = aWrittenIssuer({ maxTokenAgeSeconds: 300 });
const NAME = { kind: 'issuer', id: 'ci' } as const;

function patch(ports: AdminPorts, written: object, ifMatch?: IfMatch, call = aCall()) {
  return patchDefinition(ports, NAME, { written: { ...written }, ifMatch }, ADA, call);
}

function aTable(overrides: Partial<AdminPorts> = {}): MemoryTable {
  const table = aMemoryTable(overrides);
  table.put('issuer', ISSUER);
  return table;
}

/** Before its first `times` writes, somebody else writes. */
function aRacedTable(times: number): MemoryTable {
  const table = aTable();
  const { writeDefinitions } = table.ports;
  let races = 0;
  const raced: AdminPorts = {
    ...table.ports,
    writeDefinitions: async (writes, call) => {
      races += 1;
      if (races <= times) table.put('issuer', { ...ISSUER, enabled: false, maxTokenLifeSeconds: races * 1_000 });
      return writeDefinitions(writes, call);
    },
  };
  return { ...table, ports: raced };
}

describe('patching a definition', () => {
  it('merges as RFC 7396 says: null takes a field away, a list is replaced', async () => {
    const table = aTable();
    const { version, value } = await patch(table.ports, { maxTokenAgeSeconds: null, audiences: ['https://x.example'] });
    const { maxTokenAgeSeconds: _gone, ...rest } = { maxTokenAgeSeconds: 0, ...aWrittenIssuer() };
    expect([version, value]).toEqual([2, { ...rest, audiences: ['https://x.example'] }]);
    expect(table.records[0]?.fields).toEqual(['audiences', 'maxTokenAgeSeconds']);
  });

  it('refuses what the merged definition may not be', async () => {
    const table = aTable();
    const error = { code: 'invalid_request', errors: [{ field: 'kind' }] };
    await expect(patch(table.ports, { kind: null })).rejects.toMatchObject(error);
    await expect(patch(table.ports, { id: 'other' })).rejects.toMatchObject({ errors: [{ field: 'id' }] });
    expect(table.steps).toEqual([]);
  });

  it('refuses another version than the stored one', async () => {
    const table = aTable();
    await expect(patch(table.ports, { enabled: false }, 2)).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(table.steps).toEqual([]);
  });

  it.each([undefined, 'any'] as const)(
    'with If-Match %s goes onto what somebody else wrote meanwhile',
    async (ifMatch) => {
      const table = aRacedTable(3);
      const { version, value } = await patch(table.ports, { maxTokenAgeSeconds: 60 }, ifMatch);
      expect(version).toBe(5);
      // Neither of the two is lost.
      expect(value).toEqual({ ...ISSUER, enabled: false, maxTokenLifeSeconds: 3_000, maxTokenAgeSeconds: 60 });
    },
  );

  it('is not retried if the request names a version', async () => {
    const table = aRacedTable(1);
    const patched = patch(table.ports, { maxTokenAgeSeconds: 60 }, 1);
    await expect(patched).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(table.get('issuer', 'ci')).toMatchObject({ version: 2, value: { enabled: false } });
  });

  it('is not tried again when the time is over', async () => {
    const table = aRacedTable(Number.POSITIVE_INFINITY);
    const patched = patch(table.ports, { maxTokenAgeSeconds: 60 }, undefined, aCall({ signal: AbortSignal.abort() }));
    await expect(patched).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(table.steps.filter((step) => step === 'write')).toHaveLength(1);
  });

  it('is not tried again after any other failure', async () => {
    let writes = 0;
    const table = aTable({
      writeDefinitions: async () => {
        writes += 1;
        throw new PortunusError('table_unavailable', 'connector');
      },
    });
    await expect(patch(table.ports, { enabled: false })).rejects.toMatchObject({ code: 'table_unavailable' });
    expect(writes).toBe(1);
  });

  it('takes its turn among the patches of the same definition', async () => {
    const keys: string[] = [];
    const table = aTable({
      takeTurns: (key, work) => {
        keys.push(key);
        return work();
      },
    });
    await patch(table.ports, { enabled: false });
    expect(keys).toEqual(['issuer/ci']);
  });
});

// The lock holds whichever way a change comes.
import { describe, expect, it } from 'vitest';
import {
  createDefinition,
  deleteDefinition,
  replaceDefinition,
  restoreDefinition,
} from '../../../../shared/vending/definitions/administer.ts';
import { patchDefinition } from '../../../../shared/vending/definitions/patch-definition.ts';
import type { AdminPorts } from '../../../../shared/vending/definitions/write-for-caller.ts';
import { aMemoryTable } from '../../../support/admin-ports.ts';
import { aCall, aPerson, aWrittenIssuer } from '../../../support/builders.ts';

const ADA = aPerson({ administrator: true });
const NAME = { kind: 'issuer', id: 'ci' } as const;
const CHANGED = { ...aWrittenIssuer(), maxTokenAgeSeconds: 901 };
const ANY = 'any' as const;
const call = aCall();

type Write = (ports: AdminPorts) => Promise<unknown>;
const WRITES: readonly (readonly [string, Write])[] = [
  ['replaced', (ports) => replaceDefinition(ports, NAME, { written: aWrittenIssuer(), ifMatch: ANY }, ADA, call)],
  ['patched', (ports) => patchDefinition(ports, NAME, { written: { enabled: false }, ifMatch: ANY }, ADA, call)],
  ['deleted', (ports) => deleteDefinition(ports, NAME, ANY, ADA, call)],
  ['set back', (ports) => restoreDefinition(ports, NAME, { version: 1 }, ADA, call)],
];

function aTable(lockedIssuers: AdminPorts['lockedIssuers']) {
  const table = aMemoryTable({ lockedIssuers });
  table.put('issuer', aWrittenIssuer());
  table.put('issuer', CHANGED);
  return table;
}
const locked = {
  code: 'conflict',
  errors: [{ field: 'id', detail: expect.stringContaining('PORTUNUS_LOCKED_ISSUERS') }],
};

describe.each([
  ['by its id', ['ci']],
  ['with all', 'all' as const],
])('an issuer that is locked %s', (_how, lock) => {
  it.each(WRITES)('is not %s', async (_what, write) => {
    const table = aTable(lock);
    await expect(write(table.ports)).rejects.toMatchObject(locked);
    expect(table.writes).toEqual([]);
  });

  it('is not created', async () => {
    const table = aMemoryTable({ lockedIssuers: lock });
    await expect(createDefinition(table.ports, 'issuer', aWrittenIssuer(), ADA, call)).rejects.toMatchObject(locked);
    expect(table.writes).toEqual([]);
  });

  it('is not brought back', async () => {
    const table = aTable([]);
    await deleteDefinition(table.ports, NAME, ANY, ADA, call);
    const ports = { ...table.ports, lockedIssuers: lock };
    await expect(restoreDefinition(ports, NAME, {}, ADA, call)).rejects.toMatchObject(locked);
    expect(table.writes).toHaveLength(1);
  });

  it('can be sent again as it is, which changes nothing', async () => {
    const table = aTable(lock);
    const { stored } = await createDefinition(table.ports, 'issuer', CHANGED, ADA, call);
    expect(stored.version).toBe(2);
  });
});

it.each(WRITES)('an issuer beside a locked one is %s', async (_what, write) => {
  const table = aTable(['corp']);
  await write(table.ports);
  expect(table.writes).toHaveLength(1);
});

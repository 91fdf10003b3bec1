// A write over what a newer release wrote keeps it, or is refused. Nothing gets lost without a word.
import { describe, expect, it } from 'vitest';
import { type Definitions, NO_DEFINITIONS } from '../../../../shared/domain/definitions.ts';
import {
  createDefinition,
  deleteDefinition,
  replaceDefinition,
  restoreDefinition,
  runRefreshJob,
} from '../../../../shared/vending/definitions/administer.ts';
import { listUsableConnectors } from '../../../../shared/vending/definitions/list-definitions.ts';
import { patchDefinition } from '../../../../shared/vending/definitions/patch-definition.ts';
import { planDefinitions } from '../../../../shared/vending/definitions/plan-definitions.ts';
import { aMemoryTable, type MemoryTable } from '../../../support/admin-ports.ts';
import { aCall, anAccount, aPerson, aWorkload, aWrittenConnector, aWrittenIssuer } from '../../../support/builders.ts';
import { aWrittenJob } from '../../../support/refresh-builders.ts';

const ADA = aPerson({ administrator: true });
const CALL = aCall();
const FIRST = anAccount();
const LABELED = { ...FIRST, labels: ['a'] };
const OTHER = { ...FIRST, awsAccountId: '210987654321' };
const NAME = { kind: 'account', id: 'build' } as const;
const LABELS = { minReader: 2, fields: ['labels'] };

/** Written by this release, and then by a newer one with a field that this one may ignore. */
function withLabels(): MemoryTable {
  const table = aMemoryTable();
  table.put('account', FIRST);
  table.put('account', LABELED, LABELS);
  return table;
}

/** The same, but in a form that this release must not read. */
function unreadable(): MemoryTable {
  const table = aMemoryTable();
  table.put('account', FIRST);
  table.putUnreadable('account', 'build', { fields: [] });
  return table;
}

const REMEDY = 'use that release, or go back with portunus restore account build --version N';
const LOSS = `would lose labels of a newer release: ${REMEDY}`;
const FORM = `is of a newer release, and this one cannot read it: ${REMEDY}`;
const conflict = (detail: string) => ({ code: 'conflict', errors: [{ field: 'body', detail }] });

const patch = ({ ports }: MemoryTable, written: object) =>
  patchDefinition(ports, NAME, { written: written as Record<string, unknown>, ifMatch: undefined }, ADA, CALL);
const replace = ({ ports }: MemoryTable, written: object) =>
  replaceDefinition(ports, NAME, { written: written as Record<string, unknown>, ifMatch: 2 }, ADA, CALL);
const restore = ({ ports }: MemoryTable, version: number) => restoreDefinition(ports, NAME, { version }, ADA, CALL);

describe('what a newer release wrote and the files lack', () => {
  const prune = ({ ports }: MemoryTable) => planDefinitions(NO_DEFINITIONS, ports, CALL, { prune: true });
  const faults = [
    {
      field: 'accounts',
      detail:
        'lack account build, which a newer release wrote: prune with that release, or run portunus delete account build first',
    },
  ];

  it.each([
    ['a field', withLabels],
    ['a form', unreadable],
  ])('with %s of its own is not pruned: the files of this release cannot say it', async (_what, table) => {
    expect(await prune(table())).toEqual({ ok: false, faults, conflicts: faults });
  });

  it('is not in the way of files that nothing prunes by', async () => {
    expect(await planDefinitions(NO_DEFINITIONS, unreadable().ports, CALL)).toMatchObject({ ok: true, changes: [] });
  });

  it('is not in the way of a prune once it is deleted', async () => {
    const table = unreadable();
    await deleteDefinition(table.ports, NAME, 2, ADA, CALL);
    expect(await prune(table)).toMatchObject({ ok: true, changes: [] });
  });
});

describe('a field of a newer release', () => {
  it('stays in a patch of others, and so does who may read it', async () => {
    const table = withLabels();
    const changed = { ...OTHER, labels: ['a'] };
    expect(await patch(table, { awsAccountId: OTHER.awsAccountId })).toEqual({ version: 3, value: changed });
    expect(table.writes).toMatchObject([{ definition: changed, minReader: 2 }]);
  });

  it('stays where it is sent back as it was read', async () => {
    const table = withLabels();
    expect(await replace(table, { ...OTHER, labels: ['a'] })).toMatchObject({ version: 3 });
    expect(table.writes).toMatchObject([{ minReader: 2 }]);
  });

  it.each([
    ['left out', OTHER],
    ['as it is without it', FIRST],
  ])('is not lost where it is %s', async (_what, written) => {
    const table = withLabels();
    await expect(replace(table, written)).rejects.toMatchObject(conflict(LOSS));
    expect(table.steps).toEqual([]);
  });

  it('is not removed by a patch', async () => {
    await expect(patch(withLabels(), { labels: null })).rejects.toMatchObject(conflict(LOSS));
  });

  it.each([
    ['changed', { labels: ['b'] }],
    ['put beside it', { owner: 'x' }],
  ])('is an unknown one where it is %s', async (_what, written) => {
    const refused = { code: 'invalid_request', errors: [{ detail: 'is not a known field' }] };
    await expect(patch(withLabels(), written)).rejects.toMatchObject(refused);
    await expect(replace(withLabels(), { ...LABELED, ...written })).rejects.toMatchObject(refused);
  });

  it('is lost by going back to before it, which says so', async () => {
    const table = withLabels();
    expect(await restore(table, 1)).toEqual({ version: 3, value: FIRST });
    expect(table.writes[0]).not.toHaveProperty('minReader');
  });

  it('is not brought back by a release that can not check it', async () => {
    const detail = 'is of a newer release, and can be restored by that release only: it has labels';
    await expect(restore(withLabels(), 2)).rejects.toMatchObject({ code: 'conflict', errors: [{ detail }] });
  });

  it('is no fault where nothing else changes', async () => {
    const table = withLabels();
    expect(await patch(table, { awsAccountId: FIRST.awsAccountId })).toMatchObject({ version: 2 });
    expect(table.writes).toEqual([]);
  });
});

describe('a definition in a form of a newer release', () => {
  it.each([
    ['patched', (table: MemoryTable) => patch(table, { awsAccountId: OTHER.awsAccountId })],
    ['replaced', (table: MemoryTable) => replace(table, OTHER)],
  ])('is not %s', async (_how, write) => {
    const table = unreadable();
    await expect(write(table)).rejects.toMatchObject(conflict(FORM));
    expect(table.steps).toEqual([]);
  });

  it('is not created over', async () => {
    const created = createDefinition(unreadable().ports, 'account', { ...OTHER }, ADA, CALL);
    await expect(created).rejects.toMatchObject({ code: 'conflict' });
  });

  it('can be deleted, and gone back from', async () => {
    const table = unreadable();
    expect(await restore(table, 1)).toEqual({ version: 3, value: FIRST });
    await deleteDefinition(unreadable().ports, NAME, 2, ADA, CALL);
  });

  it('that is unreadable for another reason can still be replaced', async () => {
    const table = aMemoryTable();
    table.putUnreadable('account', 'build');
    table.putUnreadable('account', 'build');
    expect(await replace(table, OTHER)).toEqual({ version: 3, value: OTHER });
  });
});

describe('a file', () => {
  const file = (account: typeof FIRST): Definitions => ({
    issuers: [],
    accounts: [{ written: account, value: account }],
    connectors: [],
    refreshJobs: [],
  });

  it.each([
    ['a field', withLabels, LOSS],
    ['a form', unreadable, FORM],
  ])('does not overwrite %s of a newer release', async (_what, tableOf, detail) => {
    const plan = await planDefinitions(file(OTHER), tableOf().ports, CALL);
    expect(plan).toMatchObject({ ok: false, faults: [{ field: 'accounts[0]', detail }], conflicts: [{ detail }] });
  });
});

describe('what this release may ignore', () => {
  const OWNED = { minReader: 2, fields: ['owner'] };

  it('hides no connector from its callers', async () => {
    const table = aMemoryTable();
    table.put('connector', { ...aWrittenConnector(), owner: 'a' }, OWNED);
    const { items } = await listUsableConnectors(table.ports.listDefinitions, aWorkload(), { limit: 10 }, CALL);
    expect(items.map(({ id }) => id)).toEqual(['team-a-pull']);
  });

  it('keeps no job from being run', async () => {
    const table = aMemoryTable();
    table.put('refresh-job', { ...aWrittenJob(), owner: 'a' }, OWNED);
    await runRefreshJob(table.ports, 'nightly', ADA, CALL);
    expect(table.steps).toContain('schedule nightly now');
  });

  it('leaves a connector among those that refer to an issuer', async () => {
    const table = aMemoryTable();
    table.put('issuer', aWrittenIssuer());
    table.put('connector', { ...aWrittenConnector(), owner: 'a' }, OWNED);
    const deletion = deleteDefinition(table.ports, { kind: 'issuer', id: 'ci' }, 1, ADA, CALL);
    await expect(deletion).rejects.toMatchObject({ errors: [{ detail: 'team-a-pull refers to it' }] });
  });
});

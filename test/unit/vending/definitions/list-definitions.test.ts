import { describe, expect, it } from 'vitest';
import type { OidcCaller } from '../../../../shared/domain/caller.ts';
import {
  getUsableConnector,
  listConnectors,
  listDefinitions,
  listUsableConnectors,
} from '../../../../shared/vending/definitions/list-definitions.ts';
import type { ListDefinitions } from '../../../../shared/vending/definitions/ports.ts';
import { aMemoryTable } from '../../../support/admin-ports.ts';
import { aCall, anAccount, aPerson, aWorkload, aWrittenConnector } from '../../../support/builders.ts';

const CALL = aCall();

/** Accounts `a0` to `a4`, which the table gives two at a time. */
function aTableOfFive() {
  const table = aMemoryTable();
  for (const index of [0, 1, 2, 3, 4]) table.put('account', anAccount({ id: `a${index}` }));
  return table.ports.listDefinitions;
}

async function idsOf(list: ListDefinitions, page: { readonly limit: number; readonly after?: string }) {
  const { items, after } = await listDefinitions(list, 'account', page, CALL);
  return [items.map(({ value }) => (value as { id: string }).id), after];
}

describe('a page of definitions', () => {
  it.each([
    [{ limit: 2 }, ['a0', 'a1'], 'a1'],
    [{ limit: 3 }, ['a0', 'a1', 'a2'], 'a2'],
    [{ limit: 2, after: 'a1' }, ['a2', 'a3'], 'a3'],
    [{ limit: 2, after: 'a3' }, ['a4'], undefined],
    [{ limit: 5 }, ['a0', 'a1', 'a2', 'a3', 'a4'], undefined],
    [{ limit: 9 }, ['a0', 'a1', 'a2', 'a3', 'a4'], undefined],
    [{ limit: 2, after: 'a4' }, [], undefined],
  ])('of %o', async (page, ids, after) => {
    expect(await idsOf(aTableOfFive(), page)).toEqual([ids, after]);
  });

  it('shows each as it was written, beside its version', async () => {
    const table = aMemoryTable();
    table.put('account', anAccount());
    table.put('account', { id: 'build', anything: 1 });
    const { items } = await listDefinitions(table.ports.listDefinitions, 'account', { limit: 9 }, CALL);
    expect(items).toEqual([{ version: 2, value: { id: 'build', anything: 1 } }]);
  });

  it('shows what is not readable by its id', async () => {
    const table = aMemoryTable();
    table.putUnreadable('account', 'build');
    const { items } = await listDefinitions(table.ports.listDefinitions, 'account', { limit: 9 }, CALL);
    expect(items).toEqual([{ version: 1, value: { id: 'build' } }]);
  });
});

describe('the connectors that a caller may use', () => {
  const listed = { name: 'Images', description: 'Of the shop', regions: ['eu-west-1'] };

  it('are those that let it in, without role, external ID and grants', async () => {
    const table = aMemoryTable();
    table.put('connector', aWrittenConnector({ ...listed, externalId: 'portunus-1' }));
    table.put(
      'connector',
      aWrittenConnector({ id: 'for-others', grants: [{ issuer: 'other', claims: { x: ['y'] } }] }),
    );
    table.put('connector', aWrittenConnector({ id: 'is-disabled', enabled: false }));
    table.put('connector', aWrittenConnector({ id: 'no-system-scope', systemScope: false }));
    table.putUnreadable('connector', 'unreadable');
    const { items } = await listUsableConnectors(table.ports.listDefinitions, aWorkload(), { limit: 9 }, CALL);
    const id = 'team-a-pull';
    expect(items).toEqual([{ id, ...listed, principalType: 'assumed-role', serves: ['ecr'], region: 'eu-west-1' }]);
  });

  it('are told with the limits of the grant that lets the caller in', async () => {
    const table = aMemoryTable();
    const limits = { regions: ['eu-west-1', 'us-east-1'], repositories: ['shop/*'], maxDurationSeconds: 1_800 };
    const claims = { repository_id: ['1296269'] };
    const grants = [
      { issuer: 'ci', claims: { ...claims, ref: ['refs/tags/*'] } },
      { issuer: 'ci', claims, access: 'pull', repositories: ['shop/api'] },
      { issuer: 'ci', claims, regions: ['us-east-1'] },
    ];
    table.put('connector', aWrittenConnector({ ...limits, access: 'push', grants }));
    const summary = (caller: OidcCaller) => getUsableConnector(table.ports.readDefinition, 'team-a-pull', caller, CALL);
    const told = { id: 'team-a-pull', principalType: 'assumed-role', serves: ['ecr'], region: 'eu-west-1', ...limits };
    const main = aWorkload();
    const tag = aWorkload({ claims: { ...main.claims, ref: 'refs/tags/v1' } });
    expect(await summary(main)).toEqual({ ...told, access: 'pull', repositories: ['shop/api'] });
    expect(await summary(tag)).toEqual({ ...told, access: 'push' });
  });

  it('are told without a default region that the grant does not allow', async () => {
    const table = aMemoryTable();
    const grants = [{ issuer: 'ci', claims: { repository_id: ['1296269'] }, regions: ['us-east-1'] }];
    table.put('connector', aWrittenConnector({ grants }));
    const { items } = await listUsableConnectors(table.ports.listDefinitions, aWorkload(), { limit: 9 }, CALL);
    expect(items).toEqual([
      { id: 'team-a-pull', principalType: 'assumed-role', serves: ['ecr'], regions: ['us-east-1'] },
    ]);
  });

  it('count as they are let in for anything, the console too', async () => {
    const table = aMemoryTable();
    const grants = [{ issuer: 'corp', groups: ['platform'] }];
    table.put('connector', aWrittenConnector({ serves: ['console'], grants }));
    const { items } = await listUsableConnectors(table.ports.listDefinitions, aPerson(), { limit: 9 }, CALL);
    expect(items).toMatchObject([{ serves: ['console'] }]);
  });

  it.each([
    ['25 read units', 5, 5],
    ['more where the last call takes it beyond', 12, 3],
    ['20 calls', 0.5, 20],
  ])('are looked for with %s, after which the answer says where to go on', async (_what, units, calls) => {
    let asked = 0;
    const list: ListDefinitions = async function* () {
      for (;;) {
        asked += 1;
        yield { items: [], units, after: `id-${asked}` };
      }
    };
    const page = await listUsableConnectors(list, aWorkload(), { limit: 9 }, CALL);
    expect(page).toEqual({ items: [], after: `id-${calls}` });
    expect(asked).toBe(calls);
  });

  it('are read at half the price, and an administrator’s as they are now', async () => {
    const read: Parameters<ListDefinitions>[1][] = [];
    const list: ListDefinitions = async function* (_kind, from) {
      read.push(from);
      yield { items: [], units: 1 };
    };
    await listUsableConnectors(list, aWorkload(), { limit: 9 }, CALL);
    for (const limit of [1, 50]) await listDefinitions(list, 'connector', { limit, after: 'a0' }, CALL);
    expect(read).toEqual([
      { pageSize: 25, mayLag: true },
      { pageSize: 10, after: 'a0' },
      { pageSize: 50, after: 'a0' },
    ]);
  });
});

describe('a filter', () => {
  const table = aMemoryTable();
  table.put('connector', aWrittenConnector({ id: 'a-pull', name: 'Pull' }));
  table.put('connector', aWrittenConnector({ id: 'b-session', serves: ['session'] }));
  table.put('connector', aWrittenConnector({ id: 'c-off', enabled: false, serves: ['ecr', 'session'] }));
  table.putUnreadable('connector', 'unreadable');
  const list = table.ports.listDefinitions;
  const ids = (items: readonly unknown[]) => items.map((one) => (one as { id: string }).id);

  it.each([
    [{}, ['a-pull', 'b-session', 'c-off', 'unreadable']],
    [{ serves: 'session' }, ['b-session', 'c-off']],
    [{ serves: 'session', enabled: true }, ['b-session']],
    [{ enabled: false }, ['c-off']],
    [{ text: 'PULL' }, ['a-pull']],
    [{ account: 'nowhere' }, []],
  ] as const)('%j leaves an administrator these: %j', async (filter, expected) => {
    const { items } = await listConnectors(list, filter, { limit: 9 }, CALL);
    expect(ids(items.map(({ value }) => value))).toEqual(expected);
  });

  it('leaves another caller what matches of what it may use', async () => {
    const usable = async (filter: object) =>
      ids((await listUsableConnectors(list, aWorkload(), { limit: 9, filter }, CALL)).items);
    expect(await usable({})).toEqual(['a-pull', 'b-session']);
    expect(await usable({ serves: 'session' })).toEqual(['b-session']);
  });

  it('goes on where a page was full, and ends its reading after 100 units', async () => {
    const first = await listConnectors(list, { serves: 'session' }, { limit: 1 }, CALL);
    expect(first.after).toBe('b-session');
    const endless: ListDefinitions = async function* (_kind, { pageSize }) {
      for (let index = 1; ; index += 1) yield { items: [], units: pageSize / 2, after: `id-${index}` };
    };
    expect(await listConnectors(endless, { text: 'x' }, { limit: 1 }, CALL)).toEqual({ items: [], after: 'id-2' });
  });
});

describe('a connector that holds claims', () => {
  it('is shown to those whose claims fit, with their region', async () => {
    const table = aMemoryTable();
    const fields = { region: '{place}', roleArn: 'arn:aws:iam::123456789012:role/{repository_id}' };
    table.put('connector', aWrittenConnector({ id: 'by-claims', ...fields }));
    const seen = async (place: unknown) => {
      const caller = aWorkload({ claims: { repository_id: '1296269', place } });
      const { items } = await listUsableConnectors(table.ports.listDefinitions, caller, { limit: 9 }, CALL);
      return items;
    };
    const shown = { id: 'by-claims', principalType: 'assumed-role', serves: ['ecr'], region: 'eu-central-1' };
    expect(await seen('eu-central-1')).toEqual([shown]);
    expect(await seen('Europe')).toEqual([]);
    expect(await seen(undefined)).toEqual([]);
  });
});

describe('one connector that a caller may use', () => {
  const table = aMemoryTable();
  table.put('connector', aWrittenConnector());
  table.put('connector', aWrittenConnector({ id: 'for-others', grants: [{ issuer: 'other', claims: { x: ['y'] } }] }));
  table.putUnreadable('connector', 'unreadable');
  const get = (id: string) => getUsableConnector(table.ports.readDefinition, id, aWorkload(), CALL);

  it('is shown', async () => {
    expect(await get('team-a-pull')).toMatchObject({ id: 'team-a-pull' });
  });

  it.each(['none', 'for-others', 'unreadable'])('is refused alike: %s', async (id) => {
    const reason = 'no_such_connector_or_no_grant';
    await expect(get(id)).rejects.toMatchObject({ code: 'not_allowed', stage: 'authorization', reason });
  });
});

import { describe, expect, it } from 'vitest';
import { findRows, stateOf } from '../../../../console/screens/connectors/find.ts';
import { type Row, rowOf, withStops } from '../../../../console/screens/connectors/rows.ts';
import { readView, type View, writeView } from '../../../../console/screens/connectors/view.ts';

const NOW = Date.parse('2026-11-27T12:00:00.000Z');
const ALL = readView(new URLSearchParams());

const SHOP = rowOf(
  {
    id: 'shop-images',
    name: 'Images of the Shop',
    account: 'build',
    principalType: 'assumed-role',
    roleArn: 'arn:aws:iam::123456789012:role/portunus/shop-images',
    access: 'push',
    repositories: ['shop/*'],
    grants: [
      { issuer: 'github', claims: { repository_id: ['1296269'] } },
      { issuer: 'corp', groups: ['Developers'] },
      { issuer: 'github', claims: [{ claim: ['a', 'b'], anyOf: ['Deep'] }] },
      { iamRole: 'arn:aws:iam::123456789012:role/deployer' },
      { refreshJob: 'nightly' },
    ],
  },
  {
    etag: '"4"',
    state: {
      connector: 'shop-images',
      lastUsedAt: '2026-11-27T09:00:00.000Z',
      verified: { at: '2026-11-26T09:00:00.000Z', outcome: 'passed' },
    },
  },
);
const OLD = rowOf(
  {
    id: 'old',
    account: 'archive',
    principalType: 'web-identity',
    acknowledgeRisk: true,
    enabled: false,
    serves: ['session'],
    roleArn: 'arn:aws:iam::123456789012:role/portunus/old',
  },
  {
    state: {
      connector: 'old',
      lastUsedAt: '2026-08-01T09:00:00.000Z',
      verified: { at: '2026-08-01T09:00:00.000Z', outcome: 'failed', failingSince: '2026-07-01T09:00:00.000Z' },
    },
  },
);
const BROKEN = rowOf({ id: 'broken' });
const ROWS = [BROKEN, OLD, SHOP];

const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id);
const found = (view: Partial<View>) => idsOf(findRows(ROWS, { ...ALL, ...view }, NOW));

describe('what is looked for', () => {
  it.each([
    ['an ID', 'shop-im'],
    ['a name, in any case', 'iMAGES OF'],
    ['a repository', 'shop/*'],
    ['an issuer', 'github'],
    ['a claim', '1296269'],
    ['a nested claim', 'deep'],
    ['a group', 'developers'],
    ['a role that gets in', 'role/deployer'],
    ['a refresh job', 'nightly'],
    ['the role', 'portunus/shop'],
    ['what is served by default', 'ecr'],
    ['words in any order', 'shop build push assumed github'],
  ])('is found by %s', (what, text) => {
    const words = what === 'words in any order' ? 'github build shop' : text;
    expect(found({ text: words })).toEqual(['shop-images']);
  });

  it('must have every word', () => {
    expect(found({ text: 'shop nowhere' })).toEqual([]);
  });

  it('is found among definitions that can not be read by the ID', () => {
    expect(found({ text: 'brok' })).toEqual(['broken']);
  });
});

describe('a filter', () => {
  it.each<[Partial<View>, readonly string[]]>([
    [{ state: 'enabled' }, ['shop-images']],
    [{ state: 'disabled' }, ['old']],
    [{ state: 'unreadable' }, ['broken']],
    [{ verified: 'failed' }, ['old']],
    [{ verified: 'never' }, ['broken']],
    [{ type: 'web-identity' }, ['old']],
    [{ serves: 'ecr' }, ['shop-images']],
    [{ access: 'push' }, ['shop-images']],
    [{ account: 'archive' }, ['old']],
    [{ unused: 30 }, ['broken', 'old']],
    [{ unused: 180 }, ['broken']],
    [{ account: 'archive', access: 'push' }, []],
  ])('%o leaves %o', (view, ids) => {
    expect(found(view)).toEqual(ids);
  });

  it('of days takes in a use exactly so long ago, and none that is later', () => {
    const at = (lastUsedAt: string) => [{ ...SHOP, lastUsedAt }];
    const shown = (rows: readonly Row[]) => idsOf(findRows(rows, { ...ALL, unused: 30 }, NOW));
    expect(shown(at('2026-10-28T12:00:00.000Z'))).toEqual(['shop-images']);
    expect(shown(at('2026-10-28T12:00:00.001Z'))).toEqual([]);
  });
});

describe('the order', () => {
  it.each<[View['sort'], boolean, readonly string[]]>([
    ['id', true, ['shop-images', 'old', 'broken']],
    ['account', false, ['broken', 'old', 'shop-images']],
    ['used', false, ['broken', 'old', 'shop-images']],
    ['used', true, ['shop-images', 'old', 'broken']],
    ['verified', false, ['old', 'broken', 'shop-images']],
    ['state', false, ['old', 'shop-images', 'broken']],
  ])('by %s, descending: %s', (sort, descending, ids) => {
    expect(found({ sort, descending })).toEqual(ids);
  });
});

describe('the brake of an operator', () => {
  it('stands before what the definition says, and leaves other rows as they are', () => {
    const [broken, old, shop] = withStops(ROWS, [
      { scope: { connector: 'shop-images' } },
      { scope: { issuer: 'broken' } },
    ]);
    expect([stateOf(shop as Row), stateOf(old as Row)]).toEqual(['stopped', 'disabled']);
    expect([broken, old]).toEqual([BROKEN, OLD]);
    expect(broken).toBe(BROKEN);
  });

  it('of which nothing is known lets no connector be called enabled, nor be found as one', () => {
    const rows = withStops(ROWS, undefined);
    expect(rows.map(stateOf)).toEqual(['unreadable', 'disabled', 'unknown']);
    expect(findRows(rows, { ...ALL, state: 'enabled' }, NOW)).toEqual([]);
  });
});

describe('the address of a view', () => {
  it('has what differs from the defaults, and reads as the same view', () => {
    const view: View = { ...ALL, text: 'a&b', state: 'stopped', unused: 90, sort: 'used', descending: true, page: 3 };
    const query = writeView(view).toString();
    expect(query).toBe('text=a%26b&state=stopped&unused=90&sort=-used&page=3');
    expect(readView(new URLSearchParams(query))).toEqual(view);
    expect(writeView(ALL).toString()).toBe('');
  });

  it.each(['state=odd', 'unused=7', 'sort=secret', 'page=-1', 'page=1e99', 'page=x', 'type=toString', 'serves='])(
    'takes nothing of an unknown form: %s',
    (query) => {
      expect(readView(new URLSearchParams(query))).toEqual(ALL);
    },
  );

  it('takes no longer text than 200 characters', () => {
    expect(readView(new URLSearchParams({ text: 'x'.repeat(201) })).text).toHaveLength(200);
  });
});

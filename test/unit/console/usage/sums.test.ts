import { expect, it } from 'vitest';
import { byConnector, byReason, daily, firstDay, neverMatched } from '../../../../console/screens/usage/sums.ts';

const NOW = Date.parse('2026-11-28T00:30:00Z');
const used = (connectorId: string, issued: number, more: object = {}) => ({
  connectorId,
  createdAt: '2026-01-01T00:00:00Z',
  issued,
  grants: [],
  refused: 0,
  failed: 0,
  ...more,
});

it('a span of days ends with today, in UTC', () => {
  expect(firstDay(1, NOW)).toBe('2026-11-28');
  expect(firstDay(30, NOW)).toBe('2026-10-30');
});

it('days are summed over connectors, and a day without use has zeros', () => {
  const items = [
    used('a', 3, { days: [{ day: '2026-11-26', issued: 3, refused: 1, failed: 0 }] }),
    used('b', 2, { days: [{ day: '2026-11-26', issued: 2, refused: 0, failed: 4 }] }),
    { connectorId: 'c', unreadable: true as const },
  ];
  expect(daily(items, 3, NOW)).toEqual([
    { day: '2026-11-26', issued: 5, refused: 1, failed: 4 },
    { day: '2026-11-27', issued: 0, refused: 0, failed: 0 },
    { day: '2026-11-28', issued: 0, refused: 0, failed: 0 },
  ]);
});

it('connectors stand in the order of their logins, and those without any use are left out', () => {
  const items = [used('a', 1), used('b', 9), used('c', 0), used('d', 0, { refused: 7 })];
  expect(byConnector(items).map(({ connectorId }) => connectorId)).toEqual(['b', 'a', 'd']);
});

it('grants that never matched are counted by connector', () => {
  const grant = (more: object) => ({ grantSha256: 'x', issued: 0, refused: 0, failed: 0, ...more });
  const items = [
    used('a', 1, { grants: [grant({ neverMatched: true }), grant({}), grant({ neverMatched: true })] }),
    used('b', 1, { grants: [grant({})] }),
  ];
  expect(neverMatched(items)).toEqual([{ connectorId: 'a', count: 2 }]);
});

it('a refusal counts by its reason, and by its code where it has none', () => {
  const records = [{ reason: 'no_grant' }, { code: 'stopped' }, { reason: 'no_grant', code: 'not_allowed' }, {}];
  expect(byReason(records)).toEqual([
    { reason: 'no_grant', count: 2 },
    { reason: 'stopped', count: 1 },
  ]);
});

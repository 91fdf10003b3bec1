import { describe, expect, it } from 'vitest';
import { csvOf, definitionsOf } from '../../../../console/screens/connectors/export-file.ts';
import { rowOf } from '../../../../console/screens/connectors/rows.ts';

const CONNECTOR = {
  id: 'shop-images',
  account: 'build',
  principalType: 'assumed-role',
  roleArn: 'arn:aws:iam::123456789012:role/portunus/shop-images',
  externalId: 'portunus-1',
} as const;

const HEAD = 'connector,name,account,principalType,serves,access,state,lastUsedAt,verified,verifiedAt,failingSince\r\n';

describe('an exported list', () => {
  it('has a row for each connector, what it is and what is known of it', () => {
    const failed = {
      at: '2026-11-26T09:00:00.000Z',
      outcome: 'failed',
      failingSince: '2026-11-20T09:00:00.000Z',
    } as const;
    const state = { connector: 'shop-images', lastUsedAt: '2026-11-27T09:00:00.000Z', verified: failed };
    const row = rowOf({ ...CONNECTOR, serves: ['ecr', 'session'], access: 'pull' }, { state });
    expect(csvOf([row, rowOf({ id: 'broken' })])).toBe(
      `${HEAD}shop-images,,build,assumed-role,ecr session,pull,enabled,2026-11-27T09:00:00.000Z,failed,2026-11-26T09:00:00.000Z,2026-11-20T09:00:00.000Z\r\nbroken,,,,,,unreadable,,,,\r\n`,
    );
  });

  it.each([
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['@SUM(1)', `'@SUM(1)`],
    ['-1', `'-1`],
    ['+1', `'+1`],
    ['\t=1', `'\t=1`],
    ['a\r\nb,c', '"a\r\nb,c"'],
  ])('never gives a spreadsheet a formula: %j', (name, cell) => {
    expect(csvOf([rowOf({ ...CONNECTOR, name })])).toBe(
      `${HEAD}shop-images,${cell},build,assumed-role,ecr,,enabled,,,,\r\n`,
    );
  });
});

it('exported definitions are as they were written, without external IDs and what can not be read', () => {
  const { externalId: _kept, ...rest } = CONNECTOR;
  expect(definitionsOf([rowOf(CONNECTOR), rowOf({ id: 'broken' })])).toEqual({ connectors: [rest] });
});

import { describe, expect, it } from 'vitest';
import { Account } from '../../../shared/domain/account.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { anAccount } from '../../support/builders.ts';

const written = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...anAccount(),
  ...overrides,
});

const faultyFields = (value: unknown): readonly string[] => {
  const parsed = parseWith(Account, value, 'account');
  return parsed.ok ? [] : parsed.errors.map(({ field }) => field);
};

describe('an account', () => {
  it('is read as it is written', () => {
    expect(parseWith(Account, written(), 'account')).toEqual({
      ok: true,
      value: {
        id: 'build',
        awsAccountId: '123456789012',
        partition: 'aws',
        credentials: { source: 'execution-role' },
      },
    });
  });

  it.each(['aws', 'aws-cn', 'aws-us-gov'])('may be of partition %s', (partition) => {
    expect(faultyFields(written({ partition }))).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a bad id', { id: 'Build' }, 'id'],
    ['an account id that is a number', { awsAccountId: 123456789012 }, 'awsAccountId'],
    ['an account id of 11 digits', { awsAccountId: '12345678901' }, 'awsAccountId'],
    ['a partition that is none', { partition: 'azure' }, 'partition'],
    ['a partition that is not served', { partition: 'aws-iso' }, 'partition'],
    ['a prototype name as partition', { partition: 'constructor' }, 'partition'],
    ['an access key, which is not built yet', { credentials: { source: 'iam-user' } }, 'credentials.source'],
    ['a text for credentials', { credentials: 'execution-role' }, 'credentials'],
    [
      'a key in the table',
      { credentials: { source: 'execution-role', secretAccessKey: 'x' } },
      'credentials.secretAccessKey',
    ],
    ['a field that is not known', { region: 'eu-west-1' }, 'region'],
  ])('is refused with %s', (_what, overrides, field) => {
    expect(faultyFields(written(overrides))).toEqual([field]);
  });

  it.each(['id', 'awsAccountId', 'partition', 'credentials'])('is refused without %s', (name) => {
    const { [name]: _left, ...rest } = written();
    expect(parseWith(Account, rest, 'account')).toEqual({
      ok: false,
      errors: [{ field: name, detail: 'is required' }],
    });
  });
});

import { describe, expect, it } from 'vitest';
import { Account, regionOfSecret } from '../../../shared/domain/account.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { anAccount } from '../../support/builders.ts';

const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/build-AbCdEf';

function written(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...anAccount(),
    ...overrides,
  };
}

function faultyFields(value: unknown): readonly string[] {
  const parsed = parseWith(Account, value, 'account');
  return parsed.ok ? [] : parsed.errors.map(({ field }) => field);
}

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

  it.each(['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc'])('may be of partition %s', (partition) => {
    expect(faultyFields(written({ partition }))).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a bad id', { id: 'Build' }, 'id'],
    ['an account id that is a number', { awsAccountId: 123456789012 }, 'awsAccountId'],
    ['an account id of 11 digits', { awsAccountId: '12345678901' }, 'awsAccountId'],
    ['a partition that is none', { partition: 'azure' }, 'partition'],
    ['a partition that is not served', { partition: 'aws-iso' }, 'partition'],
    ['a prototype name as partition', { partition: 'constructor' }, 'partition'],
    ['credentials of a source that is none', { credentials: { source: 'access-key' } }, 'credentials.source'],
    ['an access key that is nowhere', { credentials: { source: 'iam-user' } }, 'credentials.secretArn'],
    [
      'a secret for the execution role',
      { credentials: { source: 'execution-role', secretArn: SECRET_ARN } },
      'credentials.secretArn',
    ],
    [
      'an access key in the table',
      { credentials: { source: 'iam-user', secretArn: SECRET_ARN, secretAccessKey: 'x' } },
      'credentials.secretAccessKey',
    ],
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

describe('an account with an access key', () => {
  const faultsOf = (secretArn: unknown) => {
    const parsed = parseWith(Account, written({ credentials: { source: 'iam-user', secretArn } }), 'account');
    return parsed.ok ? [] : parsed.errors.map(({ field }) => field);
  };
  const named = (name: string) =>
    `arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/${name}-AbCdEf`;

  it('is read with the ARN of its secret', () => {
    const credentials = { source: 'iam-user', secretArn: SECRET_ARN };
    expect(parseWith(Account, written({ credentials }), 'account')).toMatchObject({ ok: true, value: { credentials } });
  });

  it.each([
    ['of China', 'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:portunus/dev/keys/build-AbCdEf'],
    ['of GovCloud', 'arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:portunus/dev/keys/build-AbCdEf'],
    ['of another account', 'arn:aws:secretsmanager:us-east-1:210987654321:secret:portunus/dev/keys/build-AbCdEf'],
    ['with every character of a name', named('aZ09/_+=.@-x')],
    ['with a name of 1 character', named('x')],
    ['with a name of 200 characters', named('x'.repeat(200))],
  ])('may have a secret %s', (_what, secretArn) => {
    expect(faultsOf(secretArn)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['elsewhere', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:other/keys/build-AbCdEf'],
    ['without a stage', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/keys/build-AbCdEf'],
    [
      'of a stage with a hyphen',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/prod-eu/keys/build-AbCdEf',
    ],
    ['beside the path', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/other-AbCdEf'],
    [
      'in a region of another partition',
      'arn:aws:secretsmanager:cn-north-1:123456789012:secret:portunus/dev/keys/build-AbCdEf',
    ],
    ['without the six characters', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/build'],
    ['with seven characters at its end', `${named('x')}x`],
    ['without a name', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/-AbCdEf'],
    ['with a name of 201 characters', named('x'.repeat(201))],
    ['with a star', named('*')],
    ['with a blank', named('a b')],
    ['by its name', 'portunus/dev/keys/build'],
    ['of another service', 'arn:aws:ssm:eu-west-1:123456789012:secret:portunus/dev/keys/build-AbCdEf'],
    ['without an account', 'arn:aws:secretsmanager:eu-west-1::secret:portunus/dev/keys/build-AbCdEf'],
    ['followed by a line', `${SECRET_ARN}\n`],
    ['that is a list', [SECRET_ARN]],
  ])('is refused with a secret %s', (_what, secretArn) => {
    expect(faultsOf(secretArn)).toEqual(['credentials.secretArn']);
  });

  it.each([
    [SECRET_ARN, 'eu-west-1'],
    ['arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:portunus/dev/keys/build-AbCdEf', 'cn-north-1'],
  ])('has its secret in the region that %s names', (arn, region) => {
    expect(regionOfSecret(arn)).toBe(region);
  });
});

import { describe, expect, it } from 'vitest';
import { type EcsRoleOptions, readEcsRole } from '../../../cli/ecs-role-options.ts';

const NONE: EcsRoleOptions = {
  ...{ account: '123456789012', name: 'ecsTaskExecutionRole' },
  ...{ secret: [], parameter: [], environmentFile: [], key: [], vpcEndpoint: [], vpc: [] },
};
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbCdEf';
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const FILE = 'arn:aws:s3:::amzn-s3-demo-bucket/shop/web.env';

function read(options: Partial<EcsRoleOptions>) {
  const parsed = readEcsRole({ ...NONE, ...options });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.value;
}

function faultyOptions(options: Partial<EcsRoleOptions>) {
  const parsed = readEcsRole({ ...NONE, ...options });
  return parsed.ok ? [] : parsed.errors.map(({ field }) => field);
}

describe('what is given by name', () => {
  it('is of the account, in the region of the tasks', () => {
    const { secretArns, parameterArns } = read({
      region: 'eu-west-1',
      secret: ['shop/db'],
      parameter: ['/shop/a', 'b'],
    });
    // Secrets Manager ends the ARN of each secret with a hyphen and six characters.
    expect(secretArns).toEqual(['arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-??????']);
    expect(parameterArns).toEqual([
      'arn:aws:ssm:eu-west-1:123456789012:parameter/shop/a',
      'arn:aws:ssm:eu-west-1:123456789012:parameter/b',
    ]);
  });

  it('is in every region where none is given', () => {
    expect(read({ parameter: ['/shop/a'] }).parameterArns).toEqual(['arn:aws:ssm:*:123456789012:parameter/shop/a']);
  });

  it('is in the partition of the region', () => {
    const { partition, parameterArns } = read({ region: 'cn-north-1', parameter: ['a'] });
    expect([partition, parameterArns]).toEqual(['aws-cn', ['arn:aws-cn:ssm:cn-north-1:123456789012:parameter/a']]);
  });
});

describe('what is given by its ARN', () => {
  it('stays as it is', () => {
    const { secretArns, keyArns, environmentFileArns } = read({
      secret: [SECRET],
      key: [KEY],
      environmentFile: [FILE],
    });
    expect([secretArns, keyArns, environmentFileArns]).toEqual([[SECRET], [KEY], [FILE]]);
  });

  it('says the partition where no region does', () => {
    expect(read({ environmentFile: [FILE.replace('aws', 'aws-us-gov')] }).partition).toBe('aws-us-gov');
  });
});

describe('is refused by the name of its option', () => {
  it.each<[string, Partial<EcsRoleOptions>, string]>([
    ['an account of 11 digits', { account: '12345678901' }, '--account'],
    ['a region of another form', { region: 'Ireland' }, '--region'],
    ['a region that Portunus does not serve', { region: 'us-iso-east-1' }, '--region'],
    ['a name of 65 characters', { name: 'a'.repeat(65) }, '--name'],
    ['a secret with a wildcard', { secret: ['shop/*'] }, '--secret'],
    ['the ARN of a secret without its end', { secret: [SECRET.slice(0, -7)] }, '--secret'],
    ['a parameter with a wildcard', { parameter: ['/shop/*'] }, '--parameter'],
    ['a bucket', { environmentFile: ['arn:aws:s3:::amzn-s3-demo-bucket'] }, '--environment-file'],
    ['every file of a bucket', { environmentFile: ['arn:aws:s3:::amzn-s3-demo-bucket/*'] }, '--environment-file'],
    ['a variable of IAM', { environmentFile: [`${FILE}/\${aws:username}`] }, '--environment-file'],
    ['the alias of a key', { secret: ['a'], key: [KEY.replace('key/', 'alias/')] }, '--key'],
    ['a key for nothing', { key: [KEY] }, '--key'],
    ['a VPC as its endpoint', { vpcEndpoint: ['vpc-0123456789abcdef0'] }, '--vpc-endpoint'],
    ['an endpoint as its VPC', { vpc: ['vpce-0123456789abcdef0'] }, '--vpc'],
    ['something in another partition', { region: 'cn-north-1', secret: [SECRET] }, '--secret'],
    ['two partitions', { secret: [SECRET], environmentFile: [FILE.replace('aws', 'aws-cn')] }, '--environment-file'],
  ])('%s', (_what, options, option) => {
    expect(faultyOptions(options)).toEqual([option]);
  });

  it('and a name of 64 characters is not', () => {
    expect(faultyOptions({ name: 'a'.repeat(64) })).toEqual([]);
  });
});

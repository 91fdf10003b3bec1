import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { isNarrowed, type Narrowing, narrowingEntries, RepositoryPattern } from '../../../shared/domain/narrowing.ts';
import { parseWith } from '../../../shared/domain/parse.ts';

const Fields = v.strictObject(narrowingEntries);
function fieldsOf(written: Record<string, unknown>) {
  const parsed = parseWith(Fields, written, 'connector');
  return parsed.ok ? [] : parsed.errors.map(({ field }) => field);
}
function texts(count: number, toText: (index: number) => string) {
  return Array.from({ length: count }, (_, i) => toText(i));
}
function account(index: number) {
  return String(100_000_000_000 + index);
}

describe('a pattern of repositories', () => {
  // ECR API reference, CreateRepository: 2 to 256 characters of a-z, 0-9 and ._/-
  it.each(['*', 'team-a', 'team-a/*', 'a/b/c', '*/api', 'team_a.b-c/d', '0x', 'a*b', `a${'b'.repeat(255)}`])(
    'is a name that may hold *: %s',
    (pattern) => {
      expect(v.is(RepositoryPattern, pattern)).toBe(true);
    },
  );

  it.each([
    ...['', ' ', 'Team', '/team', '-a', '.a', '_a', 'team a', 'team\n', 'a?', '?', `\${aws:username}`, `a\${b}`, 'a$'],
    ...['a"b', "a'b", 'a\\b', 'arn:aws:ecr:*:*:repository/x', 'a:b', 'a,b', 'é', 'a\u0000', 'a%2f', '[a]'],
    `a${'b'.repeat(256)}`,
  ])('is nothing else: %j', (pattern) => {
    expect(v.is(RepositoryPattern, pattern)).toBe(false);
    expect(fieldsOf({ repositories: [pattern] })).toEqual(['repositories[0]']);
  });

  it('holds claims in a connector, and in no request', () => {
    expect(v.is(RepositoryPattern, '{a}')).toBe(false);
    expect(fieldsOf({ repositories: ['{a}'] })).toEqual([]);
  });
});

describe('a limit', () => {
  it.each([
    ['access', 'admin'],
    ['access', 'PUSH'],
    ['access', ['pull']],
    ['pullThroughCache', 'true'],
    ['repositories', []],
    ['repositories', 'team-a'],
    ['repositories', ['a', 'a']],
    ['registries', []],
    ['regions', []],
    ['policyArns', []],
    ['policy', '{}'],
    ['policy', {}],
    ['conditions', {}],
    ['conditions', []],
  ])('is refused by name where it could not be one: %s %j', (field, value) => {
    expect(fieldsOf({ [field]: value })[0]).toMatch(new RegExp(`^${field}`));
  });

  it.each<readonly [string, number, (index: number) => string]>([
    ['repositories', 50, (index) => `r${index}`],
    ['registries', 100, account],
    ['regions', 50, (index) => `eu-${'abcdefghij'[index % 10]}${'abcdefghij'[Math.floor(index / 10)]}-1`],
    ['policyArns', 10, (index) => `arn:aws:iam::aws:policy/P${index}`],
  ])('has an end: %s, %d', (field, most, toText) => {
    expect(fieldsOf({ [field]: texts(most, toText) })).toEqual([]);
    expect(fieldsOf({ [field]: texts(most + 1, toText) })).toEqual([field]);
  });

  it.each([
    ['registries[0]', { registries: ['12345678901'] }],
    ['registries[1]', { registries: ['123456789012', 123456789012] }],
    ['regions[0]', { regions: ['eu-west-*'] }],
    ['regions[0]', { regions: ['fips-us-east-1'] }],
    ['policyArns[0]', { policyArns: ['arn:aws:iam::123456789012:role/x'] }],
    ['policyArns[0]', { policyArns: ['arn:aws:iam::*:policy/x'] }],
  ])('names the entry that is wrong: %s', (field, written) => {
    expect(fieldsOf(written)).toEqual([field]);
  });
});

describe('a network condition', () => {
  it.each([
    { sourceVpce: ['vpce-0a1b2c3d'] },
    { sourceVpce: ['vpce-0a1b2c3d4e5f60718'], sourceVpc: ['vpc-0a1b2c3d'] },
    { sourceIp: ['192.0.2.0/24', '0.0.0.0/0', '192.0.2.1/32', '2001:db8::/32', '::/0', '2001:db8::1/128'] },
  ])('may be %j', (conditions) => {
    expect(fieldsOf({ conditions })).toEqual([]);
  });

  it.each([
    ['conditions.sourceVpce[0]', { sourceVpce: ['vpce-*'] }],
    ['conditions.sourceVpce[0]', { sourceVpce: ['vpc-0a1b2c3d'] }],
    ['conditions.sourceVpc[0]', { sourceVpc: ['vpce-0a1b2c3d'] }],
    ['conditions.sourceIp[0]', { sourceIp: ['192.0.2.1'] }],
    ['conditions.sourceIp[0]', { sourceIp: ['192.0.2.0/33'] }],
    ['conditions.sourceIp[0]', { sourceIp: ['192.0.2.0/024'] }],
    ['conditions.sourceIp[0]', { sourceIp: ['192.0.2/24'] }],
    ['conditions.sourceIp[0]', { sourceIp: ['2001:db8::/129'] }],
    ['conditions.sourceIp[0]', { sourceIp: ['example/24'] }],
    ['conditions.sourceIp', { sourceIp: [] }],
    ['conditions.sourceIP', { sourceIP: ['192.0.2.0/24'] }],
    // A request through an endpoint shows no source address: both could never hold.
    ['conditions', { sourceIp: ['192.0.2.0/24'], sourceVpce: ['vpce-0a1b2c3d'] }],
  ])('is refused as %s: %j', (field, conditions) => {
    expect(fieldsOf({ conditions })).toContain(field);
  });
});

describe('whether a connector narrows', () => {
  it.each<readonly [Narrowing, boolean]>([
    [{}, false],
    [{ pullThroughCache: true }, false],
    [{ policyArns: ['arn:aws:iam::aws:policy/x'] }, true],
    [{ access: 'pull' }, true],
    [{ repositories: ['a'] }, true],
    [{ registries: ['123456789012'] }, true],
    [{ regions: ['eu-west-1'] }, true],
    [{ conditions: { sourceIp: ['192.0.2.0/24'] } }, true],
  ])('%j: any policy %s', (connector, narrowed) => {
    expect(isNarrowed(connector)).toBe(narrowed);
  });
});

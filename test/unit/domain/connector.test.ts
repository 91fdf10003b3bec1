import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Connector } from '../../../shared/domain/connector.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { aWrittenConnector } from '../../support/builders.ts';

function faults(overrides: Record<string, unknown>) {
  const parsed = parseWith(Connector, aWrittenConnector(overrides), 'connector');
  return parsed.ok ? [] : parsed.errors;
}

function faultyFields(overrides: Record<string, unknown>): readonly string[] {
  return faults(overrides).map(({ field }) => field);
}

function accountIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index).padStart(12, '0'));
}
function regions(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `eu-${index < 99 ? 'west' : 'east'}-${(index % 99) + 1}`);
}

function roles(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `arn:aws:iam::123456789012:role/x${index}`);
}

const ROLE = 'arn:aws:iam::123456789012:role/build-agents';
const BY_CLAIM = { issuer: 'ci', claims: { repository_id: ['1296269'] } };

describe('a connector', () => {
  it('is read with its defaults', () => {
    expect(parseWith(Connector, aWrittenConnector(), 'connector')).toEqual({
      ok: true,
      value: {
        id: 'team-a-pull',
        account: 'build',
        principalType: 'assumed-role',
        roleArn: 'arn:aws:iam::123456789012:role/portunus/team-a',
        region: 'eu-west-1',
        loginLifetime: 'session',
        enabled: true,
        serves: ['ecr'],
        systemScope: true,
        grants: [{ issuer: 'ci', claims: [{ claim: ['repository_id'], anyOf: ['1296269'] }] }],
      },
    });
  });

  it('serves people only and lets nobody in, unless it says otherwise', () => {
    const { systemScope: _scope, grants: _grants, ...rest } = aWrittenConnector();
    expect(v.parse(Connector, rest)).toMatchObject({ systemScope: false, grants: [] });
  });

  it.each<[string, Record<string, unknown>]>([
    ['no grants, for administrators only', { grants: [] }],
    ['a name', { name: 'Team A, pull' }],
    ['everything that it can serve', { serves: ['ecr', 'ecr-public', 'session', 'console'] }],
    ['further roles', { roleArns: [ROLE] }],
    ["an end with the caller's token", { withinTokenLife: true }],
    ['the smallest limit', { rateLimit: { requests: 1, perSeconds: 1 } }],
    ['the largest limit', { rateLimit: { requests: 100_000, perSeconds: 86_400 } }],
    ['tokens that are good once', { oneTimeTokens: true }],
    ['a risk acknowledged that it has not', { acknowledgeRisk: true }],
    ['its kill switch', { enabled: false }],
    ['a lifetime of logins', { loginLifetime: 'token' }],
    ['limits', { regions: ['eu-west-1', 'us-east-1'], registries: ['123456789012', '000000000001'] }],
    ['an external id', { externalId: 'AZaz09_+=,.@:/-' }],
    ['session templates', { session: { name: 'gh-{repository_id}' } }],
    ['a grant by groups', { grants: [{ issuer: 'corp', groups: ['platform'] }] }],
    ['a grant by claims and groups', { grants: [{ ...BY_CLAIM, groups: ['platform'] }] }],
    ['a grant by IAM role', { grants: [{ iamRole: ROLE }] }],
    ['a grant by IAM role and unique id', { grants: [{ iamRole: ROLE, uniqueId: 'AROACKCEVSQ6C2EXAMPLE' }] }],
  ])('may have %s', (_what, overrides) => {
    expect(faults(overrides)).toEqual([]);
  });

  it.each(['id', 'account', 'principalType', 'roleArn'])('is refused without %s', (name) => {
    const { [name]: _left, ...rest } = aWrittenConnector();
    const errors = [{ field: name, detail: 'is required' }];
    expect(parseWith(Connector, rest, 'connector')).toEqual({ ok: false, errors });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a bad id', { id: 'Team' }, 'id'],
    ['an empty name', { name: '' }, 'name'],
    ['a bad account', { account: 'build account' }, 'account'],
    ['a principal type in capitals', { principalType: 'Assumed-Role' }, 'principalType'],
    ['a principal type that is none', { principalType: 'constructor' }, 'principalType'],
    ['a user for a role', { roleArn: 'arn:aws:iam::123456789012:user/x' }, 'roleArn'],
    ['a wildcard for a role', { roleArn: 'arn:aws:iam::123456789012:role/*' }, 'roleArn'],
    ['a service-linked role', { roleArn: 'arn:aws:iam::123456789012:role/aws-service-role/x/y' }, 'roleArn'],
    ['a bad region', { region: 'eu-west' }, 'region'],
    ['a region that is not among its regions', { regions: ['us-east-1'] }, 'region'],
    ['a bad region among its regions', { regions: ['eu-west-1', '*'] }, 'regions[1]'],
    ['a region twice', { regions: ['eu-west-1', 'eu-west-1'] }, 'regions'],
    ['a text for regions', { regions: 'eu-west-1' }, 'regions'],
    ['no registries', { registries: [] }, 'registries'],
    ['a registry that is a number', { registries: [123456789012] }, 'registries[0]'],
    ['a registry twice', { registries: ['123456789012', '123456789012'] }, 'registries'],
    ['a duration in text', { maxDurationSeconds: '3600' }, 'maxDurationSeconds'],
    ['a broken duration', { maxDurationSeconds: 900.5 }, 'maxDurationSeconds'],
    ['a duration without end', { maxDurationSeconds: Number.POSITIVE_INFINITY }, 'maxDurationSeconds'],
    ['a duration that is no number', { maxDurationSeconds: Number.NaN }, 'maxDurationSeconds'],
    ['a lifetime that is none', { loginLifetime: 'forever' }, 'loginLifetime'],
    ['a text for a kill switch', { enabled: 'false' }, 'enabled'],
    ['a text for systemScope', { systemScope: 'no' }, 'systemScope'],
    ['null for systemScope', { systemScope: null }, 'systemScope'],
    ['nothing that it serves', { serves: [] }, 'serves'],
    ['a service that is none', { serves: ['ecr', 's3'] }, 'serves[1]'],
    ['a service twice', { serves: ['ecr', 'ecr'] }, 'serves'],
    ['a user among further roles', { roleArns: [ROLE, 'arn:aws:iam::123456789012:user/x'] }, 'roleArns[1]'],
    ['no further roles', { roleArns: [] }, 'roleArns'],
    ['a further role twice', { roleArns: [ROLE, ROLE] }, 'roleArns'],
    ['a limit of no requests', { rateLimit: { requests: 0, perSeconds: 60 } }, 'rateLimit.requests'],
    ['a limit of half a request', { rateLimit: { requests: 0.5, perSeconds: 60 } }, 'rateLimit.requests'],
    ['too large a limit', { rateLimit: { requests: 100_001, perSeconds: 60 } }, 'rateLimit.requests'],
    ['a window of no length', { rateLimit: { requests: 1, perSeconds: 0 } }, 'rateLimit.perSeconds'],
    ['a window of more than a day', { rateLimit: { requests: 1, perSeconds: 86_401 } }, 'rateLimit.perSeconds'],
    ['a limit without a window', { rateLimit: { requests: 1 } }, 'rateLimit.perSeconds'],
    ['a limit of something else', { rateLimit: { requests: 1, perSeconds: 1, burst: 2 } }, 'rateLimit.burst'],
    ['a text for oneTimeTokens', { oneTimeTokens: 'yes' }, 'oneTimeTokens'],
    ['a text for withinTokenLife', { withinTokenLife: 'yes' }, 'withinTokenLife'],
    ['a risk that is not acknowledged', { acknowledgeRisk: false }, 'acknowledgeRisk'],
    ['an external id with a blank', { externalId: 'two words' }, 'externalId'],
    ['a list for session templates', { session: [] }, 'session'],
    ['a map for grants', { grants: { issuer: 'ci' } }, 'grants'],
    ['null for grants', { grants: null }, 'grants'],
  ])('is refused with %s', (_what, overrides, field) => {
    expect([...new Set(faultyFields(overrides))]).toEqual([field]);
  });

  it.each([
    ['comment', ''],
    ['Enabled', ': did you mean enabled?'],
    ['sytemScope', ': did you mean systemScope?'],
    ['constructor', ''],
    ['toString', ''],
    ['0', ''],
  ])('is refused with the unknown field %s', (name, suggestion) => {
    expect(faults({ [name]: true })).toEqual([{ field: name, detail: `is not a known field${suggestion}` }]);
  });

  it('is refused with the unknown field __proto__', () => {
    const written = JSON.parse(JSON.stringify(aWrittenConnector()).replace('{', '{"__proto__":{"enabled":false},'));
    const errors = [{ field: '__proto__', detail: 'is not a known field' }];
    expect(parseWith(Connector, written, 'connector')).toEqual({ ok: false, errors });
  });

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['899 seconds', { maxDurationSeconds: 899 }, ['maxDurationSeconds']],
    ['900 seconds', { maxDurationSeconds: 900 }, []],
    ['43200 seconds', { maxDurationSeconds: 43_200 }, []],
    ['43201 seconds', { maxDurationSeconds: 43_201 }, ['maxDurationSeconds']],
    ['a name of 128 characters', { name: 'n'.repeat(128) }, []],
    ['a name of 129 characters', { name: 'n'.repeat(129) }, ['name']],
    ['50 regions', { region: 'eu-west-1', regions: regions(50) }, []],
    ['51 regions', { region: 'eu-west-1', regions: regions(51) }, ['regions']],
    ['50 further roles', { roleArns: roles(50) }, []],
    ['51 further roles', { roleArns: roles(51) }, ['roleArns']],
    ['100 registries', { registries: accountIds(100) }, []],
    ['101 registries', { registries: accountIds(101) }, ['registries']],
    ['100 grants', { grants: Array(100).fill(BY_CLAIM) }, []],
    ['101 grants', { grants: Array(101).fill(BY_CLAIM) }, ['grants']],
    ['an external id of 1 character', { externalId: 'x' }, ['externalId']],
    ['an external id of 2 characters', { externalId: 'xy' }, []],
    ['an external id of 1224 characters', { externalId: 'x'.repeat(1224) }, []],
    ['an external id of 1225 characters', { externalId: 'x'.repeat(1225) }, ['externalId']],
  ])('has a limit: %s', (_what, overrides, fields) => {
    expect(faultyFields(overrides)).toEqual(fields);
  });
});

describe('what a connector limits of CodeArtifact', () => {
  const serves = ['codeartifact'];
  const domains = ['shop'];
  const long = (length: number) => 'a'.repeat(length);

  it.each([
    [{ domains: ['shop', '210987654321/shared', 'a2', long(50)] }],
    [{ domains, repositories: ['releases', 'Team.A_b-*', 'x*', long(100), `${long(99)}*`] }],
  ])('is taken: %j', (codeartifact) => {
    expect(faultyFields({ serves, codeartifact })).toEqual([]);
  });

  it.each([
    [{}, 'codeartifact.domains'],
    [{ domains: [] }, 'codeartifact.domains'],
    [{ domains: ['shop', 'shop'] }, 'codeartifact.domains'],
    [{ domains: ['Shop'] }, 'codeartifact.domains[0]'],
    [{ domains: ['s'] }, 'codeartifact.domains[0]'],
    [{ domains: [long(51)] }, 'codeartifact.domains[0]'],
    [{ domains: ['12345678901/shop'] }, 'codeartifact.domains[0]'],
    [{ domains: ['*'] }, 'codeartifact.domains[0]'],
    [{ domains: ['shop-*'] }, 'codeartifact.domains[0]'],
    [{ domains: ['{repository}'] }, 'codeartifact.domains[0]'],
    [{ domains, repositories: [] }, 'codeartifact.repositories'],
    [{ domains, repositories: ['*'] }, 'codeartifact.repositories[0]'],
    [{ domains, repositories: ['*-releases'] }, 'codeartifact.repositories[0]'],
    [{ domains, repositories: ['a*b'] }, 'codeartifact.repositories[0]'],
    [{ domains, repositories: ['a/b'] }, 'codeartifact.repositories[0]'],
    [{ domains, repositories: ['a'] }, 'codeartifact.repositories[0]'],
    [{ domains, repositories: [long(101)] }, 'codeartifact.repositories[0]'],
    [{ domains, repositories: ['{team}'] }, 'codeartifact.repositories[0]'],
    [{ domains, packages: ['x'] }, 'codeartifact.packages'],
  ])('is refused: %j', (codeartifact, field) => {
    expect(faultyFields({ serves, codeartifact })).toEqual([field]);
  });

  it('stands beside what it limits', () => {
    expect(faultyFields({ serves: ['ecr'], codeartifact: { domains } })).toEqual(['codeartifact']);
    expect(faultyFields({ serves: ['ecr', 'codeartifact'], codeartifact: { domains } })).toEqual([]);
  });

  it('leaves no place for limits of images where none are served', () => {
    const images = { repositories: ['shop/*'], registries: ['123456789012'] };
    expect(faultyFields({ serves: ['codeartifact', 'session'], ...images })).toEqual(['repositories', 'registries']);
    expect(faultyFields({ serves: ['codeartifact', 'ecr'], ...images })).toEqual([]);
    const grants = [{ issuer: 'ci', claims: { ref: ['main'] }, repositories: ['shop/*'] }];
    expect(faultyFields({ serves, grants })).toEqual(['grants[0].repositories']);
  });

  it.each([
    [{ domains: ['shop'] }, []],
    [{ domains: ['shop'], repositories: ['team-a-x', 'team-a-x*'] }, []],
    [{ domains: ['bakery'] }, ['grants[0].codeartifact']],
    [{ domains: ['210987654321/shop'] }, ['grants[0].codeartifact']],
    [{ domains: ['shop'], repositories: ['team-*'] }, ['grants[0].codeartifact']],
    [{ domains: ['shop'], repositories: ['releases', 'other'] }, ['grants[0].codeartifact']],
  ])('is narrowed by a grant, and never widened: %j', (narrowed, fields) => {
    const codeartifact = { domains, repositories: ['releases', 'team-a-*'] };
    const grants = [{ issuer: 'ci', claims: { ref: ['main'] }, codeartifact: narrowed }];
    expect(faultyFields({ serves, codeartifact, grants })).toEqual(fields);
  });
});

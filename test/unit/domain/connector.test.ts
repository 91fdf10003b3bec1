import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { accountMismatch, Connector, ConnectorAccess } from '../../../shared/domain/connector.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { aConnector, anAccount, aWrittenConnector } from '../../support/builders.ts';

const faults = (overrides: Record<string, unknown>) => {
  const parsed = parseWith(Connector, aWrittenConnector(overrides), 'connector');
  return parsed.ok ? [] : parsed.errors;
};

const faultyFields = (overrides: Record<string, unknown>): readonly string[] =>
  faults(overrides).map(({ field }) => field);

const accountIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => String(index).padStart(12, '0'));
const regions = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `eu-${index < 99 ? 'west' : 'east'}-${(index % 99) + 1}`);

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
    ['a principal type that is not built yet', { principalType: 'federated-user' }, 'principalType'],
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
    ['a service that is not built yet', { serves: ['session'] }, 'serves[0]'],
    ['a service twice', { serves: ['ecr', 'ecr'] }, 'serves'],
    ['an external id with a blank', { externalId: 'two words' }, 'externalId'],
    ['a list for session templates', { session: [] }, 'session'],
    ['a map for grants', { grants: { issuer: 'ci' } }, 'grants'],
    ['null for grants', { grants: null }, 'grants'],
  ])('is refused with %s', (_what, overrides, field) => {
    expect([...new Set(faultyFields(overrides))]).toEqual([field]);
  });

  it.each(['description', 'Enabled', 'sytemScope', 'constructor', 'toString', '0'])(
    'is refused with the unknown field %s',
    (name) => {
      expect(faults({ [name]: true })).toEqual([{ field: name, detail: 'is not a known field' }]);
    },
  );

  it('is refused with the unknown field __proto__', () => {
    const written = JSON.parse(JSON.stringify(aWrittenConnector()).replace('{', '{"__proto__":{"enabled":false},'));
    const errors = [{ field: '__proto__', detail: 'is not a known field' }];
    expect(parseWith(Connector, written, 'connector')).toEqual({ ok: false, errors });
  });

  // A restriction is enforced or refused, never ignored.
  it.each<[string, unknown]>([
    ['access', 'push'],
    ['repositories', ['team-a/*']],
    ['policy', { Version: '2012-10-17', Statement: [] }],
    ['policyArns', ['arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly']],
    ['conditions', { sourceVpce: ['vpce-1'] }],
    ['roleArns', [ROLE]],
    ['access', null],
    ['repositories', []],
  ])('is refused with the restriction %s, which is not built yet: %j', (name, value) => {
    expect(faults({ [name]: value })).toEqual([{ field: name, detail: 'is not supported by this version' }]);
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

describe('a grant', () => {
  const grantFields = (grant: unknown): readonly string[] => faultyFields({ grants: [grant] });

  it.each<[string, unknown, string]>([
    ['nothing in it', {}, 'grants[0]'],
    ['claims without an issuer', { claims: { sub: ['x'] } }, 'grants[0]'],
    ['groups without an issuer', { groups: ['platform'] }, 'grants[0]'],
    ['an issuer and no condition', { issuer: 'ci' }, 'grants[0]'],
    ['a bad issuer', { ...BY_CLAIM, issuer: 'https://ci.example' }, 'grants[0].issuer'],
    ['no claims in its map', { issuer: 'ci', claims: {} }, 'grants[0].claims'],
    ['no claims in its list', { issuer: 'ci', claims: [] }, 'grants[0].claims'],
    ['a claim without patterns', { issuer: 'ci', claims: { sub: [] } }, 'grants[0].claims'],
    ['null for claims', { issuer: 'ci', claims: null }, 'grants[0].claims'],
    ['a number for a pattern', { issuer: 'ci', claims: { repository_id: [1296269] } }, 'grants[0].claims'],
    ['two stars in a segment', { issuer: 'ci', claims: { ref: ['refs/heads/**'] } }, 'grants[0].claims'],
    ['no groups', { issuer: 'corp', groups: [] }, 'grants[0].groups'],
    ['no groups beside claims', { ...BY_CLAIM, groups: [] }, 'grants[0].groups'],
    ['an empty group', { issuer: 'corp', groups: [''] }, 'grants[0].groups[0]'],
    ['a text for groups', { issuer: 'corp', groups: 'platform' }, 'grants[0].groups'],
    ['a group twice', { issuer: 'corp', groups: ['platform', 'platform'] }, 'grants[0].groups'],
    ['an issuer and an IAM role', { ...BY_CLAIM, iamRole: ROLE }, 'grants[0]'],
    ['claims beside an IAM role', { iamRole: ROLE, claims: { sub: ['x'] } }, 'grants[0]'],
    ['groups beside an IAM role', { iamRole: ROLE, groups: ['platform'] }, 'grants[0]'],
    ['a unique id beside an issuer', { ...BY_CLAIM, uniqueId: 'AROACKCEVSQ6C2EXAMPLE' }, 'grants[0]'],
    ['a unique id alone', { uniqueId: 'AROACKCEVSQ6C2EXAMPLE' }, 'grants[0]'],
    ["a user's unique id", { iamRole: ROLE, uniqueId: 'AIDACKCEVSQ6C2EXAMPLE' }, 'grants[0].uniqueId'],
    ['a unique id with a session', { iamRole: ROLE, uniqueId: 'AROACKCEVSQ6C2EXAMPLE:x' }, 'grants[0].uniqueId'],
    ['a wildcard for an IAM role', { iamRole: 'arn:aws:iam::123456789012:role/*' }, 'grants[0].iamRole'],
    [
      "a role's session for an IAM role",
      { iamRole: 'arn:aws:sts::123456789012:assumed-role/b/s' },
      'grants[0].iamRole',
    ],
    ['an IAM user', { iamRole: 'arn:aws:iam::123456789012:user/build' }, 'grants[0].iamRole'],
    ['a field that is not known', { ...BY_CLAIM, claim: { sub: ['x'] } }, 'grants[0].claim'],
    [
      'a condition called __proto__',
      JSON.parse('{"issuer":"ci","groups":["g"],"__proto__":{}}'),
      'grants[0].__proto__',
    ],
    ['a text', 'ci', 'grants[0]'],
    ['null', null, 'grants[0]'],
  ])('is refused with %s', (_what, grant, field) => {
    expect([...new Set(grantFields(grant))]).toEqual([field]);
  });

  it('is refused with a refresh job, which is not built yet, and says so', () => {
    expect(faults({ grants: [{ ...BY_CLAIM, refreshJob: 'orders-service' }] })).toEqual([
      { field: 'grants[0].refreshJob', detail: 'is not supported by this version' },
    ]);
  });

  it('is refused with a refresh job alone, and the fault names the job', () => {
    expect(faults({ grants: [{ refreshJob: 'orders-service' }] })).toContainEqual({
      field: 'grants[0].refreshJob',
      detail: 'is not supported by this version',
    });
  });

  it('names its own place among the grants', () => {
    expect(faultyFields({ grants: [BY_CLAIM, BY_CLAIM, { issuer: 'ci' }] })).toEqual(['grants[2]']);
  });

  it.each([
    ['100 groups', Array.from({ length: 100 }, (_, n) => `g${n}`), []],
    ['101 groups', Array.from({ length: 101 }, (_, n) => `g${n}`), ['grants[0].groups']],
  ])('has a limit: %s', (_what, groups, fields) => {
    expect(grantFields({ issuer: 'corp', groups })).toEqual(fields);
  });

  // IAM's unique ids have 16 to 128 characters (IAM API reference, Role).
  it.each([
    [15, ['grants[0].uniqueId']],
    [16, []],
    [128, []],
    [129, ['grants[0].uniqueId']],
  ])('has a limit: a unique id of %i characters', (length, fields) => {
    expect(grantFields({ iamRole: ROLE, uniqueId: 'AROA'.padEnd(length, 'X') })).toEqual(fields);
  });

  it.each(['__proto__', 'constructor'])('keeps a condition on the claim %s', (name) => {
    const grants = JSON.parse(`[{"issuer":"ci","claims":{"${name}":["x"],"sub":["y"]}}]`);
    expect(v.parse(Connector, aWrittenConnector({ grants })).grants).toEqual([
      {
        issuer: 'ci',
        claims: [
          { claim: [name], anyOf: ['x'] },
          { claim: ['sub'], anyOf: ['y'] },
        ],
      },
    ]);
  });
});

describe('the part of a connector that says who may use it', () => {
  it('is read although the rest is broken', () => {
    expect(parseWith(ConnectorAccess, aWrittenConnector({ roleArn: 'broken', unknown: 1 }), 'connector')).toEqual({
      ok: true,
      value: {
        enabled: true,
        serves: ['ecr'],
        systemScope: true,
        grants: [{ issuer: 'ci', claims: [{ claim: ['repository_id'], anyOf: ['1296269'] }] }],
      },
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a grant', { grants: [{ issuer: 'ci' }] }],
    ['the kill switch', { enabled: 'no' }],
    ['systemScope', { systemScope: 1 }],
  ])('is not read when %s is broken', (_what, overrides) => {
    expect(v.is(ConnectorAccess, aWrittenConnector(overrides))).toBe(false);
  });
});

describe("a connector's role and its account", () => {
  it('fit when account and partition are the same', () => {
    expect(accountMismatch(aConnector(), anAccount())).toBeUndefined();
  });

  it.each([
    ['another account', { awsAccountId: '210987654321' }],
    ['another partition', { partition: 'aws-cn' as const }],
  ])('do not fit for %s', (_what, overrides) => {
    expect(accountMismatch(aConnector(), anAccount(overrides))).toMatch(/^must be /);
  });

  it('do not fit when the role is none', () => {
    expect(accountMismatch(aConnector({ roleArn: 'broken' }), anAccount())).toMatch(/^must be /);
  });
});

// What a connector and its account must say of each other: looked for on write, and before each use.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../shared/domain/account.ts';
import { Connector } from '../../../../shared/domain/connector.ts';
import { accountFaults, hopelessFaults } from '../../../../shared/policy/definitions/check-connector.ts';
import { registriesOf } from '../../../../shared/policy/session/registry-actions.ts';
import { aConnector, anAccount } from '../../../support/builders.ts';

const ROLE = 'arn:aws:iam::123456789012:role/portunus/team-a';
const PROVIDER = 'arn:aws:iam::123456789012:saml-provider/corp';
const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/build-AbCdEf';
const BY_USER = anAccount({ credentials: { source: 'iam-user', secretArn } });

function read(fields: object): Connector {
  return v.parse(Connector, { id: 'team-a-pull', account: 'build', ...fields });
}
const FEDERATED = read({ principalType: 'federated-user', access: 'pull' });
const USER = read({ principalType: 'session-token', acknowledgeRisk: true });
const WEB = read({ principalType: 'web-identity', roleArn: ROLE, acknowledgeRisk: true });
const SAML = read({ principalType: 'saml', roleArn: ROLE, samlProviderArn: PROVIDER, acknowledgeRisk: true });
const PROVIDED = read({ principalType: 'provided' });

function fieldsOf(connector: Connector, account: Account = anAccount()): readonly string[] {
  return accountFaults(connector, account).map(({ field }) => field);
}

describe("a connector's role and its account", () => {
  it('fit when account and partition are the same', () => {
    expect(accountFaults(aConnector(), anAccount())).toEqual([]);
  });

  it('do not fit for another account', () => {
    expect(accountFaults(aConnector(), anAccount({ awsAccountId: '210987654321' }))).toEqual([
      { field: 'roleArn', detail: "must be of the connector's account" },
    ]);
  });

  it('do not fit for another partition', () => {
    const detail = "must be in the partition of the connector's account";
    expect(accountFaults(aConnector(), anAccount({ partition: 'aws-cn' }))).toEqual([
      { field: 'roleArn', detail },
      { field: 'region', detail },
    ]);
  });

  it('do not fit when the role is none', () => {
    expect(fieldsOf(aConnector({ roleArn: 'broken' }))).toContain('roleArn');
  });

  it.each([
    ['another account', { awsAccountId: '210987654321' }],
    ['another partition', { partition: 'aws-cn' as const }],
  ])('nor does a SAML provider for %s', (_what, overrides) => {
    expect(fieldsOf(SAML, anAccount(overrides))).toEqual(['roleArn', 'samlProviderArn']);
  });
});

describe('the credentials of an account', () => {
  it.each<[string, Connector, boolean, boolean]>([
    ['assumed-role', aConnector(), true, true],
    ['federated-user', FEDERATED, false, true],
    ['session-token', USER, false, true],
    ['web-identity', WEB, true, true],
    ['saml', SAML, true, true],
    ['provided', PROVIDED, true, false],
  ])('that %s can be had with', (_type, connector, byRole, byUser) => {
    expect(fieldsOf(connector)).toEqual(byRole ? [] : ['account']);
    expect(fieldsOf(connector, BY_USER)).toEqual(byUser ? [] : ['account']);
  });

  it('that are of the wrong source are named', () => {
    expect(accountFaults(FEDERATED, anAccount())).toEqual([
      { field: 'account', detail: 'must have credentials of source iam-user for federated-user' },
    ]);
  });
});

describe('what lies in a partition', () => {
  it.each<[string, Connector, string[]]>([
    ['a default region', aConnector({ region: 'cn-north-1' }), ['region']],
    ['a region among others', aConnector({ regions: ['eu-west-1', 'cn-north-1'] }), ['regions']],
    ['a region of a partition that is not served', aConnector({ regions: ['us-iso-east-1'] }), ['regions']],
    ['a further role', aConnector({ roleArns: ['arn:aws-cn:iam::123456789012:role/x'] }), ['roleArns']],
    ['a managed policy', aConnector({ policyArns: ['arn:aws-cn:iam::aws:policy/x'] }), ['policyArns']],
    ['regions of its own', aConnector({ regions: ['eu-west-1', 'us-east-1'] }), []],
    ['a further role of another account', aConnector({ roleArns: ['arn:aws:iam::210987654321:role/x'] }), []],
  ])('%s must be in that of the account', (_what, connector, fields) => {
    expect(fieldsOf(connector)).toEqual(fields);
  });

  it.each<[string, Partial<ReturnType<typeof aConnector>>, Partial<Account>, string[]]>([
    ['every region of aws', {}, {}, []],
    ['us-east-1 among others', { regions: ['eu-west-1', 'us-east-1'] }, {}, []],
    ['other regions', { regions: ['eu-west-1'] }, {}, ['serves']],
    [
      'another partition',
      { roleArn: 'arn:aws-cn:iam::123456789012:role/x', region: 'cn-north-1' },
      { partition: 'aws-cn' },
      ['serves'],
    ],
  ])('ECR Public is within %s, or is not', (_what, overrides, account, fields) => {
    const connector = aConnector({ serves: ['ecr', 'ecr-public'], ...overrides });
    expect(fieldsOf(connector, anAccount(account))).toEqual(fields);
    expect(fieldsOf(aConnector(overrides), anAccount(account))).toEqual([]);
  });
});

describe('managed policies', () => {
  const OWN = 'arn:aws:iam::123456789012:policy/pull';
  const AWS = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';
  const roleArns = ['arn:aws:iam::210987654321:role/x'];

  it.each([
    ['of AWS', { policyArns: [AWS] }, []],
    ['of AWS, with further roles elsewhere', { policyArns: [AWS], roleArns }, []],
    ['of the account', { policyArns: [AWS, OWN] }, []],
    ['of the account, with further roles of it', { policyArns: [OWN], roleArns: [ROLE] }, []],
    ['of the account, with further roles elsewhere', { policyArns: [OWN], roleArns }, ['policyArns']],
    ['of another account', { policyArns: ['arn:aws:iam::210987654321:policy/pull'] }, ['policyArns']],
  ])('%s', (_what, overrides, fields) => {
    expect(fieldsOf(aConnector(overrides))).toEqual(fields);
  });
});

describe('the regions of a grant', () => {
  const by = (regions: readonly string[]) => ({ issuer: 'ci', claims: [], regions: [...regions] });

  it('must be in the partition of the account', () => {
    expect(fieldsOf(aConnector({ grants: [by(['us-east-1']), by(['eu-west-1', 'cn-north-1'])] }))).toEqual([
      'grants[1].regions',
    ]);
    expect(fieldsOf(aConnector({ grants: [by(['us-east-1', 'eu-west-1'])] }))).toEqual([]);
  });

  it('have that of ECR Public, where nothing else is served', () => {
    const fields = (serves: Connector['serves'], regions: readonly string[]) =>
      hopelessFaults(aConnector({ serves, grants: [by(regions)] }), anAccount()).map(({ field }) => field);
    expect(fields(['ecr-public'], ['eu-west-1'])).toEqual(['grants[0].regions']);
    expect(fields(['ecr-public'], ['eu-west-1', 'us-east-1'])).toEqual([]);
    expect(fields(['ecr-public', 'ecr'], ['eu-west-1'])).toEqual([]);
  });
});

describe('what could never work', () => {
  const hopeless = (connector: Connector, account = anAccount()) =>
    hopelessFaults(connector, account).map(({ field }) => field);

  // STS API reference, AssumeRole: 2,048 characters of session policies. The rest of this one has 110 characters.
  it.each([
    [2_048 - 110, []],
    [2_049 - 110, ['policy']],
  ])('is a session policy of more characters than STS takes: %i in its Sid', (length, fields) => {
    const Statement = [{ Sid: 'x'.repeat(length), Effect: 'Allow', Action: 'ecr:BatchGetImage', Resource: '*' }];
    const policy = { Version: '2012-10-17', Statement };
    expect(hopeless(read({ principalType: 'assumed-role', roleArn: ROLE, policy }))).toEqual(fields);
  });

  it.each([
    [3_600, anAccount(), []],
    [3_601, anAccount(), ['maxDurationSeconds']],
    [3_601, BY_USER, []],
  ])('is more than the hour of role chaining: %i seconds', (maxDurationSeconds, account, fields) => {
    expect(hopeless(aConnector({ maxDurationSeconds }), account)).toEqual(fields);
    const grants = [{ issuer: 'ci', claims: [], maxDurationSeconds }];
    const ofGrant = fields.map((field) => `grants[0].${field}`);
    expect(hopeless(aConnector({ grants }), account)).toEqual(ofGrant);
  });

  it('is a session policy that is too long by what a grant adds', () => {
    // What the statement of a repository of one character adds, and the comma before it.
    const deny =
      ',{"Effect":"Deny","NotAction":"ecr:GetAuthorizationToken","NotResource":"arn:aws:ecr:*:*:repository/x"}';
    const sessionOf = (length: number, narrowing: object) => {
      const Statement = [{ Sid: 'x'.repeat(length), Effect: 'Allow', Action: 'ecr:BatchGetImage', Resource: '*' }];
      const grants = [
        { issuer: 'ci', claims: { sub: ['a'] } },
        { issuer: 'ci', claims: { sub: ['b'] }, ...narrowing },
      ];
      const policy = { Version: '2012-10-17', Statement };
      return hopeless(read({ principalType: 'assumed-role', roleArn: ROLE, policy, grants }));
    };
    expect(sessionOf(2_048 - 110 - deny.length, { repositories: ['x'] })).toEqual([]);
    expect(sessionOf(2_049 - 110 - deny.length, { repositories: ['x'] })).toEqual(['grants[1].repositories']);
    // Where the connector's own policies are too long, no grant is at fault.
    expect(sessionOf(2_049 - 110, { repositories: ['x'] })).toEqual(['policy']);
  });
});

it('a session that is handed out is for every registry that the connector serves', () => {
  expect(registriesOf(aConnector({ serves: ['session'] }))).toEqual(['ecr']);
  expect(registriesOf(aConnector({ serves: ['session', 'ecr-public'] }))).toEqual(['ecr', 'ecr-public']);
});

// What a trust policy does, against what the connector needs. The documents are written as people write them.
import { describe, expect, it } from 'vitest';
import { roleTrust } from '../../../../shared/policy/iam/role-trust.ts';
import { expectedTrust, trustDrift } from '../../../../shared/policy/iam/trust-drift.ts';
import { USER_PLACEHOLDER } from '../../../../shared/policy/iam/user-policy.ts';
import { aConnector, anAccount } from '../../../support/builders.ts';

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const ISSUE = role('portunus-prod-eu-west-1-issue');
const VERIFY = role('portunus-prod-eu-west-1-verify');
const EXPECTED = {
  principals: [ISSUE, VERIFY],
  accountId: '111122223333',
  alike: [role('portunus-prod-*-issue'), role('portunus-prod-*-verify')],
  externalId: 'portunus-7f2c',
  carries: ['sts:TagSession', 'sts:SetSourceIdentity'],
};
const ROOT = { AWS: 'arn:aws:iam::111122223333:root' };
const OURS = { 'aws:PrincipalArn': [role('portunus-prod-*-issue'), role('portunus-prod-*-verify')] };
const ASSUME = {
  Effect: 'Allow',
  Principal: ROOT,
  Action: 'sts:AssumeRole',
  Condition: { StringEquals: { 'sts:ExternalId': 'portunus-7f2c' }, ArnLike: OURS },
};
const CARRY = {
  Effect: 'Allow',
  Principal: ROOT,
  Action: ['sts:TagSession', 'sts:SetSourceIdentity'],
  Condition: { ArnLike: OURS },
};
const trust = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });
const drift = (...statements: readonly object[]) => trustDrift(trust(...statements), EXPECTED);
const NONE = { differences: [], unread: [] };

describe('a trust policy that does what it must', () => {
  it('has no differences as `portunus iam` writes it', () => {
    expect(drift(ASSUME, CARRY)).toEqual(NONE);
  });

  it('has none where it names the roles instead of the account', () => {
    const Principal = { AWS: [ISSUE, VERIFY] };
    const Condition = { StringEquals: { 'sts:ExternalId': ['portunus-7f2c'] } };
    expect(
      drift({ ...ASSUME, Principal, Condition }, { Effect: 'Allow', Principal, Action: 'sts:*Session' })?.differences,
    ).toEqual(['it does not allow sts:SetSourceIdentity']);
    expect(drift({ ...ASSUME, Principal, Condition }, { ...CARRY, Principal, Condition: {} })).toEqual(NONE);
  });

  it('has none where StringLike compares the external ID, without a wildcard', () => {
    const like = (id: string) => ({
      ...ASSUME,
      Condition: { StringLike: { 'sts:ExternalId': id }, ArnLike: OURS },
    });
    expect(drift(like('portunus-7f2c'), CARRY)).toEqual(NONE);
    expect(drift(like('portunus-7f2?'), CARRY)?.differences).toEqual(['it does not require the external ID']);
  });

  it('has none where names are written in another case, and a function of another region is named too', () => {
    const Principal = { AWS: [ISSUE, VERIFY, role('portunus-prod-us-east-1-issue')] };
    const Condition = { stringequals: { 'STS:ExternalId': 'portunus-7f2c' } };
    expect(drift({ ...ASSUME, Action: 'STS:assumerole', Principal, Condition }, CARRY)).toEqual(NONE);
  });
});

describe('the trust policy that `portunus iam` prints', () => {
  const deployment = { accountId: '111122223333', partition: 'aws', stage: 'prod', region: 'eu-west-1' } as const;
  const session = { sourceIdentity: '{run_id}', tags: [{ key: 'repository', value: '{repository}' }] };
  const connector = aConnector({ externalId: 'portunus-7f2c', session });
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/keys/build-AbCdEf';
  const user = 'arn:aws:iam::123456789012:user/REPLACE-WITH-THE-USER';

  it.each([
    ['functions', connector, anAccount(), undefined],
    ['functions, for sessions that carry nothing', aConnector({ externalId: 'a-b' }), anAccount(), undefined],
    ["an account's user", connector, anAccount({ credentials: { source: 'iam-user', secretArn } }), user],
  ])('does what verify wants of it, for %s', (_whom, one, account, userArn) => {
    const { trust } = roleTrust({ connector: one, account, issuers: new Map(), deployment });
    const written = JSON.parse(JSON.stringify(trust).replaceAll(USER_PLACEHOLDER, 'REPLACE-WITH-THE-USER'));
    expect(trustDrift(written, expectedTrust(one, account, deployment, userArn))).toEqual(NONE);
  });
});

describe('a trust policy that differs', () => {
  it.each([
    [
      'lets in issue alone',
      [{ ...ASSUME, Condition: { ...ASSUME.Condition, ArnLike: { 'aws:PrincipalArn': ISSUE } } }, CARRY],
      'it does not name portunus-prod-eu-west-1-verify',
    ],
    ['has no external ID', [{ ...ASSUME, Condition: { ArnLike: OURS } }, CARRY], 'it does not require the external ID'],
    [
      'has an external ID in one statement of two',
      [ASSUME, { ...ASSUME, Condition: { ArnLike: OURS } }, CARRY],
      'it does not require the external ID',
    ],
    [
      'has an external ID that is only like ours',
      [{ ...ASSUME, Condition: { StringLike: { 'sts:ExternalId': '*' }, ArnLike: OURS } }, CARRY],
      'it does not require the external ID',
    ],
    [
      'has another external ID',
      [{ ...ASSUME, Condition: { StringEquals: { 'sts:ExternalId': 'other' }, ArnLike: OURS } }, CARRY],
      'it requires another external ID',
    ],
    [
      'lets in the whole account',
      [{ ...ASSUME, Condition: { StringEquals: { 'sts:ExternalId': 'portunus-7f2c' } } }, CARRY],
      'it lets in every principal of the account 111122223333',
    ],
    [
      'lets in somebody else',
      [ASSUME, CARRY, { ...ASSUME, Principal: { AWS: 'arn:aws:iam::999999999999:root' } }],
      'it also lets in arn:aws:iam::999999999999:root',
    ],
    ['lets in everybody', [ASSUME, CARRY, { ...ASSUME, Principal: '*' }], 'it also lets in *'],
    [
      'lets in a service',
      [ASSUME, CARRY, { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      'it also lets in ec2.amazonaws.com',
    ],
    [
      'lets in an identity provider',
      [
        ASSUME,
        CARRY,
        {
          Effect: 'Allow',
          Principal: { Federated: 'arn:aws:iam::1:oidc-provider/x' },
          Action: 'sts:AssumeRoleWithWebIdentity',
        },
      ],
      'it also lets in arn:aws:iam::1:oidc-provider/x',
    ],
    [
      "lets in another role of the account, by the condition on the principal's ARN",
      [
        {
          ...ASSUME,
          Condition: {
            ...ASSUME.Condition,
            ArnLike: { 'aws:PrincipalArn': [...OURS['aws:PrincipalArn'], role('ci')] },
          },
        },
        CARRY,
      ],
      'it also lets in arn:aws:iam::111122223333:role/ci',
    ],
    ['takes no tags', [ASSUME, { ...CARRY, Action: 'sts:SetSourceIdentity' }], 'it does not allow sts:TagSession'],
    [
      'takes tags beside an external ID, which AWS gives to AssumeRole alone',
      [{ ...ASSUME, Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] }],
      'it does not allow sts:TagSession',
    ],
  ])('%s', (_what, statements, difference) => {
    expect(drift(...statements)?.differences).toContain(difference);
  });
});

it.each(['sts:Assume*', 'sts:A?sumeRole', 's*:AssumeRoleWithSAML'])('lets in somebody else by %s', (Action) => {
  const other = { ...ASSUME, Action, Principal: { AWS: 'arn:aws:iam::999999999999:root' } };
  expect(drift(ASSUME, CARRY, other)?.differences).toEqual(['it also lets in arn:aws:iam::999999999999:root']);
});

describe('what is not weighed', () => {
  it('is whom a condition leaves out, who is let in by none', () => {
    const Condition = { ...ASSUME.Condition, ArnNotLike: { 'aws:PrincipalArn': role('ci') } };
    expect(drift({ ...ASSUME, Condition }, CARRY)).toEqual({
      differences: [],
      unread: ['a condition on aws:PrincipalArn'],
    });
  });

  it('is told: a Deny, and conditions on other keys', () => {
    const Condition = { ...ASSUME.Condition, IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } };
    expect(drift({ ...ASSUME, Condition }, CARRY, { ...ASSUME, Effect: 'Deny' })).toEqual({
      differences: [],
      unread: ['a Deny, which this check does not weigh', 'a condition on aws:SourceIp'],
    });
  });

  it.each([[undefined], ['text'], [{}], [trust({ Effect: 'Allow', NotPrincipal: ROOT, Action: 'sts:AssumeRole' })]])(
    'is a document of another form, of which nothing is said: %j',
    (document) => {
      expect(trustDrift(document, EXPECTED)).toBeUndefined();
    },
  );
});

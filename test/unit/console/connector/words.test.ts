import { describe, expect, it } from 'vitest';
import {
  type Grant,
  longestOf,
  narrowingOf,
  plain,
  summaryOf,
  whoOf,
} from '../../../../console/screens/connector/words.ts';
import type { Written } from '../../../../console/screens/connectors/rows.ts';

const CONNECTOR: Written = {
  id: 'shop-images',
  account: 'build',
  principalType: 'assumed-role',
  roleArn: 'arn:aws:iam::123456789012:role/portunus/shop-images',
};

describe('whom a grant lets in', () => {
  it.each<[string, Grant]>([
    [
      'Tokens of issuer github in which repository_id is 1296269 and ref is refs/heads/main or refs/tags/*',
      { issuer: 'github', claims: { repository_id: ['1296269'], ref: ['refs/heads/main', 'refs/tags/*'] } },
    ],
    [
      'Tokens of issuer eks in which ["kubernetes.io","namespace"] is shop',
      { issuer: 'eks', claims: [{ claim: ['kubernetes.io', 'namespace'], anyOf: ['shop'] }] },
    ],
    ['People of issuer corp in group developers or ops', { issuer: 'corp', groups: ['developers', 'ops'] }],
    [
      'People of issuer corp in group ops and in which mfa is true',
      { issuer: 'corp', groups: ['ops'], claims: { mfa: ['true'] } },
    ],
    ['The AWS role arn:aws:iam::123456789012:role/ci', { iamRole: 'arn:aws:iam::123456789012:role/ci' }],
    [
      'The AWS role arn:aws:iam::123456789012:role/ci with the unique ID AROAEXAMPLEEXAMPLE',
      { iamRole: 'arn:aws:iam::123456789012:role/ci', uniqueId: 'AROAEXAMPLEEXAMPLE' },
    ],
    ['The refresh job nightly', { refreshJob: 'nightly' }],
  ])('%s', (sentence, grant) => {
    expect(plain(whoOf(grant))).toBe(sentence);
  });

  it('keeps what somebody else wrote apart from its own words', () => {
    expect(whoOf({ refreshJob: 'The AWS role' })).toEqual(['The refresh job', { value: 'The AWS role' }]);
  });
});

it('what a grant narrows is told limit by limit, and nothing if it narrows nothing', () => {
  const grant: Grant = {
    refreshJob: 'x',
    access: 'pull',
    repositories: ['shop/a', 'shop/b'],
    registries: ['123456789012'],
    regions: ['eu-west-1'],
    codeartifact: { domains: ['shop'] },
    maxDurationSeconds: 1_800,
  };
  expect(narrowingOf(grant).map(plain)).toEqual([
    'only pull',
    'only repositories shop/a or shop/b',
    'only registries 123456789012',
    'only regions eu-west-1',
    'only packages of domain shop',
    'for up to 30 minutes',
  ]);
  expect(narrowingOf({ refreshJob: 'x' })).toEqual([]);
});

describe('what a connector is for', () => {
  it('is who gets in, what they get, and for how long', () => {
    const github: Grant = { issuer: 'github', claims: { repository_id: ['1'] } };
    const connector: Written = {
      ...CONNECTOR,
      access: 'push',
      repositories: ['team-a/*'],
      regions: ['eu-west-1'],
      maxDurationSeconds: 3_600,
      grants: [github, github, github, { iamRole: 'arn:aws:iam::123456789012:role/ci' }, { refreshJob: 'nightly' }],
    };
    expect(plain(summaryOf(connector, false))).toBe(
      'Lets 3 grants of issuer github and 1 grant of AWS roles and 1 grant of refresh jobs pull and push in team-a/* in region eu-west-1 for up to 1 hour',
    );
  });

  it('is for administrators alone if nobody else gets in', () => {
    expect(plain(summaryOf(CONNECTOR, false))).toBe('Only administrators get in: there is no grant.');
  });

  it('names everything that is served', () => {
    const connector: Written = {
      ...CONNECTOR,
      serves: ['ecr', 'ecr-public', 'codeartifact', 'session', 'console'],
      grants: [{ refreshJob: 'nightly' }],
    };
    expect(plain(summaryOf(connector, true))).toBe(
      'Lets 1 grant of refresh jobs use images as its role allows in any repository of its account and use ECR Public and use packages and get the AWS session itself and open the AWS console for up to 1 hour',
    );
  });
});

describe('the longest session', () => {
  it.each<[string, Written, boolean | undefined, number | undefined]>([
    ['is unknown while nobody knows who assumes the role', CONNECTOR, undefined, undefined],
    ['is known if both would be an hour', { ...CONNECTOR, maxDurationSeconds: 3_600 }, undefined, 3_600],
    [
      'of another type is known whoever assumes a role',
      { ...CONNECTOR, principalType: 'web-identity' },
      undefined,
      43_200,
    ],
    ['of a role that Portunus assumes with its own is an hour', CONNECTOR, true, 3_600],
    ['of a role with an account key is that of the type', CONNECTOR, false, 43_200],
    ['is the limit of the connector', { ...CONNECTOR, maxDurationSeconds: 900 }, true, 900],
    ['of a limit beyond an hour is an hour there', { ...CONNECTOR, maxDurationSeconds: 7_200 }, true, 3_600],
    ['is none without a session', { id: 'p', account: 'own', principalType: 'provided' }, true, undefined],
  ])('%s', (_what, connector, chained, seconds) => {
    expect(longestOf(connector, chained)).toBe(seconds);
  });
});

import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../shared/domain/account.ts';
import type { Connector } from '../../../../shared/domain/connector.ts';
import type { Definitions, Written } from '../../../../shared/domain/definitions.ts';
import type { Issuer } from '../../../../shared/domain/issuer.ts';
import { checkReferences, type Known } from '../../../../shared/policy/definitions/check-references.ts';
import { aConnector, anAccount, anIssuer } from '../../../support/builders.ts';
import { NOTHING_KNOWN } from '../../../support/refresh-builders.ts';

const NOTHING = NOTHING_KNOWN;

function written<T>(value: T): Written<T> {
  return { written: value, value };
}

function definitions(parts: { issuers?: Issuer[]; accounts?: Account[]; connectors?: Connector[] } = {}): Definitions {
  return {
    issuers: (parts.issuers ?? [anIssuer()]).map(written),
    accounts: (parts.accounts ?? [anAccount()]).map(written),
    connectors: (parts.connectors ?? [aConnector()]).map(written),
    refreshJobs: [],
  };
}

function faultyFields(...input: Parameters<typeof checkReferences>): readonly string[] {
  return checkReferences(...input).faults.map(({ field }) => field);
}

const corp = anIssuer({ id: 'corp', url: 'https://corp.example', kind: 'user', groupsClaim: 'groups' });
const fine = { faults: [], warnings: [] };

describe('definitions', () => {
  it.each<[string, Definitions, Known]>([
    ['that know each other', definitions(), NOTHING],
    ['that are none', definitions({ issuers: [], accounts: [], connectors: [] }), NOTHING],
    [
      'that know what is stored',
      definitions({ issuers: [], accounts: [] }),
      { ...NOTHING, issuers: [anIssuer()], accounts: [anAccount()] },
    ],
    ['that write anew what is stored', definitions(), { ...NOTHING, issuers: [anIssuer()], accounts: [anAccount()] }],
    [
      'with one id in different lists',
      definitions({ accounts: [anAccount({ id: 'ci' })], connectors: [aConnector({ id: 'ci', account: 'ci' })] }),
      NOTHING,
    ],
    [
      'with a grant by IAM role',
      definitions({ connectors: [aConnector({ grants: [{ iamRole: aConnector().roleArn }] })] }),
      NOTHING,
    ],
    [
      'with a grant by groups of an issuer that has them',
      definitions({
        issuers: [corp],
        connectors: [aConnector({ grants: [{ issuer: 'corp', groups: ['platform'] }] })],
      }),
      NOTHING,
    ],
    ['without any region', definitions({ connectors: [withoutRegion()] }), NOTHING],
    [
      'of another partition, all of them',
      definitions({
        accounts: [anAccount({ partition: 'aws-cn' })],
        connectors: [aConnector({ roleArn: 'arn:aws-cn:iam::123456789012:role/portunus/x', region: 'cn-north-1' })],
      }),
      NOTHING,
    ],
  ])('%s are fine', (_what, defined, known) => {
    expect(checkReferences(defined, known)).toEqual(fine);
  });

  it.each<[string, Definitions, string]>([
    [
      'a connector of an unknown account',
      definitions({ connectors: [aConnector({ account: 'other' })] }),
      'connectors[0].account',
    ],
    [
      'a connector whose account is called like an inherited member',
      definitions({ connectors: [aConnector({ account: 'constructor' })] }),
      'connectors[0].account',
    ],
    [
      'a grant of an unknown issuer',
      definitions({ connectors: [aConnector({ grants: [{ issuer: 'other', groups: ['x'] }] })] }),
      'connectors[0].grants[0].issuer',
    ],
    [
      'a grant by groups of an issuer that has none',
      definitions({ connectors: [aConnector({ grants: [{ issuer: 'ci', groups: ['platform'] }] })] }),
      'connectors[0].grants[0].issuer',
    ],
    [
      'a role of another account',
      definitions({ connectors: [aConnector({ roleArn: 'arn:aws:iam::210987654321:role/portunus/x' })] }),
      'connectors[0].roleArn',
    ],
    [
      'a role of another partition',
      definitions({ connectors: [aConnector({ roleArn: 'arn:aws-cn:iam::123456789012:role/portunus/x' })] }),
      'connectors[0].roleArn',
    ],
    [
      'a default region of another partition',
      definitions({ connectors: [aConnector({ region: 'cn-north-1' })] }),
      'connectors[0].region',
    ],
    [
      'a region of a partition that is not served',
      definitions({ connectors: [aConnector({ region: 'us-iso-east-1' })] }),
      'connectors[0].region',
    ],
    [
      'a region of another partition among others',
      definitions({ connectors: [aConnector({ regions: ['eu-west-1', 'us-gov-west-1'] })] }),
      'connectors[0].regions',
    ],
    ['an issuer twice', definitions({ issuers: [anIssuer(), anIssuer()] }), 'issuers[1].id'],
    ['an account twice', definitions({ accounts: [anAccount(), anAccount()] }), 'accounts[1].id'],
    ['a connector twice', definitions({ connectors: [aConnector(), aConnector()] }), 'connectors[1].id'],
  ])('with %s are at fault', (_what, defined, field) => {
    expect(faultyFields(defined, NOTHING)).toEqual([field]);
  });

  it('with one URL for two issuers are at fault, for a token could be of either', () => {
    const issuers = [anIssuer(), anIssuer({ id: 'ci-2' })];
    expect(faultyFields(definitions({ issuers }), NOTHING)).toEqual(['issuers[0].url', 'issuers[1].url']);
  });

  it('with the URL of a stored issuer under another id are at fault', () => {
    const known = { ...NOTHING, issuers: [anIssuer({ id: 'stored' })] };
    expect(faultyFields(definitions(), known)).toEqual(['issuers[0].url']);
  });

  it('with the URL that a stored issuer gives up are fine', () => {
    const known = { ...NOTHING, issuers: [anIssuer({ id: 'stored' })] };
    const issuers = [anIssuer(), anIssuer({ id: 'stored', url: 'https://moved.example' })];
    expect(checkReferences(definitions({ issuers }), known)).toEqual(fine);
  });

  it('are checked against an account as it will be, not as it is stored', () => {
    const known = { ...NOTHING, accounts: [anAccount({ awsAccountId: '210987654321' })] };
    expect(checkReferences(definitions(), known)).toEqual(fine);
    const moved = definitions({ accounts: [anAccount({ awsAccountId: '210987654321' })] });
    expect(faultyFields(moved, { ...NOTHING, accounts: [anAccount()] })).toEqual(['connectors[0].roleArn']);
  });

  it('tell each fault with its own place', () => {
    const connectors = [
      aConnector(),
      aConnector({ id: 'second', account: 'other' }),
      aConnector({ id: 'third', grants: [...aConnector().grants, { issuer: 'other', groups: ['x'] }] }),
    ];
    expect(faultyFields(definitions({ connectors }), NOTHING)).toEqual([
      'connectors[1].account',
      'connectors[2].grants[1].issuer',
    ]);
  });

  it('of an unknown account are not warned of their duration: nobody knows whether roles are chained', () => {
    const connectors = [aConnector({ account: 'other', maxDurationSeconds: 43_200 })];
    expect(checkReferences(definitions({ connectors }), NOTHING).warnings).toEqual([]);
  });
});

describe('claims in a connector', () => {
  const faults = (fields: Parameters<typeof aConnector>[0]) =>
    checkReferences(definitions({ issuers: [anIssuer(), corp], connectors: [aConnector(fields)] }), NOTHING).faults;
  const roleArn = 'arn:aws:iam::123456789012:role/{a}';

  it('leave what they do not change to be checked', () => {
    expect(faults({ roleArn, region: '{a}', repositories: ['{a}/*'] })).toEqual([]);
    const elsewhere = [{ field: 'connectors[0].roleArn', detail: "must be of the connector's account" }];
    expect(faults({ roleArn: roleArn.replace('123456789012', '210987654321') })).toEqual(elsewhere);
  });

  it('are for the callers of one issuer', () => {
    const field = 'connectors[0].grants';
    const detail =
      'must be of one issuer, or of IAM roles, or of refresh jobs alone: roleArn holds claims, and another issuer could fill in the same';
    const groups = [{ issuer: 'corp', groups: ['x'] }];
    expect(faults({ roleArn, grants: groups })).toEqual([]);
    expect(faults({ roleArn, grants: [...aConnector().grants, ...groups] })).toEqual([{ field, detail }]);
    expect(faults({ roleArn, grants: [...aConnector().grants, { refreshJob: 'x' }] })).toEqual([{ field, detail }]);
    expect(faults({ grants: [...aConnector().grants, ...groups] })).toEqual([]);
  });

  it('do not hide that the policies are too long without them', () => {
    const repositories = Array.from({ length: 30 }, (_, index) => `{a}/${'x'.repeat(40)}${index}`);
    expect(faults({ repositories }).map(({ field }) => field)).toEqual(['connectors[0].repositories']);
    expect(faults({ repositories: repositories.slice(0, 10) })).toEqual([]);
  });
});

function withoutRegion(): Connector {
  const { region: _left, ...rest } = aConnector();
  return rest;
}

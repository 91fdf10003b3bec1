// The words of a fault or a warning: an operator or a caller reads them, and they name no other definition's secrets.
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../shared/domain/account.ts';
import type { Connector } from '../../../../shared/domain/connector.ts';
import { checkReferences } from '../../../../shared/policy/definitions/check-references.ts';
import { decideTarget } from '../../../../shared/policy/session/limits.ts';
import { aConnector, anAccount, anIssuer } from '../../../support/builders.ts';
import { NOTHING_KNOWN } from '../../../support/refresh-builders.ts';

function check(parts: {
  issuers?: readonly ReturnType<typeof anIssuer>[];
  accounts?: readonly ReturnType<typeof anAccount>[];
  connectors?: readonly ReturnType<typeof aConnector>[];
}) {
  const written = <T>(value: T) => ({ written: value, value });
  return checkReferences(
    {
      issuers: (parts.issuers ?? [anIssuer()]).map(written),
      accounts: (parts.accounts ?? [anAccount()]).map(written),
      connectors: (parts.connectors ?? [aConnector()]).map(written),
      refreshJobs: [],
    },
    NOTHING_KNOWN,
  );
}

describe('a fault between definitions says what is wrong', () => {
  it.each<[what: string, parts: Parameters<typeof check>[0], field: string, detail: string]>([
    [
      'an id that stands twice',
      { connectors: [aConnector(), aConnector()] },
      'connectors[1].id',
      'is the id of another entry too',
    ],
    ['an account that is not there', { accounts: [] }, 'connectors[0].account', 'is not a defined account'],
    [
      'a region elsewhere',
      { connectors: [aConnector({ region: 'cn-north-1' })] },
      'connectors[0].region',
      "must be in the partition of the connector's account",
    ],
    ['an issuer that is not there', { issuers: [] }, 'connectors[0].grants[0].issuer', 'is not a defined issuer'],
    [
      'groups of an issuer without groups',
      { connectors: [aConnector({ grants: [{ issuer: 'ci', groups: ['platform'] }] })] },
      'connectors[0].grants[0].issuer',
      'has no groupsClaim, so its callers have no groups',
    ],
  ])('%s', (_what, parts, field, detail) => {
    expect(check(parts)).toEqual({ faults: [{ field, detail }], warnings: [] });
  });

  it('one URL for two issuers', () => {
    const detail = 'is the URL of another issuer too: a token could be either';
    expect(check({ issuers: [anIssuer(), anIssuer({ id: 'ci-2' })] }).faults).toEqual([
      { field: 'issuers[0].url', detail },
      { field: 'issuers[1].url', detail },
    ]);
  });

  it('a duration that role chaining never gives', () => {
    const detail = 'must be at most 3600: STS gives no more from the execution role (role chaining)';
    expect(check({ connectors: [aConnector({ maxDurationSeconds: 3_601 })] })).toEqual({
      faults: [{ field: 'connectors[0].maxDurationSeconds', detail }],
      warnings: [],
    });
  });

  it('a duration that a further role does not give is a warning', () => {
    const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/build-AbCdEf';
    const accounts = [anAccount({ credentials: { source: 'iam-user', secretArn } })];
    const roleArns = ['arn:aws:iam::123456789012:role/further'];
    const detail = 'is above 3600, which a session of one of roleArns can not be (role chaining)';
    expect(check({ accounts, connectors: [aConnector({ maxDurationSeconds: 3_601, roleArns })] })).toEqual({
      faults: [],
      warnings: [{ field: 'connectors[0].maxDurationSeconds', detail }],
    });
  });
});

describe('a refused target says why', () => {
  const withoutRegion = () => {
    const { region: _left, ...rest } = aConnector();
    return rest;
  };

  type Input = [Parameters<typeof decideTarget>[0], Connector, Account];
  it.each<[what: string, input: Input, field: string, detail: string]>([
    [
      'no region at all',
      [{}, withoutRegion(), anAccount()],
      'region',
      'is required: the connector has no default region',
    ],
    [
      'a region of another partition',
      [{ region: 'cn-north-1' }, aConnector(), anAccount()],
      'region',
      "is not in the partition of the connector's account",
    ],
    [
      'a region that is not listed',
      [{ region: 'us-east-1' }, aConnector({ regions: ['eu-west-1'] }), anAccount()],
      'region',
      'is not among the regions of the connector',
    ],
    [
      'a registry that is not listed',
      [{ registryIds: ['210987654321'] }, aConnector({ registries: ['123456789012'] }), anAccount()],
      'registryIds',
      'holds a registry that is not among those of the connector',
    ],
  ])('%s', (_what, [asked, connector, account], field, detail) => {
    expect(decideTarget(asked, { connector, grant: undefined }, account)).toEqual({
      ok: false,
      errors: [{ field, detail }],
    });
  });
});

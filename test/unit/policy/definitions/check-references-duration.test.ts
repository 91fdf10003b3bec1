// Durations, issuers and grants that a principal type can not work with, as applying them shows.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../shared/domain/account.ts';
import { Connector } from '../../../../shared/domain/connector.ts';
import type { Issuer } from '../../../../shared/domain/issuer.ts';
import { checkReferences } from '../../../../shared/policy/definitions/check-references.ts';
import { aConnector, anAccount, anIssuer, aWrittenConnector } from '../../../support/builders.ts';
import { NOTHING_KNOWN } from '../../../support/refresh-builders.ts';

function check(connector: Connector, account: Account = anAccount(), issuer: Issuer = anIssuer()) {
  const written = <T>(value: T) => ({ written: value, value });
  const definitions = {
    issuers: [written(issuer)],
    accounts: [written(account)],
    connectors: [written(connector)],
    refreshJobs: [],
  };
  const { faults, warnings } = checkReferences(definitions, NOTHING_KNOWN);
  return { faults: faults.map(({ field }) => field), warnings: warnings.map(({ field }) => field) };
}

const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/build-AbCdEf';
const BY_USER = anAccount({ credentials: { source: 'iam-user', secretArn } });
const DURATION = ['connectors[0].maxDurationSeconds'];
const ROLE = 'arn:aws:iam::123456789012:role/portunus/team-a';
const roleArns = ['arn:aws:iam::123456789012:role/further'];
function webIdentity(overrides: Record<string, unknown> = {}) {
  return v.parse(Connector, aWrittenConnector({ principalType: 'web-identity', acknowledgeRisk: true, ...overrides }));
}

describe('the hour of role chaining', () => {
  it.each([
    ['below', 3_599, []],
    ['at', 3_600, []],
    ['above', 3_601, DURATION],
  ])('with a duration %s it, from the execution role', (_what, maxDurationSeconds, faults) => {
    expect(check(aConnector({ maxDurationSeconds }))).toEqual({ faults, warnings: [] });
    // A fault already: a warning beside it would say less.
    expect(check(aConnector({ maxDurationSeconds, roleArns })).faults).toEqual(faults);
  });

  it('does not hold from an access key, nor for who assumes the role by a token', () => {
    const fine = { faults: [], warnings: [] };
    expect(check(aConnector({ maxDurationSeconds: 43_200 }), BY_USER)).toEqual(fine);
    expect(check(webIdentity({ maxDurationSeconds: 43_200 }))).toEqual(fine);
  });

  it.each([
    ['below', 3_599, []],
    ['at', 3_600, []],
    ['above', 3_601, DURATION],
  ])('with a duration %s it, where only a further role is chained', (_what, maxDurationSeconds, warnings) => {
    expect(check(aConnector({ maxDurationSeconds, roleArns }), BY_USER)).toEqual({ faults: [], warnings });
    expect(check(webIdentity({ maxDurationSeconds, roleArns }))).toEqual({ faults: [], warnings });
  });
});

describe('an issuer whose tokens go on to STS', () => {
  const { jwksUri: _uri, ...withoutUri } = anIssuer();

  it.each<[string, Issuer]>([
    ['is on the internet', anIssuer()],
    ['has one algorithm that STS knows', anIssuer({ algorithms: ['EdDSA', 'ES256'] })],
  ])('may be one that %s', (_what, issuer) => {
    expect(check(webIdentity(), anAccount(), issuer).faults).toEqual([]);
  });

  it.each<[string, Issuer]>([
    ['has its keys inline', { ...withoutUri, jwks: { keys: [] } } as unknown as Issuer],
    ['is at a port of its own', anIssuer({ url: 'https://ci.example:8443' })],
    ['is on an inner network', anIssuer({ url: 'https://ci.internal' })],
    ['is at an address', anIssuer({ url: 'https://10.0.0.1' })],
    ['has a name without a dot', anIssuer({ url: 'https://gitlab' })],
    ['signs with EdDSA alone', anIssuer({ algorithms: ['EdDSA'] })],
  ])('must not be one that %s', (_what, issuer) => {
    expect(check(webIdentity(), anAccount(), issuer).faults).toEqual(['connectors[0].grants[0].issuer']);
    expect(check(aConnector(), anAccount(), issuer).faults).toEqual([]);
  });
});

describe('a grant by IAM role, whose callers show no token', () => {
  const grants = [{ issuer: 'ci', claims: { sub: ['x'] } }, { iamRole: ROLE }];
  const read = (overrides: Record<string, unknown>) => v.parse(Connector, aWrittenConnector({ grants, ...overrides }));

  it.each<[string, Connector]>([
    ['the token is passed on', webIdentity({ grants })],
    [
      'the token is passed on, and its life is the limit',
      webIdentity({ grants, withinTokenLife: true, serves: ['session'] }),
    ],
    ["the token's life is the limit", read({ withinTokenLife: true, serves: ['session'] })],
    ['each token is taken once', read({ oneTimeTokens: true })],
  ])('is a fault where %s', (_what, connector) => {
    expect(check(connector).faults).toEqual(['connectors[0].grants[1].iamRole']);
  });

  it.each([
    ['nothing goes by the token', {}],
    ["the token's life is no limit", { withinTokenLife: false }],
    ['tokens are taken again', { oneTimeTokens: false }],
  ])('is fine where %s', (_what, overrides) => {
    expect(check(read(overrides)).faults).toEqual([]);
  });
});

it('a grant to a refresh job, which shows no token, is a fault where each token is taken once', () => {
  const grants = [{ issuer: 'ci', claims: { sub: ['x'] } }, { refreshJob: 'nightly' }];
  const read = (oneTimeTokens: boolean) => v.parse(Connector, aWrittenConnector({ grants, oneTimeTokens }));
  expect(check(read(true)).faults).toEqual(['connectors[0].grants[1].refreshJob']);
  expect(check(read(false)).faults).toEqual([]);
});

describe("a session that ends with the caller's token", () => {
  const read = (serves: readonly string[], withinTokenLife: boolean) =>
    v.parse(Connector, aWrittenConnector({ serves, withinTokenLife }));

  it.each([[['ecr']], [['ecr-public']], [['session', 'ecr']]])('serves no login, which outlives it: %j', (serves) => {
    expect(check(read(serves, true)).faults).toEqual(['connectors[0].serves']);
    expect(check(read(serves, false)).faults).toEqual([]);
  });

  it('serves itself', () => {
    expect(check(read(['session'], true)).faults).toEqual([]);
  });
});

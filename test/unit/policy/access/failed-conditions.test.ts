// Why somebody was refused, as the record keeps it: short, with what was nearest first.
import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../../shared/domain/grant.ts';
import { failedConditions } from '../../../../shared/policy/access/failed-conditions.ts';
import { aConnector, anIamCaller, aPerson, aWorkload } from '../../../support/builders.ts';

const RULES = { adminsMayIssue: true };
const WITH = (...grants: readonly Grant[]) => aConnector({ grants: [...grants] });
const claims = (claim: string, ...anyOf: string[]) => [{ claim: [claim], anyOf }];

function failed(connector: ReturnType<typeof aConnector> | undefined, caller = aWorkload()) {
  return failedConditions(connector, caller, 'ecr-login', RULES);
}

describe('the conditions that failed', () => {
  it('are those of the grant, with what it wants and what the caller has', () => {
    expect(failed(WITH({ issuer: 'ci', claims: claims('ref', 'refs/heads/release') }))).toEqual([
      { condition: 'grants[0].claims.ref', expected: ['refs/heads/release'], actual: 'refs/heads/main' },
    ]);
  });

  it('have no value where the caller has none', () => {
    expect(failed(WITH({ issuer: 'ci', claims: claims('environment', 'prod') }))).toEqual([
      { condition: 'grants[0].claims.environment', expected: ['prod'] },
    ]);
  });

  it('are those of the connector alone, if one of these failed', () => {
    expect(failed(aConnector({ enabled: false, grants: [] }))).toEqual([{ condition: 'enabled' }]);
    expect(failed(aConnector({ systemScope: false, grants: [] }))).toEqual([{ condition: 'systemScope' }]);
  });

  it('of a person are not that it should administer', () => {
    expect(failed(WITH({ issuer: 'corp', groups: ['web'] }), aPerson())).toEqual([
      { condition: 'grants[0].groups', expected: ['web'], actual: ['platform'] },
    ]);
  });

  it('begin with the grant for the same issuer, and there with the nearest', () => {
    const far = [...claims('repository_id', '7'), ...claims('ref', 'refs/heads/release')];
    const grants = [
      { issuer: 'other', claims: claims('ref', 'refs/heads/main') },
      { issuer: 'ci', claims: far },
      { issuer: 'ci', claims: claims('ref', 'refs/heads/release') },
    ];
    expect(failed(WITH(...grants)).map(({ condition }) => condition)).toEqual([
      'grants[2].claims.ref',
      'grants[1].claims.repository_id',
      'grants[1].claims.ref',
      'grants[0].issuer',
    ]);
  });

  it('of a role name the role that is wanted', () => {
    const iamRole = 'arn:aws:iam::123456789012:role/others';
    const caller = anIamCaller();
    expect(failedConditions(WITH({ iamRole }), caller, 'ecr-login', RULES)).toEqual([
      { condition: 'grants[0].iamRole', expected: iamRole, actual: caller.subject },
    ]);
  });

  it('are none without a connector', () => {
    expect(failed(undefined)).toEqual([]);
  });

  it.each([
    [10, undefined],
    [11, { condition: 'and 1 more' }],
    [100, { condition: 'and 90 more' }],
  ])('of %i grants are ten, and the number of the others', (count, last) => {
    const grants = Array.from({ length: count }, () => ({ issuer: 'ci', claims: claims('ref', 'x') }));
    expect(failed(WITH(...grants)).slice(10)).toEqual(last === undefined ? [] : [last]);
  });

  it('are short, whatever the token and the grant hold', () => {
    const names = Array.from({ length: 10 }, (_, index) => `claim${index}`);
    const held = Object.fromEntries(names.map((name) => [name, 'x'.repeat(4_000)]));
    const wanted = names.flatMap((name) => claims(name, ...Array.from({ length: 100 }, () => 'y'.repeat(200))));
    const conditions = failed(WITH({ issuer: 'ci', claims: wanted }), aWorkload({ claims: held }));
    expect(conditions.length).toBe(10);
    expect(JSON.stringify(conditions).length).toBeLessThan(3_000);
  });
});

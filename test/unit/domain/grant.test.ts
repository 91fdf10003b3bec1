import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Connector } from '../../../shared/domain/connector.ts';
import { ConnectorAccess } from '../../../shared/domain/grant.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { aWrittenConnector } from '../../support/builders.ts';

function faults(overrides: Record<string, unknown>) {
  const parsed = parseWith(Connector, aWrittenConnector(overrides), 'connector');
  return parsed.ok ? [] : parsed.errors;
}

function faultyFields(overrides: Record<string, unknown>): readonly string[] {
  return faults(overrides).map(({ field }) => field);
}

const ROLE = 'arn:aws:iam::123456789012:role/build-agents';
const BY_CLAIM = { issuer: 'ci', claims: { repository_id: ['1296269'] } };

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
    ['two stars in a segment', { issuer: 'ci', claims: { ref: ['refs/heads/*a*'] } }, 'grants[0].claims'],
    ['three stars together', { issuer: 'ci', claims: { ref: ['refs/heads/***'] } }, 'grants[0].claims'],
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
    ['claims beside a refresh job', { refreshJob: 'nightly', claims: { job: ['nightly'] } }, 'grants[0]'],
    ['groups beside a refresh job', { refreshJob: 'nightly', groups: ['platform'] }, 'grants[0]'],
    ['a unique id beside a refresh job', { refreshJob: 'nightly', uniqueId: 'AROACKCEVSQ6C2EXAMPLE' }, 'grants[0]'],
    ['a pattern for a refresh job', { refreshJob: 'nightly-*' }, 'grants[0].refreshJob'],
    ['a list of refresh jobs', { refreshJob: ['nightly'] }, 'grants[0].refreshJob'],
    ['an empty refresh job', { refreshJob: '' }, 'grants[0].refreshJob'],
    ['null for a refresh job', { refreshJob: null }, 'grants[0].refreshJob'],
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

  it('may name a refresh job', () => {
    expect(v.parse(Connector, aWrittenConnector({ grants: [{ refreshJob: 'orders-service' }] })).grants).toEqual([
      { refreshJob: 'orders-service' },
    ]);
  });

  const ONE_PARTY = 'must name an issuer, an iamRole or a refreshJob, and one of them only';
  it.each<[string, Record<string, unknown>]>([
    ['nobody', {}],
    ['an issuer and a refresh job', { ...BY_CLAIM, refreshJob: 'orders-service' }],
    ['an IAM role and a refresh job', { iamRole: ROLE, refreshJob: 'orders-service' }],
    ['an issuer and an IAM role', { ...BY_CLAIM, iamRole: ROLE }],
    ['all three', { ...BY_CLAIM, iamRole: ROLE, refreshJob: 'orders-service' }],
  ])('is refused where it names %s, and says so', (_what, grant) => {
    expect(faults({ grants: [grant] })).toEqual([{ field: 'grants[0]', detail: ONE_PARTY }]);
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

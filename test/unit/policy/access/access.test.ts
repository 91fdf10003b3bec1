import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../../shared/domain/caller.ts';
import type { ConnectorAccess, Grant } from '../../../../shared/domain/grant.ts';
import { decideAccess } from '../../../support/access.ts';
import { aConnector, anIamCaller, aPerson, aWorkload } from '../../../support/builders.ts';

function withGrants(...grants: Grant[]): ConnectorAccess {
  return aConnector({ grants });
}
function refused(reason: string) {
  return { allowed: false, reason };
}
const NOBODY = refused('no_grant_matches');

const ROLE = 'arn:aws:iam::123456789012:role/build-agents';
const BY_GROUP: Grant = { issuer: 'corp', groups: ['platform'] };
const BY_ROLE: Grant = { iamRole: ROLE };

describe('a connector lets in', () => {
  it.each<[string, ConnectorAccess, Caller, string]>([
    ['a job whose claims a grant names', aConnector(), aWorkload(), 'grants[0]'],
    ['a person whose group a grant names', withGrants(BY_GROUP), aPerson(), 'grants[0]'],
    ['a person with the group among others', withGrants(BY_GROUP), aPerson({ groups: ['a', 'platform'] }), 'grants[0]'],
    [
      'a person with the second group of a grant',
      withGrants({ issuer: 'corp', groups: ['x', 'platform'] }),
      aPerson(),
      'grants[0]',
    ],
    ['a role that a grant names', withGrants(BY_ROLE), anIamCaller(), 'grants[0]'],
    [
      'a role that a grant names under a path',
      withGrants({ iamRole: 'arn:aws:iam::123456789012:role/ci/build-agents' }),
      anIamCaller(),
      'grants[0]',
    ],
    [
      'a role with the unique id of the grant',
      withGrants({ iamRole: ROLE, uniqueId: 'AROACKCEVSQ6C2EXAMPLE' }),
      anIamCaller(),
      'grants[0]',
    ],
    [
      'a caller whom the last of the grants names',
      withGrants(BY_GROUP, BY_ROLE, { issuer: 'ci', claims: [{ claim: ['repository_id'], anyOf: ['1296269'] }] }),
      aWorkload(),
      'grants[2]',
    ],
    [
      'a person, although it serves people only',
      aConnector({ systemScope: false, grants: [BY_GROUP] }),
      aPerson(),
      'grants[0]',
    ],
    [
      'a person by claims and group',
      withGrants({ ...BY_GROUP, claims: [{ claim: ['sub'], anyOf: ['ada'] }] }),
      aPerson(),
      'grants[0]',
    ],
    ['an administrator without any grant', withGrants(), aPerson({ administrator: true }), 'administrator'],
    [
      'an administrator without groups',
      withGrants(BY_GROUP),
      aPerson({ administrator: true, groups: [] }),
      'administrator',
    ],
    [
      'an administrator where it serves people only',
      aConnector({ systemScope: false }),
      aPerson({ administrator: true }),
      'administrator',
    ],
  ])('%s', (_who, connector, caller, by) => {
    expect(decideAccess(connector, caller, 'ecr-login')).toMatchObject({ allowed: true, by });
  });
});

describe('a connector does not let in', () => {
  it.each<[string, ConnectorAccess, Caller]>([
    ['anybody without grants', withGrants(), aWorkload()],
    ['a person without grants', withGrants(), aPerson()],
    ['a role without grants', withGrants(), anIamCaller()],
    ['a second issuer with copied claims', aConnector(), aWorkload({ issuer: 'other-ci' })],
    ['an issuer whose id begins alike', aConnector(), aWorkload({ issuer: 'ci-2' })],
    ['a job of another repository', aConnector(), aWorkload({ claims: { repository_id: '1296270' } })],
    ['a job without the claim', aConnector(), aWorkload({ claims: {} })],
    [
      'a job with one claim of two',
      withGrants({
        issuer: 'ci',
        claims: [
          { claim: ['repository_id'], anyOf: ['1296269'] },
          { claim: ['ref'], anyOf: ['refs/tags/*'] },
        ],
      }),
      aWorkload(),
    ],
    [
      'a caller for whom half of two grants hold',
      withGrants(
        { issuer: 'ci', claims: [{ claim: ['repository_id'], anyOf: ['1'] }] },
        { issuer: 'other-ci', claims: [{ claim: ['repository_id'], anyOf: ['1296269'] }] },
      ),
      aWorkload(),
    ],
    ['a person of another group', withGrants(BY_GROUP), aPerson({ groups: ['build'] })],
    ['a person of a group in another case', withGrants(BY_GROUP), aPerson({ groups: ['Platform'] })],
    ['a person without groups', withGrants(BY_GROUP), aPerson({ groups: [] })],
    ["the same group at another issuer's", withGrants(BY_GROUP), aPerson({ issuer: 'other-corp' })],
    [
      'a person with the right claims and another group',
      withGrants({ ...BY_GROUP, claims: [{ claim: ['sub'], anyOf: ['ada'] }] }),
      aPerson({ groups: ['build'] }),
    ],
    [
      'a person with the right group and other claims',
      withGrants({ ...BY_GROUP, claims: [{ claim: ['sub'], anyOf: ['ada'] }] }),
      aPerson({ claims: { sub: 'eve' } }),
    ],
    ['a role that administers, but that no grant names', withGrants(), anIamCaller({ administrator: true })],
    // The schema refuses such grants; the decision must not depend on it.
    ['anybody by a grant without conditions', withGrants({ issuer: 'ci' }), aWorkload()],
    ['anybody by an empty list of conditions', withGrants({ issuer: 'ci', claims: [] }), aWorkload()],
    ['anybody by an empty list of groups', withGrants({ issuer: 'corp', groups: [] }), aPerson()],
    ['a job by an empty grant', withGrants({}), aWorkload()],
    ['a role by an empty grant', withGrants({}), anIamCaller()],
    ['a role of that name in another account', withGrants(BY_ROLE), anIamCaller({ accountId: '210987654321' })],
    ['a role of that name in another partition', withGrants(BY_ROLE), anIamCaller({ partition: 'aws-cn' })],
    ['a role of another name', withGrants(BY_ROLE), anIamCaller({ roleName: 'build-agents-2' })],
    [
      'a role that was made anew under the old name',
      withGrants({ iamRole: ROLE, uniqueId: 'AROACKCEVSQ6C2EXAMPLE' }),
      anIamCaller({ uniqueId: 'AROAOTHEREXAMPLEROLE1' }),
    ],
    ['a role by an OIDC grant', aConnector(), anIamCaller({ claims: { repository_id: '1296269' } })],
    [
      'a role by the name that the audit gives its issuer',
      withGrants({ issuer: 'aws-iam', claims: [{ claim: ['role_name'], anyOf: ['build-agents'] }] }),
      anIamCaller(),
    ],
    [
      'a token by an IAM grant, whatever its claims say',
      withGrants(BY_ROLE),
      aWorkload({ issuer: 'aws-iam', subject: ROLE, claims: { sub: ROLE, role_name: 'build-agents' } }),
    ],
  ])('%s', (_who, connector, caller) => {
    expect(decideAccess(connector, caller, 'ecr-login')).toEqual(NOBODY);
  });

  it.each<[string, Caller]>([
    ['a job', aWorkload()],
    ['a role', anIamCaller()],
  ])('%s that a grant names, where it serves people only', (_who, caller) => {
    const grants: Grant[] = [...aConnector().grants, BY_ROLE];
    expect(decideAccess(aConnector({ systemScope: false, grants }), caller, 'ecr-login')).toEqual(
      refused('needs_system_scope'),
    );
    expect(decideAccess(aConnector({ systemScope: true, grants }), caller, 'ecr-login').allowed).toBe(true);
  });
});

describe('the order of the decisions', () => {
  const administrator = aPerson({ administrator: true });

  it.each<[string, Partial<ConnectorAccess>, Caller, string]>([
    [
      'disabled, before everything',
      { enabled: false, serves: [], systemScope: false, grants: [] },
      aWorkload(),
      'disabled',
    ],
    ['disabled, for administrators too', { enabled: false }, administrator, 'disabled'],
    ['disabled, although a grant matches', { enabled: false }, aWorkload(), 'disabled'],
    ['not served, before the scope', { serves: [], systemScope: false }, aWorkload(), 'not_served'],
    ['not served, for administrators too', { serves: [] }, administrator, 'not_served'],
    ['not served, although a grant matches', { serves: [] }, aWorkload(), 'not_served'],
    ['the scope, before the grants', { systemScope: false, grants: [] }, aWorkload(), 'needs_system_scope'],
    [
      'the scope, for a role that administers too',
      { systemScope: false, grants: [BY_ROLE] },
      anIamCaller({ administrator: true }),
      'needs_system_scope',
    ],
    ['the grants at last', { grants: [] }, aWorkload(), 'no_grant_matches'],
  ])('%s', (_what, overrides, caller, reason) => {
    expect(decideAccess(aConnector(overrides), caller, 'ecr-login')).toEqual(refused(reason));
  });

  it('says which of two matching grants came first', () => {
    const [grant] = aConnector().grants;
    const connector = withGrants(BY_GROUP, ...(grant === undefined ? [] : [grant, grant]));
    expect(decideAccess(connector, aWorkload(), 'ecr-login')).toMatchObject({ allowed: true, by: 'grants[1]' });
  });
});

describe('a console link', () => {
  const granted = withGrants(BY_GROUP, { issuer: 'ci', claims: [{ claim: ['repository_id'], anyOf: ['1296269'] }] });
  const forConsole: ConnectorAccess = { ...granted, serves: ['console'] };

  it('is for people whom a grant lets in, and for administrators', () => {
    expect(decideAccess(forConsole, aPerson(), 'console-url')).toMatchObject({ allowed: true, by: 'grants[0]' });
    const administrator = aPerson({ administrator: true, groups: [] });
    expect(decideAccess(forConsole, administrator, 'console-url')).toEqual({ allowed: true, by: 'administrator' });
    expect(decideAccess(forConsole, aPerson({ groups: [] }), 'console-url')).toEqual(NOBODY);
  });

  it('is for no workload, granted or not', () => {
    expect(decideAccess(forConsole, aWorkload(), 'console-url')).toEqual(refused('people_only'));
    expect(decideAccess(forConsole, anIamCaller(), 'console-url')).toEqual(refused('people_only'));
    expect(decideAccess({ ...granted, serves: ['ecr'] }, aWorkload(), 'ecr-login')).toMatchObject({ allowed: true });
  });

  it('is not had where it is not served', () => {
    const others: ConnectorAccess = { ...granted, serves: ['ecr', 'ecr-public', 'session'] };
    expect(decideAccess(others, aPerson(), 'console-url')).toEqual(refused('not_served'));
    expect(decideAccess(others, aPerson(), 'caller-identity')).toMatchObject({ allowed: true });
  });
});

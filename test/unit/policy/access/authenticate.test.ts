import { describe, expect, it } from 'vitest';
import type { VerifiedToken } from '../../../../shared/domain/caller.ts';
import { callerFromIamIdentity, callerFromToken } from '../../../../shared/policy/access/authenticate.ts';
import { anIssuer } from '../../../support/builders.ts';

const EXPIRES_AT = new Date('2026-11-21T13:00:00.000Z');

function aToken(overrides: Partial<VerifiedToken> = {}): VerifiedToken {
  return {
    issuer: anIssuer({ require: [{ claim: ['owner_id'], anyOf: ['9919'] }] }),
    subject: 'repo:acme/shop:ref:refs/heads/main',
    claims: { sub: 'repo:acme/shop:ref:refs/heads/main', owner_id: '9919' },
    expiresAt: EXPIRES_AT,
    ...overrides,
  };
}

const corp = anIssuer({
  id: 'corp',
  kind: 'user',
  require: [{ claim: ['token_use'], anyOf: ['id'] }],
  groupsClaim: 'cognito:groups',
  adminGroups: ['portunus-admins', 'root-admins'],
  auditGroups: ['security', 'compliance'],
});

function aSignIn(claims: Record<string, unknown> = {}, issuer = corp): VerifiedToken {
  return aToken({ issuer, subject: 'ada', claims: { sub: 'ada', token_use: 'id', ...claims } });
}

function callerOf(token: VerifiedToken) {
  const authentication = callerFromToken(token);
  return authentication.authenticated ? authentication.caller : undefined;
}

describe('a token', () => {
  it.each([
    ['its issuer has its keys inline', anIssuer({ jwks: { keys: [] } }), 'has its keys given inline'],
    ['STS can fetch the keys', anIssuer({}), undefined],
  ])('says whether STS can verify it too: %s', (_what, issuer, why) => {
    const caller = callerOf(aToken({ issuer: { ...issuer, url: 'https://ci.example.com' } }));
    if (why === undefined) expect(caller).not.toHaveProperty('notFederable');
    else expect(caller?.notFederable).toContain(why);
  });

  it('of a job is a workload', () => {
    expect(callerFromToken(aToken())).toEqual({
      authenticated: true,
      caller: {
        via: 'oidc',
        kind: 'workload',
        issuer: 'ci',
        subject: 'repo:acme/shop:ref:refs/heads/main',
        claims: { sub: 'repo:acme/shop:ref:refs/heads/main', owner_id: '9919' },
        groups: [],
        administrator: false,
        auditor: false,
        expiresAt: EXPIRES_AT,
      },
    });
  });

  it.each([
    ['is kept', 'b'.repeat(256), 'b'.repeat(256)],
    ['that is too long counts as absent', 'b'.repeat(257), undefined],
    ['that is empty counts as absent', '', undefined],
    ['with a space counts as absent', 'a b', undefined],
    ['with a line break counts as absent', 'a\nb', undefined],
    ['that is a number counts as absent', 42, undefined],
  ])('whose jti %s', (_what, jti, tokenId) => {
    expect(callerOf(aToken({ claims: { sub: 'x', owner_id: '9919', jti } }))?.tokenId).toBe(tokenId);
  });

  it('of a single-tenant issuer needs no requirement', () => {
    expect(callerOf(aToken({ issuer: anIssuer() }))).toMatchObject({ kind: 'workload', issuer: 'ci' });
  });

  it.each<[string, string]>([
    ['that is missing', '{"sub":"x"}'],
    ['of another owner', '{"sub":"x","owner_id":"9920"}'],
    ['that contains the right one', '{"sub":"x","owner_id":"99190"}'],
    ['that is an object', '{"sub":"x","owner_id":{"9919":"9919"}}'],
    ['that is null', '{"sub":"x","owner_id":null}'],
    ['on the prototype', '{"sub":"x","__proto__":{"owner_id":"9919"}}'],
  ])('is nobody with a required claim %s', (_what, claims) => {
    expect(callerFromToken(aToken({ claims: JSON.parse(claims) }))).toEqual({
      authenticated: false,
      reason: 'require_not_held',
    });
  });

  it('is rejected when one of two required claims is missing', () => {
    const issuer = anIssuer({
      require: [
        { claim: ['owner_id'], anyOf: ['9919'] },
        { claim: ['ref_protected'], anyOf: ['true'] },
      ],
    });
    expect(callerFromToken(aToken({ issuer }))).toEqual({ authenticated: false, reason: 'require_not_held' });
  });

  it('is rejected when a required claim has an empty list', () => {
    expect(callerFromToken(aToken({ issuer: anIssuer({ require: [] }) }))).toEqual({
      authenticated: false,
      reason: 'require_not_held',
    });
  });

  it('of a job is rejected if a sign-in platform signed it', () => {
    const { token_use: _left, ...job } = aSignIn().claims;
    expect(
      callerFromToken(aToken({ issuer: corp, claims: { ...job, 'cognito:groups': ['portunus-admins'] } })),
    ).toEqual({
      authenticated: false,
      reason: 'require_not_held',
    });
  });
});

describe('the groups of a person', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['a text', 'platform', ['platform']],
    ['a list', ['platform', 'build'], ['platform', 'build']],
    ['a list with other things in it', ['platform', 7, null, ['admins'], { a: 1 }, true], ['platform']],
    ['an empty list', [], []],
    ['a number', 7, []],
    ['an object', { platform: true }, []],
    ['null', null, []],
    ['a text with a comma, which is one group', 'platform,portunus-admins', ['platform,portunus-admins']],
  ])('are read from %s', (_what, claim, groups) => {
    const caller = callerOf(aSignIn({ 'cognito:groups': claim }));
    expect(caller).toMatchObject({ kind: 'user', administrator: false });
    expect(caller?.groups).toEqual(groups);
  });

  it('are an empty list when the claim is missing', () => {
    expect(callerOf(aSignIn())?.groups).toEqual([]);
  });

  it('are an empty list when the issuer names no groups claim', () => {
    const issuer = anIssuer({ id: 'corp', kind: 'user', require: [{ claim: ['token_use'], anyOf: ['id'] }] });
    expect(callerOf(aSignIn({ groups: ['platform'], 'cognito:groups': ['platform'] }, issuer))?.groups).toEqual([]);
  });

  it('are an empty list when the issuer names no groups claim, even if the token has a claim called undefined', () => {
    const { groupsClaim: _left, ...issuer } = corp;
    const caller = callerOf(aSignIn({ undefined: ['portunus-admins'] }, issuer));
    expect([caller?.groups, caller?.administrator]).toEqual([[], false]);
  });

  it('are an empty list when the claim is only inherited', () => {
    const issuer = anIssuer({ ...corp, groupsClaim: 'constructor' });
    expect(callerOf(aSignIn({}, issuer))?.groups).toEqual([]);
  });
});

describe('an administrator', () => {
  it.each<[string, unknown]>([
    ['the admin group as text', 'portunus-admins'],
    ['the admin group in a list', ['platform', 'portunus-admins']],
    ['the second admin group', ['root-admins']],
  ])('is a person with %s', (_what, groups) => {
    expect(callerOf(aSignIn({ 'cognito:groups': groups }))?.administrator).toBe(true);
  });

  it.each<[string, unknown]>([
    ['another group', ['platform']],
    ['no group', []],
    ['the admin group in another case', ['Portunus-Admins']],
    ['a group that contains the admin group', ['not-portunus-admins']],
    ['the admin group in a list in the list', [['portunus-admins']]],
    ['the admin group as a key', { 'portunus-admins': true }],
  ])('is no person with %s', (_what, groups) => {
    expect(callerOf(aSignIn({ 'cognito:groups': groups }))?.administrator).toBe(false);
  });

  it('is not a person whose admin group is in another claim', () => {
    expect(callerOf(aSignIn({ groups: ['portunus-admins'] }))?.administrator).toBe(false);
  });

  it('does not exist for an issuer without admin groups', () => {
    const { adminGroups: _left, ...issuer } = corp;
    expect(callerOf(aSignIn({ 'cognito:groups': ['portunus-admins'] }, issuer))?.administrator).toBe(false);
  });

  it('is never a job, even if the table says so', () => {
    const issuer = anIssuer({ ...corp, kind: 'workload' });
    expect(callerOf(aSignIn({ 'cognito:groups': ['portunus-admins'] }, issuer))?.administrator).toBe(false);
  });
});

describe('an auditor', () => {
  const auditorOf = (groups: unknown, issuer = corp) =>
    callerOf(aSignIn({ 'cognito:groups': groups }, issuer))?.auditor;

  it.each<[string, unknown]>([
    ['the audit group as text', 'security'],
    ['the second audit group in a list', ['platform', 'compliance']],
  ])('is a person with %s', (_what, groups) => {
    expect(auditorOf(groups)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['another group', ['platform']],
    ['no group', []],
    ['the audit group in another case', ['Security']],
    ['an admin group', ['portunus-admins']],
  ])('is no person with %s', (_what, groups) => {
    expect(auditorOf(groups)).toBe(false);
  });

  it('is no administrator', () => {
    expect(callerOf(aSignIn({ 'cognito:groups': ['security'] }))?.administrator).toBe(false);
  });

  it('does not exist for an issuer without audit groups', () => {
    const { auditGroups: _left, ...issuer } = corp;
    expect(auditorOf(['security'], issuer)).toBe(false);
  });

  it('is never a job, even if the table says so', () => {
    expect(auditorOf(['security'], anIssuer({ ...corp, kind: 'workload' }))).toBe(false);
  });
});

describe('a signed request', () => {
  const userArn = 'arn:aws:sts::123456789012:assumed-role/build-agents/i-0abc';
  const userId = 'AROACKCEVSQ6C2EXAMPLE:i-0abc';

  it("of a role's session is that role, a workload", () => {
    expect(callerFromIamIdentity({ userArn, userId }, [])).toEqual({
      authenticated: true,
      caller: {
        via: 'iam',
        kind: 'workload',
        subject: 'arn:aws:iam::123456789012:role/build-agents',
        partition: 'aws',
        accountId: '123456789012',
        roleName: 'build-agents',
        uniqueId: 'AROACKCEVSQ6C2EXAMPLE',
        sessionName: 'i-0abc',
        claims: {
          sub: 'arn:aws:iam::123456789012:role/build-agents',
          account_id: '123456789012',
          role_name: 'build-agents',
          role_id: 'AROACKCEVSQ6C2EXAMPLE',
          session_name: 'i-0abc',
        },
        administrator: false,
      },
    });
  });

  it('keeps the access key that signed it', () => {
    const identity = { userArn, userId, accessKeyId: 'ASIACKCEVSQ6C2EXAMPLE' };
    expect(callerFromIamIdentity(identity, [])).toMatchObject({ caller: { accessKeyId: 'ASIACKCEVSQ6C2EXAMPLE' } });
  });

  it('keeps its partition', () => {
    const identity = { userArn: 'arn:aws-cn:sts::123456789012:assumed-role/build-agents/i-0abc', userId };
    expect(callerFromIamIdentity(identity, [])).toMatchObject({
      authenticated: true,
      caller: { partition: 'aws-cn', subject: 'arn:aws-cn:iam::123456789012:role/build-agents' },
    });
  });

  it('is not taken for the role that its session is called after', () => {
    const identity = {
      userArn: 'arn:aws:sts::123456789012:assumed-role/build-agents/portunus-admin',
      userId: 'AROACKCEVSQ6C2EXAMPLE:portunus-admin',
    };
    expect(callerFromIamIdentity(identity, ['arn:aws:iam::123456789012:role/portunus-admin'])).toMatchObject({
      authenticated: true,
      caller: { roleName: 'build-agents', administrator: false },
    });
  });

  it.each([
    ['a user', 'arn:aws:iam::123456789012:user/build-agents', 'AIDACKCEVSQ6C2EXAMPLE'],
    ['the root', 'arn:aws:iam::123456789012:root', '123456789012'],
    ['a federated user', 'arn:aws:sts::123456789012:federated-user/build-agents', '123456789012:build-agents'],
    ['a role that is no session', 'arn:aws:iam::123456789012:role/build-agents', 'AROACKCEVSQ6C2EXAMPLE'],
    ['an ARN with a path', 'arn:aws:sts::123456789012:assumed-role/x/build-agents/i-0abc', userId],
    ['no ARN', '', userId],
  ])('is nobody for %s', (_what, arn, id) => {
    expect(callerFromIamIdentity({ userArn: arn, userId: id }, [])).toEqual({
      authenticated: false,
      reason: 'iam_principal_is_no_role_session',
    });
  });

  it.each([
    ['of another session', 'AROACKCEVSQ6C2EXAMPLE:i-0abd'],
    ['without a session', 'AROACKCEVSQ6C2EXAMPLE'],
    ['with an empty session', 'AROACKCEVSQ6C2EXAMPLE:'],
    ['of a user', 'AIDACKCEVSQ6C2EXAMPLE:i-0abc'],
    ['without an id', ':i-0abc'],
    ['that is empty', ''],
    ['in lower case', 'aroackcevsq6c2example:i-0abc'],
    ['with more behind it', 'AROACKCEVSQ6C2EXAMPLE:i-0abc:x'],
  ])('is nobody with a user id %s', (_what, id) => {
    expect(callerFromIamIdentity({ userArn, userId: id }, [])).toEqual({
      authenticated: false,
      reason: 'iam_user_id_unreadable',
    });
  });

  it.each([
    ['by its name', 'arn:aws:iam::123456789012:role/build-agents'],
    ['by its name under a path', 'arn:aws:iam::123456789012:role/ops/build-agents'],
  ])('administers when an admin role names it %s', (_what, adminRole) => {
    const authentication = callerFromIamIdentity({ userArn, userId }, [
      'arn:aws:iam::123456789012:role/other',
      adminRole,
    ]);
    expect(authentication).toMatchObject({ authenticated: true, caller: { kind: 'workload', administrator: true } });
  });

  it.each([
    ['the same name in another account', 'arn:aws:iam::210987654321:role/build-agents'],
    ['the same name in another partition', 'arn:aws-us-gov:iam::123456789012:role/build-agents'],
    ['another name', 'arn:aws:iam::123456789012:role/build-agent'],
    ['a wildcard', 'arn:aws:iam::123456789012:role/*'],
    ["its session's ARN", userArn],
    ['nothing', ''],
  ])('does not administer when the admin role is %s', (_what, adminRole) => {
    expect(callerFromIamIdentity({ userArn, userId }, [adminRole])).toMatchObject({
      authenticated: true,
      caller: { administrator: false },
    });
  });
});

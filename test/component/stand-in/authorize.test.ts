import { describe, expect, it } from 'vitest';
import type { Caller, Principal, Role, Session, SessionKind } from '../../../local/stand-in/core/state.ts';
import { mayDo } from '../../../local/stand-in/iam/authorize.ts';
import { createState } from '../../../local/stand-in/iam/principals.ts';

const USER = 'arn:aws:iam::444455556666:user/deployer';
const ROLE = 'arn:aws:iam::444455556666:role/ci/puller';
const PUSH = { action: 'ecr:PutImage', resource: 'arn:aws:ecr:eu-west-1:444455556666:repository/team/api' };

function allowing(Action: string | string[], Condition?: object) {
  return {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action, Resource: '*', ...(Condition && { Condition }) },
  };
}

const user: Principal = { arn: USER, accessKeyId: 'AKIAUSER', secretAccessKey: 'secret', kind: 'iam-user' };

/** Users and roles of the given policies, at noon. */
function stateOf(principal: Partial<Principal> = {}, role: Partial<Role> = {}) {
  return createState(
    [{ ...user, ...principal }],
    [{ arn: ROLE, trustedPrincipals: [], ecr: true, ...role }],
    () => new Date('2026-11-21T12:00:00Z'),
  );
}

const KINDS = {
  'assumed-role': ['role-session', 'arn:aws:sts::444455556666:assumed-role/puller/build', ROLE],
  'web-identity': ['role-session', 'arn:aws:sts::444455556666:assumed-role/puller/build', ROLE],
  saml: ['role-session', 'arn:aws:sts::444455556666:assumed-role/puller/build', ROLE],
  'federated-user': ['federated-user', 'arn:aws:sts::444455556666:federated-user/octocat', USER],
  'session-token': ['session-token', USER, USER],
} as const;

function sessionOf(kind: SessionKind, session: Partial<Session> = {}): Caller {
  const [callerKind, arn, principalArn] = KINDS[kind];
  const nothing = { sourceIdentity: undefined, transitiveTagKeys: [], tags: {}, policy: undefined, policyArns: [] };
  const [issuedAt, expiresAt] = [new Date('2026-11-21T12:00:00Z'), new Date('2026-11-21T13:00:00Z')];
  const whole = { kind, principalArn, issuedAt, expiresAt, ...nothing, isChained: false, hasMfa: false, ...session };
  return { arn, kind: callerKind, accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 't', session: whole };
}

function may(caller: Caller, state = stateOf(), request: Parameters<typeof mayDo>[2] = PUSH) {
  return mayDo(state, caller, request).allowed;
}

describe('the rights of a principal', () => {
  it.each<[string, Partial<Principal>, boolean]>([
    ['without a policy', {}, true],
    ['that may push', { policy: allowing('ecr:*') }, true],
    ['that may not push', { policy: allowing('ecr:Get*') }, false],
  ])('are those of a user %s, with its key or a session of it', (_name, principal, allowed) => {
    const state = stateOf(principal);
    expect(may({ ...user, ...principal }, state)).toBe(allowed);
    expect(may(sessionOf('session-token'), state)).toBe(allowed);
  });

  it.each<[string, Partial<Role>, boolean]>([
    ['without a policy, to be used with ECR', { ecr: true }, true],
    ['without a policy', { ecr: false }, false],
    ['that may push', { ecr: false, policy: allowing('ecr:*') }, true],
    ['that may not push', { ecr: true, policy: allowing('ecr:Get*') }, false],
  ])('are those of a role %s, whoever assumed it', (_name, role, allowed) => {
    const state = stateOf({}, role);
    for (const kind of ['assumed-role', 'web-identity', 'saml'] as const) {
      expect(may(sessionOf(kind), state)).toBe(allowed);
    }
    expect(may({ ...sessionOf('assumed-role'), session: undefined } as never, state)).toBe(allowed);
  });

  it('are all but ECR for a role without a policy', () => {
    const state = stateOf({}, { ecr: false });
    expect(may(sessionOf('assumed-role'), state, { action: 's3:GetObject', resource: '*' })).toBe(true);
    expect(may(sessionOf('assumed-role'), state, { action: 'ecr-public:PutImage', resource: '*' })).toBe(false);
  });
});

describe('the policies of a session', () => {
  const pushing = JSON.stringify(allowing('ecr:PutImage'));
  const pulling = JSON.stringify(allowing('ecr:BatchGetImage'));
  const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;

  it.each<[SessionKind, Partial<Session>, boolean]>([
    ['federated-user', {}, false],
    ['federated-user', { policy: pushing }, true],
    ['federated-user', { policyArns: [aws('AdministratorAccess')] }, true],
    ['federated-user', { policyArns: [aws('PowerUserAccess')] }, true],
    ['assumed-role', { policy: pushing }, true],
    ['assumed-role', { policy: pulling }, false],
    ['assumed-role', { policy: pulling, policyArns: [aws('AmazonEC2ContainerRegistryPowerUser')] }, true],
    ['assumed-role', { policyArns: [aws('AmazonEC2ContainerRegistryFullAccess')] }, true],
    ['assumed-role', { policyArns: [aws('AmazonEC2ContainerRegistryReadOnly')] }, false],
    ['assumed-role', { policyArns: [aws('AmazonEC2ContainerRegistryPullOnly')] }, false],
    ['assumed-role', { policyArns: [aws('AmazonS3FullAccess')] }, false],
    ['web-identity', { policy: pulling }, false],
    ['saml', { policy: pulling }, false],
  ])('leave to a session of kind %s with %j the push: %s', (kind, session, allowed) => {
    expect(may(sessionOf(kind, session))).toBe(allowed);
  });

  it("include a customer's own", () => {
    const state = stateOf();
    const caller = sessionOf('assumed-role', { policyArns: ['arn:aws:iam::444455556666:policy/push'] });
    expect(may(caller, state)).toBe(false);
    state.managedPolicies.set('arn:aws:iam::444455556666:policy/push', allowing('ecr:Put*'));
    expect(may(caller, state)).toBe(true);
  });

  it('add nothing to what the principal may do', () => {
    const state = stateOf({ policy: allowing('ecr:BatchGetImage') }, { policy: allowing('ecr:BatchGetImage') });
    expect(may(sessionOf('federated-user', { policy: pushing }), state)).toBe(false);
    expect(may(sessionOf('assumed-role', { policyArns: [aws('AdministratorAccess')] }), state)).toBe(false);
  });

  it.each<[string, Partial<Role>, string | undefined, string]>([
    ['of the role', { policy: allowing('s3:*') }, pushing, 'no identity-based policy allows the ecr:PutImage action'],
    ['of the session', {}, pulling, 'no session policy allows the ecr:PutImage action'],
    [
      'of a denial in the role',
      { policy: { Statement: { Effect: 'Deny', Action: '*', Resource: '*' } } },
      pulling,
      'with an explicit deny in an identity-based policy',
    ],
    [
      'of a denial in the session',
      {},
      JSON.stringify({ Statement: { Effect: 'Deny', Action: 'ecr:P*', Resource: '*' } }),
      'with an explicit deny in a session policy',
    ],
    ['of nothing', {}, pushing, ''],
  ])('say that a refusal is because %s', (_name, role, policy, because) => {
    const decision = mayDo(stateOf({}, role), sessionOf('assumed-role', { policy }), PUSH);
    expect(decision).toEqual({ allowed: because === '', because });
  });
});

describe('conditions on the caller', () => {
  const session = { tags: { team: 'blue' }, sourceIdentity: 'octocat', hasMfa: true };

  it.each<[string, object, boolean]>([
    ['its role', { ArnEquals: { 'aws:PrincipalArn': ROLE } }, true],
    ['another role', { ArnEquals: { 'aws:PrincipalArn': `${ROLE}s` } }, false],
    ['its account', { StringEquals: { 'aws:PrincipalAccount': '444455556666' } }, true],
    ['its tag', { StringEquals: { 'aws:PrincipalTag/team': 'blue' } }, true],
    ['a tag that it has not', { StringEquals: { 'aws:PrincipalTag/stage': 'test' } }, false],
    ['its source identity', { StringEquals: { 'aws:SourceIdentity': 'octocat' } }, true],
    ['its second factor', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, true],
    ['the time', { DateLessThan: { 'aws:CurrentTime': '2026-11-21T12:00:01Z' } }, true],
    ['the time that is over', { DateLessThan: { 'aws:CurrentTime': '2026-11-21T12:00:00Z' } }, false],
    ['the address', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, true],
  ])('are met by %s', (_name, condition, allowed) => {
    const request = { ...PUSH, context: { 'aws:SourceIp': '203.0.113.7' } };
    const state = stateOf({}, { policy: allowing('*', condition) });
    expect(may(sessionOf('assumed-role', session), state, request)).toBe(allowed);
  });
});

describe('a bearer token', () => {
  const request = { action: 'sts:GetServiceBearerToken', resource: '*' };

  it.each<[SessionKind, boolean]>([
    ['assumed-role', true],
    ['web-identity', true],
    ['saml', true],
    ['federated-user', false],
    ['session-token', false],
  ])('for a session of kind %s: %s', (kind, allowed) => {
    const all = sessionOf(kind, { policy: JSON.stringify(allowing('*')) });
    expect(mayDo(stateOf(), all, request).allowed).toBe(allowed);
  });
});

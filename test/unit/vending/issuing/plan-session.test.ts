import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../shared/domain/account.ts';
import type { Caller } from '../../../../shared/domain/caller.ts';
import type { Connector } from '../../../../shared/domain/connector.ts';
import type { Grant } from '../../../../shared/domain/grant.ts';
import type { GrantNarrowing } from '../../../../shared/domain/grant-narrowing.ts';
import type { IssueAction, LoginParameters } from '../../../../shared/domain/issue-request.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { type Deployment, planSession } from '../../../../shared/vending/issuing/plan-session.ts';
import { aCall, aConnector, anAccount, anIamCaller, aWorkload, filled, NOW } from '../../../support/builders.ts';
import { anIssueRequest } from '../../../support/issue-ports.ts';

const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys/build-AbCdEf';
const BY_USER = anAccount({ credentials: { source: 'iam-user', secretArn: SECRET_ARN } });
const ROLE = 'arn:aws:iam::123456789012:role/portunus/team-a';
const DEEP = 'arn:aws:iam::123456789012:role/portunus/deep';
const MFA = { serialNumber: 'arn:aws:iam::123456789012:mfa/build', code: new Secret('123456') };

interface Given {
  readonly connector?: object;
  readonly versions?: readonly [number, number];
  readonly account?: Account;
  readonly caller?: Caller;
  readonly action?: IssueAction;
  readonly parameters?: Partial<LoginParameters>;
  readonly proof?: Parameters<typeof anIssueRequest>[2];
  readonly deployment?: Partial<Deployment>;
  /** What the grant that lets the caller in narrows. */
  readonly grant?: GrantNarrowing;
}

function plan(given: Given = {}) {
  const { connector, versions = [3, 5], account = anAccount(), caller = aWorkload() } = given;
  const { action = 'ecr-login', parameters, proof, deployment, grant } = given;
  const granted = {
    connector: { version: versions[0], value: filled((connector ?? aConnector()) as Connector) },
    account: { version: versions[1], value: account },
    ...(grant && { grant: { issuer: 'ci', ...grant } as Grant }),
  };
  const own: Deployment = {
    region: 'eu-west-1',
    partition: 'aws',
    allowProvided: false,
    adminsMayIssue: true,
    stage: 'dev',
    ...deployment,
  };
  return planSession({ ...anIssueRequest(action, parameters, proof), caller, granted }, own, aCall());
}

/** A connector of a type that takes no more than this of a role. */
function of(principalType: Connector['principalType'], more: object = {}) {
  const { roleArn: _none, ...rest } = aConnector();
  return { ...rest, principalType, ...more };
}

describe('the STS call of each principal type', () => {
  it('assumed-role: the role, by the execution role or the account’s user', () => {
    const connector = aConnector({ externalId: 'portunus-1', session: { name: 'ci-{repository_id}' } });
    const request = { type: 'assumed-role', roleArn: ROLE, externalId: 'portunus-1', sessionName: 'ci-1296269' };
    expect(plan({ connector }).first).toMatchObject({
      ...{ ...request, sourceCredentials: { source: 'execution-role' }, durationSeconds: 3600, transitiveTags: false },
    });
    expect(plan({ connector, account: BY_USER }).first).toMatchObject({
      sourceCredentials: { source: 'iam-user', secretArn: SECRET_ARN },
    });
  });

  it('federated-user: with the user’s key, under the name of the template', () => {
    const connector = of('federated-user', { access: 'push', session: { name: 'ci-{repository_id}' } });
    expect(plan({ connector, account: BY_USER }).first).toMatchObject({
      ...{ type: 'federated-user', secretArn: SECRET_ARN, accountId: '123456789012', partition: 'aws' },
      ...{ name: 'ci-1296269', durationSeconds: 43_200 },
    });
  });

  it('session-token: with the user’s key, and the MFA code where one is sent', () => {
    const connector = of('session-token');
    const request = { type: 'session-token', secretArn: SECRET_ARN };
    expect(plan({ connector, account: BY_USER }).first).toMatchObject(request);
    expect(plan({ connector, account: BY_USER, proof: { mfa: MFA } }).first).toMatchObject({ ...request, mfa: MFA });
  });

  it('web-identity: with the caller’s own token', () => {
    const token = new Secret('token');
    const connector = of('web-identity', { roleArn: ROLE });
    expect(plan({ connector, proof: { token } }).first).toMatchObject({ type: 'web-identity', roleArn: ROLE, token });
  });

  it('saml: with the assertion of the request', () => {
    const samlProviderArn = 'arn:aws:iam::123456789012:saml-provider/idp';
    const samlAssertion = new Secret('PHNhbWw+');
    const connector = of('saml', { roleArn: ROLE, samlProviderArn });
    const request = { type: 'saml', roleArn: ROLE, samlProviderArn, assertion: samlAssertion };
    expect(plan({ connector, proof: { samlAssertion } }).first).toMatchObject(request);
  });

  it('provided: none, where the deployment allows it', () => {
    const connector = of('provided');
    expect(plan({ connector, deployment: { allowProvided: true } }).first).toBe('execution-role');
  });
});

describe('what is refused before STS is called', () => {
  it.each<[string, Given, object]>([
    ['provided, where the deployment does not allow it', { connector: of('provided') }, { code: 'connector_invalid' }],
    [
      'a role of another partition, with credentials that can not leave their own',
      { account: anAccount({ partition: 'aws-cn' }) },
      { code: 'connector_invalid' },
    ],
    [
      'a key of another stage: dev must not issue with the key of prod',
      { account: anAccount({ credentials: { source: 'iam-user', secretArn: SECRET_ARN.replace('/dev/', '/prod/') } }) },
      { code: 'connector_invalid' },
    ],
    [
      'a token of an issuer whose keys STS can not fetch',
      {
        connector: of('web-identity', { roleArn: ROLE }),
        caller: aWorkload({ notFederable: 'has its keys here' }),
        proof: { token: new Secret('x') },
      },
      { code: 'not_allowed', reason: 'issuer_not_federable: it has its keys here' },
    ],
    [
      'a caller without a token, where STS wants one',
      { connector: of('web-identity', { roleArn: ROLE }), caller: anIamCaller() },
      { code: 'not_allowed', reason: 'caller_shows_no_token' },
    ],
    [
      'a caller whose token has no life, where the session goes by it',
      { action: 'session', connector: aConnector({ withinTokenLife: true }), caller: anIamCaller() },
      { code: 'not_allowed', reason: 'caller_shows_no_token_with_a_life' },
    ],
    ...(['ecr-login', 'ecr-public-login'] as const).map((action): [string, Given, object] => [
      `an ${action} of a connector whose sessions end with the token, as an earlier release stored it`,
      { action, connector: aConnector({ withinTokenLife: true }) },
      { code: 'connector_invalid', reason: expect.stringContaining('withinTokenLife') },
    ]),
    [
      'a claim that a template names and the caller does not have',
      { connector: aConnector({ session: { name: 'ci-{run_id}' } }) },
      { code: 'not_allowed', reason: 'claim_missing: run_id' },
    ],
    [
      'a role that is none of the connector’s further ones',
      { parameters: { roleArn: DEEP } },
      { code: 'invalid_request', errors: [{ field: 'roleArn' }] },
    ],
    [
      'more than the connector gives',
      { connector: aConnector({ access: 'pull' }), parameters: { access: 'push' } },
      { code: 'invalid_request', errors: [{ field: 'access' }] },
    ],
    [
      'more than the grant gives',
      { grant: { access: 'pull' }, parameters: { access: 'push' } },
      { code: 'invalid_request', errors: [{ field: 'access' }] },
    ],
    [
      'a login to ECR Public by a grant for another region',
      { grant: { regions: ['eu-west-1'] }, action: 'ecr-public-login' },
      { code: 'invalid_request', errors: [{ field: 'region' }] },
    ],
    [
      'a duration that the type does not have',
      { parameters: { durationSeconds: 43_201 } },
      { code: 'invalid_request', errors: [{ field: 'durationSeconds' }] },
    ],
    [
      'an assertion that the type does not take',
      { proof: { samlAssertion: new Secret('x') } },
      { code: 'invalid_request', errors: [{ field: 'samlAssertion' }] },
    ],
  ])('%s', (_what, given, error) => {
    expect(() => plan(given)).toThrow(expect.objectContaining(withMatchingErrors(error)));
  });
});

/** Faults are compared by their fields. */
function withMatchingErrors({ errors, ...error }: { readonly errors?: readonly object[] }) {
  return { ...error, ...(errors && { errors: errors.map((one) => expect.objectContaining(one)) }) };
}

describe('how long a session is', () => {
  it.each<[string, Given, object]>([
    ['an hour at most for a chained one', { parameters: { durationSeconds: 7200 } }, [7200, 3600, 'role-chaining']],
    ['what was asked for', { account: BY_USER, parameters: { durationSeconds: 7200 } }, [7200, 7200, undefined]],
    [
      'what the connector allows',
      { account: BY_USER, connector: aConnector({ maxDurationSeconds: 1800 }) },
      [3600, 1800, 'connector'],
    ],
    [
      'what the grant allows, which is a part of the connector',
      { account: BY_USER, connector: aConnector({ maxDurationSeconds: 1800 }), grant: { maxDurationSeconds: 900 } },
      [3600, 900, 'connector'],
    ],
    [
      'what the connector allows, where the grant would allow more',
      { account: BY_USER, connector: aConnector({ maxDurationSeconds: 900 }), grant: { maxDurationSeconds: 1800 } },
      [3600, 900, 'connector'],
    ],
    ['what the grant allows, and no second less', { grant: { maxDurationSeconds: 3600 } }, [3600, 3600, undefined]],
    [
      'what the caller’s token has left',
      {
        account: BY_USER,
        action: 'session',
        connector: aConnector({ withinTokenLife: true }),
        caller: aWorkload({ expiresAt: new Date(NOW.getTime() + 1_000_999) }),
      },
      [3600, 1000, 'caller-token'],
    ],
  ])('%s', (_what, given, expected) => {
    const { duration } = plan(given);
    expect([duration?.requestedSeconds, duration?.grantedSeconds, duration?.limitedBy]).toEqual(expected);
  });
});

describe('a second hop', () => {
  const connector = aConnector({
    ...{ roleArns: [DEEP], externalId: 'portunus-1', access: 'pull' },
    session: { name: 'ci', sourceIdentity: '{repository_id}', tags: [{ key: 'team', value: 'a' }] },
  });
  const { first, second, chained } = plan({ connector, account: BY_USER, parameters: { roleArn: DEEP } });

  it('lets the first session do nothing but assume the second role', () => {
    const Action = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
    const { policy, policyArns } = first as unknown as { policy: string; policyArns: unknown };
    expect(JSON.parse(policy).Statement).toEqual([{ Effect: 'Allow', Action, Resource: DEEP }]);
    expect(policyArns).toEqual([]);
    expect(first).toMatchObject({ durationSeconds: 900, transitiveTags: true, sourceIdentity: '1296269' });
  });

  it('has all that was decided for the second one', () => {
    expect(second).toMatchObject({
      ...{ type: 'assumed-role', roleArn: DEEP, sessionName: 'ci', externalId: 'portunus-1', durationSeconds: 3600 },
      ...{ tags: [], transitiveTags: false, policy: expect.stringContaining('ecr:BatchGetImage') },
    });
    expect(chained).toBe(true);
  });
});

describe('what a grant narrows', () => {
  const grant = { access: 'pull', repositories: ['team-a/*'], regions: ['eu-west-1'] } as const;
  const policyOf = (request: unknown) => JSON.parse((request as { policy: string }).policy);
  const denied = { Effect: 'Deny', NotAction: 'ecr:GetAuthorizationToken' };
  const NARROWED = expect.arrayContaining([
    { ...denied, NotResource: 'arn:aws:ecr:*:*:repository/team-a/*' },
    { ...denied, NotResource: 'arn:aws:ecr:eu-west-1:*:repository/*' },
    expect.objectContaining({ Effect: 'Deny', NotAction: expect.not.arrayContaining(['ecr:PutImage']) }),
  ]);

  it.each<IssueAction>(['ecr-login', 'session', 'caller-identity', 'console-url'])('narrows %s', (action) => {
    expect(policyOf(plan({ grant, action }).first).Statement).toEqual(NARROWED);
  });

  it('narrows the last session of two, and not the first, which may only assume it', () => {
    const connector = aConnector({ roleArns: [DEEP] });
    const { first, second } = plan({ grant, connector, parameters: { roleArn: DEEP } });
    expect(policyOf(second).Statement).toEqual(NARROWED);
    expect(policyOf(first).Statement).toHaveLength(1);
  });

  it('leaves an administrator, whom no grant lets in, what the connector gives', () => {
    expect(plan().first).not.toHaveProperty('policy');
  });
});

describe('the region of STS', () => {
  const account = { ...BY_USER, partition: 'aws-cn' } as Account;

  it.each<[string, Given, unknown]>([
    ['is the function’s own', {}, undefined],
    ['is the region asked for, in another partition', { account, parameters: { region: 'cn-north-1' } }, 'cn-north-1'],
    [
      'is the connector’s, in another partition',
      { account, connector: aConnector({ region: 'cn-north-1' }) },
      'cn-north-1',
    ],
  ])('%s', (_what, given, region) => {
    expect(plan(given).region).toBe(region);
  });

  it('is missing in another partition where nobody names one', () => {
    const { region: _none, ...connector } = aConnector();
    expect(() => plan({ account, connector })).toThrow(expect.objectContaining({ code: 'connector_invalid' }));
  });
});

describe('the key of the cache', () => {
  const key = (given: Given = {}) => plan(given).key;
  const named = aConnector({ session: { name: 'builds' } });

  it('is the same for equal requests', () => {
    expect(key()).toBe(key());
  });

  it.each<[string, Given, Given]>([
    ['another version of the connector', {}, { versions: [4, 5] }],
    ['another version of the account', {}, { versions: [3, 6] }],
    ['another issuer', { connector: named }, { connector: named, caller: aWorkload({ issuer: 'other' }) }],
    ['another name of the session', {}, { caller: aWorkload({ subject: 'another' }) }],
    ['another duration', {}, { parameters: { durationSeconds: 900 } }],
    // One caller, whose token has other claims the next time, and whom another grant lets in.
    ['a grant that narrows', { grant: {} }, { grant: { access: 'pull' } }],
    ['a grant that narrows otherwise', { grant: { access: 'push' } }, { grant: { access: 'pull' } }],
    ['a grant for other repositories', { grant: {} }, { grant: { repositories: ['team-a/*'] } }],
    ['a grant for other regions', { grant: { regions: ['eu-west-1'] } }, { grant: { regions: ['us-east-1'] } }],
    ['a grant for other registries', { grant: {} }, { grant: { registries: ['123456789012'] } }],
    ['a grant for less time', { grant: {} }, { grant: { maxDurationSeconds: 900 } }],
    ['a narrower session', {}, { parameters: { repositories: ['team-a/*'], access: 'pull' } }],
    [
      'a second hop',
      { connector: aConnector({ roleArns: [DEEP] }) },
      { connector: aConnector({ roleArns: [DEEP] }), parameters: { roleArn: DEEP } },
    ],
  ])('is another one for %s', (_what, one, other) => {
    expect(key(one)).not.toBe(key(other));
  });

  it('is shared by callers of one issuer whose sessions are the same', () => {
    const caller = aWorkload({ subject: 'another' });
    const connector = aConnector({ session: { name: 'builds' } });
    expect(key({ connector, caller })).toBe(key({ connector }));
  });

  it.each<[string, Given]>([
    ['token', { connector: of('web-identity', { roleArn: ROLE }), proof: { token: new Secret('x') } }],
    [
      'assertion',
      {
        connector: of('saml', { roleArn: ROLE, samlProviderArn: 'arn' }),
        proof: { samlAssertion: new Secret('x') },
      },
    ],
    ['MFA code', { connector: of('session-token'), account: BY_USER, proof: { mfa: MFA } }],
  ])('is absent where the caller’s own %s is sent', (_what, given) => {
    expect(key(given)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import {
  assume,
  assumedKeys,
  CHINESE,
  LAMBDA,
  LOGIN_POLICY,
  logIn,
  NOW,
  SOVEREIGN,
  standIn,
  USER,
  useStandIn,
  whoAmI,
} from '../../support/stand-in.ts';

useStandIn();

describe('a good call', () => {
  it('assumes a role', async () => {
    const answer = await assume({ SourceIdentity: 'octocat', Tags: [{ Key: 'repo', Value: 'portunus' }] });
    expect(answer).toMatchObject({
      AssumedRoleUser: { Arn: 'arn:aws:sts::444455556666:assumed-role/puller/build-42' },
      Credentials: { Expiration: new Date('2026-11-21T13:00:00Z') },
      SourceIdentity: 'octocat',
      PackedPolicySize: 1,
    });
    expect(answer.AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[A-Z2-7]{17}:build-42$/);
    expect(answer.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(answer.Credentials?.SecretAccessKey).toHaveLength(40);
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('logs in to the registries asked for', async () => {
    const keys = await assumedKeys();
    const { authorizationData = [] } = await logIn(keys, ['444455556666', '999900001111']);
    expect(authorizationData.map(({ proxyEndpoint }) => proxyEndpoint)).toEqual([
      'https://444455556666.dkr.ecr.eu-west-1.amazonaws.com',
      'https://999900001111.dkr.ecr.eu-west-1.amazonaws.com',
    ]);
    expect(authorizationData[0]?.expiresAt).toEqual(new Date('2026-11-22T00:00:00.123Z'));
    const login = Buffer.from(authorizationData[0]?.authorizationToken ?? '', 'base64').toString();
    expect(login).toMatch(/^AWS:[A-Za-z0-9+/=]{1900}$/);
  });

  it("logs in to the session's own registry when none is asked for", async () => {
    const { authorizationData } = await logIn(await assumedKeys());
    expect(authorizationData).toHaveLength(1);
    expect(authorizationData?.[0]?.proxyEndpoint).toBe('https://444455556666.dkr.ecr.eu-west-1.amazonaws.com');
  });

  it.each([
    ['cn-north-1', CHINESE, 'https://777788889999.dkr.ecr.cn-north-1.amazonaws.com.cn'],
    ['eusc-de-east-1', SOVEREIGN, 'https://777788889999.dkr.ecr.eusc-de-east-1.amazonaws.eu'],
  ])('names the registry of %s', async (region, principal, endpoint) => {
    const [, partition] = principal.arn.split(':');
    standIn.putRole({ arn: `arn:${partition}:iam::777788889999:role/puller`, trustedPrincipals: [], ecr: true });
    const { authorizationData } = await logIn(principal, undefined, region);
    expect(authorizationData?.[0]?.proxyEndpoint).toBe(endpoint);
  });

  it.each([
    ['a role session', LAMBDA, '111122223333', /^AROA[A-Z2-7]{17}:portunus$/],
    ['an IAM user', USER, '111122223333', /^AIDA[A-Z2-7]{17}$/],
  ])('tells %s who it is', async (_name, principal, account, userId) => {
    const identity = await whoAmI(principal);
    expect(identity).toMatchObject({ Arn: principal.arn, Account: account });
    expect(identity.UserId).toMatch(userId);
  });

  it('gives a session the identity of its ARN', async () => {
    const identity = await whoAmI(await assumedKeys());
    expect(identity.Arn).toBe('arn:aws:sts::444455556666:assumed-role/puller/build-42');
  });
});

describe('the record of calls', () => {
  it('shows parameters and caller, but no secret', async () => {
    const keys = await assumedKeys({
      DurationSeconds: 900,
      ExternalId: 'tenant:7',
      SourceIdentity: 'octocat',
      Tags: [{ Key: '__proto__', Value: 'x' }],
      TransitiveTagKeys: ['__proto__'],
      Policy: LOGIN_POLICY,
      PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    });
    await logIn(keys, ['444455556666']);
    expect(standIn.calls).toEqual([
      {
        time: NOW,
        action: 'AssumeRole',
        region: 'eu-west-1',
        accessKeyId: 'ASIALAMBDALAMBDALAMB',
        callerArn: 'arn:aws:sts::111122223333:assumed-role/portunus-issue/portunus',
        parameters: {
          roleArn: 'arn:aws:iam::444455556666:role/ci/puller',
          roleSessionName: 'build-42',
          durationSeconds: 900,
          externalId: 'tenant:7',
          sourceIdentity: 'octocat',
          tags: Object.assign(Object.create(null), JSON.parse('{"__proto__":"x"}')),
          policy: LOGIN_POLICY,
          policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
          transitiveTagKeys: ['__proto__'],
        },
        outcome: 'ok',
      },
      {
        time: NOW,
        action: 'GetAuthorizationToken',
        region: 'eu-west-1',
        accessKeyId: keys.accessKeyId,
        callerArn: 'arn:aws:sts::444455556666:assumed-role/puller/build-42',
        parameters: { registryIds: ['444455556666'] },
        outcome: 'ok',
      },
    ]);
    expect(Object.keys(standIn.calls[0]?.parameters.tags ?? {})).toEqual(['__proto__']);
    const record = JSON.stringify(standIn.calls);
    for (const secret of [keys.secretAccessKey, keys.sessionToken ?? '', 'lambda-secret', 'lambda-token']) {
      expect(record).not.toContain(secret);
    }
  });

  it('keeps what was handed out apart, byte for byte', async () => {
    const keys = await assumedKeys();
    const { authorizationData } = await logIn(keys);
    const session = standIn.issued.find((issued) => issued.action === 'AssumeRole');
    const login = standIn.issued.find((issued) => issued.action === 'GetAuthorizationToken');
    expect(session).toMatchObject({ ...keys, expiration: new Date('2026-11-21T13:00:00Z') });
    const authorization = login?.authorizations[0];
    expect(authorization?.authorizationToken).toBe(authorizationData?.[0]?.authorizationToken);
    expect(JSON.stringify(standIn.calls)).not.toContain(authorization?.password);
  });

  it('shows the code of a refusal and what was asked', async () => {
    await expect(assume({ DurationSeconds: 1 })).rejects.toMatchObject({ name: 'ValidationError' });
    expect(standIn.calls[0]).toMatchObject({ outcome: 'ValidationError', parameters: { durationSeconds: 1 } });
    expect(standIn.issued).toEqual([]);
  });
});

import { GetFederationTokenCommand, type GetFederationTokenCommandInput } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  assume,
  assumedKeys,
  CHINESE,
  federate,
  federatedKeys,
  LAMBDA,
  LOGIN_POLICY,
  logIn,
  NOW,
  openSession,
  ROLE,
  refusal,
  sessionKeys,
  setStandInNow,
  standIn,
  stsOf,
  tampering,
  USER,
  useStandIn,
  whoAmI,
} from '../../support/stand-in.ts';

useStandIn();

const FEDERATED = 'arn:aws:sts::111122223333:federated-user/octocat';
const denied = refusal('AccessDenied', 403);

describe('GetFederationToken', () => {
  it('gives a federated user, for 12 hours when nothing else is asked', async () => {
    const answer = await federate({ Policy: LOGIN_POLICY });
    expect(answer).toMatchObject({
      FederatedUser: { Arn: FEDERATED, FederatedUserId: '111122223333:octocat' },
      Credentials: { Expiration: new Date('2026-11-22T00:00:00Z') },
      PackedPolicySize: 5,
    });
    expect(answer.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(standIn.issued).toMatchObject([{ action: 'GetFederationToken', arn: FEDERATED }]);
  });

  it('tells the federated user who it is', async () => {
    const identity = await whoAmI(await federatedKeys());
    expect(identity).toMatchObject({ Arn: FEDERATED, UserId: '111122223333:octocat', Account: '111122223333' });
  });

  it('records what was sent', async () => {
    await federate({ Policy: LOGIN_POLICY, DurationSeconds: 900, Tags: [{ Key: 'repo', Value: 'portunus' }] });
    expect(standIn.calls).toMatchObject([
      {
        action: 'GetFederationToken',
        callerArn: USER.arn,
        parameters: { name: 'octocat', durationSeconds: 900, policy: LOGIN_POLICY, tags: { repo: 'portunus' } },
        outcome: 'ok',
      },
    ]);
  });

  it('has no rights without a policy', async () => {
    await expect(logIn(await federatedKeys())).rejects.toMatchObject(refusal('AccessDeniedException', 400));
    const keys = await federatedKeys({ Policy: LOGIN_POLICY });
    await expect(logIn(keys)).resolves.toMatchObject({ authorizationData: [{}] });
  });

  const policyArns = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ arn: `arn:aws:iam::aws:policy/P${index}` }));
  const tags = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: '' }));

  it.each<[string, Partial<GetFederationTokenCommandInput>]>([
    ['a name of 2', { Name: 'ab' }],
    ['a name of 32', { Name: '=,.@-+_'.padEnd(32, 'x') }],
    ['900 seconds', { DurationSeconds: 900 }],
    ['129,600 seconds', { DurationSeconds: 129_600 }],
    ['a policy of 2,048', { Policy: LOGIN_POLICY.padEnd(2048, ' ') }],
    ['10 policies', { PolicyArns: policyArns(10) }],
    ["a policy of the user's account", { PolicyArns: [{ arn: 'arn:aws:iam::111122223333:policy/pull' }] }],
    ['50 tags', { Tags: tags(50) }],
  ])('accepts %s', async (_name, input) => {
    await expect(federate(input)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  it.each<[string, Partial<GetFederationTokenCommandInput>, string]>([
    ['no name', { Name: undefined }, "Value null at 'name'"],
    ['a name of 1', { Name: 'a' }, 'length greater than or equal to 2'],
    ['a name of 33', { Name: 'a'.repeat(33) }, 'length less than or equal to 32'],
    ['a slash in the name', { Name: 'a/b' }, 'regular expression pattern: [\\w+=,.@-]*'],
    ['899 seconds', { DurationSeconds: 899 }, 'value greater than or equal to 900'],
    ['129,601 seconds', { DurationSeconds: 129_601 }, 'value less than or equal to 129600'],
    ['a policy of 2,049', { Policy: LOGIN_POLICY.padEnd(2049, ' ') }, 'length less than or equal to 2048'],
    ['11 policies', { PolicyArns: policyArns(11) }, "at 'policyArns' failed"],
    ['a policy of another account', { PolicyArns: [{ arn: 'arn:aws:iam::444455556666:policy/pull' }] }, 'is not valid'],
    ['51 tags', { Tags: tags(51) }, "at 'tags' failed"],
    ['a reserved tag key', { Tags: [{ Key: 'aws:k', Value: '' }] }, "the reserved prefix 'aws:'"],
  ])('refuses %s', async (_name, input, message) => {
    const call = federate(input as Partial<GetFederationTokenCommandInput>);
    const expected = { ...refusal('ValidationError', 400), message: expect.stringContaining(message) };
    await expect(call).rejects.toMatchObject(expected);
  });

  it('refuses transitive tag keys, which it does not know', async () => {
    const client = stsOf(USER);
    const addField = tampering((request) => {
      request.body += '&TransitiveTagKeys.member.1=repo';
      request.headers['content-length'] = `${request.body.length}`;
    });
    client.middlewareStack.add(addField as never, { step: 'build' });
    const call = client.send(new GetFederationTokenCommand({ Name: 'octocat' }));
    await expect(call).rejects.toMatchObject(refusal('InvalidQueryParameter', 400));
  });

  it('refuses policy and ARNs that are too long together', async () => {
    const input = { Policy: LOGIN_POLICY.padEnd(2023, ' '), PolicyArns: policyArns(1) };
    await expect(federate(input)).rejects.toMatchObject(refusal('PackedPolicyTooLargeException', 400));
  });

  it('is for long-term keys of users only', async () => {
    const message = 'Cannot call GetFederationToken with session credentials';
    for (const keys of [LAMBDA, await assumedKeys(), await sessionKeys(), await federatedKeys()]) {
      await expect(federate({}, keys)).rejects.toMatchObject({ ...denied, message });
    }
  });

  it("needs the user's own policy", async () => {
    const allow = (Action: string | string[]) => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action, Resource: FEDERATED }],
    });
    standIn.putPrincipal({ ...USER, policy: allow('sts:GetFederationToken') });
    await expect(federate()).resolves.toMatchObject({ FederatedUser: { Arn: FEDERATED } });
    await expect(federate({ Name: 'other' })).rejects.toMatchObject(denied);
    const tagged = { Tags: [{ Key: 'repo', Value: 'portunus' }] };
    await expect(federate(tagged)).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining('is not authorized to perform: sts:TagSession on resource'),
    });
    standIn.putPrincipal({ ...USER, policy: allow(['sts:GetFederationToken', 'sts:TagSession']) });
    await expect(federate(tagged)).resolves.toMatchObject({ FederatedUser: { Arn: FEDERATED } });
  });
});

describe('a federated user', () => {
  afterEach(() => {
    vi.setSystemTime(NOW);
  });

  it('can call nothing else in STS than GetCallerIdentity', async () => {
    const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
    standIn.putRole({ ...ROLE, trustedPrincipals: [USER.arn] });
    const keys = await federatedKeys({ Policy: JSON.stringify(everything) });
    await expect(assume({}, keys)).rejects.toMatchObject(denied);
    await expect(openSession({}, keys)).rejects.toMatchObject(denied);
    await expect(federate({}, keys)).rejects.toMatchObject(denied);
    await expect(whoAmI(keys)).resolves.toMatchObject({ Arn: FEDERATED });
  });

  it('ends with its session', async () => {
    const keys = await federatedKeys({ DurationSeconds: 900 });
    const end = new Date('2026-11-21T12:15:00.000Z');
    setStandInNow(end);
    vi.setSystemTime(end);
    await expect(whoAmI(keys)).rejects.toMatchObject(refusal('ExpiredToken', 403));
  });
});

describe('a key that is removed', () => {
  it('is unknown from then on, while a new one of the same user works', async () => {
    const next = { ...USER, accessKeyId: 'AKIANEXTNEXTNEXTNEXT', secretAccessKey: 'next-secret' };
    standIn.putPrincipal(next);
    standIn.removePrincipal(USER.accessKeyId);
    await expect(federate()).rejects.toMatchObject(refusal('InvalidClientTokenId', 403));
    await expect(federate({}, next)).resolves.toMatchObject({ FederatedUser: { Arn: FEDERATED } });
  });

  it('is not taken back by a principal that AWS could not know', () => {
    expect(() => standIn.putPrincipal({ ...USER, arn: CHINESE.arn })).toThrow(RangeError);
  });
});

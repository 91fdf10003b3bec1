import { ECRPUBLICClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr-public';
import { GetFederationTokenCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import {
  assumedKeys,
  CHINESE,
  configOf,
  type Keys,
  LAMBDA,
  logIn,
  ROLE,
  refusal,
  SOVEREIGN,
  standIn,
  stsOf,
  type Tamper,
  tampering,
  USER,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();

const ACTION = 'ecr-public:GetAuthorizationToken';
function clientOf(keys: Keys, region = 'us-east-1') {
  return new ECRPUBLICClient(configOf(keys, region));
}
function logInToPublic(keys: Keys, region?: string) {
  return clientOf(keys, region).send(new GetAuthorizationTokenCommand({}));
}
function allowing(...Action: string[]) {
  return {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action, Resource: '*' },
  };
}
function mayNot(action: string, reason = 'session') {
  return {
    ...refusal('AccessDeniedException', 400),
    message: expect.stringContaining(
      `is not authorized to perform: ${action} on resource: * because no ${reason} policy allows the ${action} action`,
    ),
  };
}

describe('the login to ECR Public', () => {
  it('is one token, for twelve hours and no host', async () => {
    const { authorizationData } = await logInToPublic(await assumedKeys());
    expect(Object.keys(authorizationData ?? {}).toSorted()).toEqual(['authorizationToken', 'expiresAt']);
    expect(authorizationData?.expiresAt).toEqual(new Date('2026-11-22T00:00:00.123Z'));
    const login = Buffer.from(authorizationData?.authorizationToken ?? '', 'base64').toString();
    expect(login).toMatch(/^AWS:[A-Za-z0-9+/=]{1900}$/);
  });

  it("is recorded under a name other than that of ECR's", async () => {
    const keys = await assumedKeys();
    await logIn(keys);
    const { authorizationData } = await logInToPublic(keys);
    expect(standIn.calls.map(({ action }) => action)).toEqual(['AssumeRole', 'GetAuthorizationToken', ACTION]);
    const issued = standIn.issued.find(({ action }) => action === ACTION);
    expect(issued).toMatchObject({ authorizationToken: authorizationData?.authorizationToken });
  });

  it('meets faults of its own', async () => {
    standIn.faults.inject({ action: ACTION, fault: 'no-credentials' });
    await expect(logIn(USER)).resolves.toMatchObject({ authorizationData: [{}] });
    const { authorizationData } = await logInToPublic(USER);
    expect(authorizationData).toBeUndefined();
  });

  it.each([
    ['an IAM user', USER],
    ['a role that the stand-in was told nothing of', LAMBDA],
  ])('is given to %s', async (_name, keys) => {
    await expect(logInToPublic(keys)).resolves.toMatchObject({ authorizationData: {} });
  });

  it.each([
    ['another region', USER, 'eu-west-1'],
    ['China', CHINESE, 'cn-north-1'],
    ['the EU sovereign cloud', SOVEREIGN, 'eusc-de-east-1'],
  ])('is not to be had in %s', async (_name, keys, region) => {
    await expect(logInToPublic(keys, region)).rejects.toMatchObject(refusal('UnknownOperationException', 400));
  });

  it.each<[string, string[], string | undefined]>([
    ['both rights', [ACTION, 'sts:GetServiceBearerToken'], undefined],
    ['all rights', ['*'], undefined],
    ['no right to a bearer token', ['ecr-public:*'], 'sts:GetServiceBearerToken'],
    ['the bearer token only', ['sts:*'], ACTION],
    ["ECR's right of the same name", ['ecr:*', 'sts:*'], ACTION],
  ])('of a session with %s', async (_name, actions, missing) => {
    const Policy = JSON.stringify(allowing(...actions));
    const login = logInToPublic(await assumedKeys({ Policy }));
    await (missing === undefined
      ? expect(login).resolves.toMatchObject({ authorizationData: {} })
      : expect(login).rejects.toMatchObject(mayNot(missing)));
  });

  it("is given by AWS's policy for it", async () => {
    const arn = 'arn:aws:iam::aws:policy/AmazonElasticContainerRegistryPublicPowerUser';
    const keys = await assumedKeys({ PolicyArns: [{ arn }] });
    await expect(logInToPublic(keys)).resolves.toMatchObject({ authorizationData: {} });
    await expect(logIn(keys)).rejects.toMatchObject(refusal('AccessDeniedException', 400));
  });

  it('is refused to a role without the right', async () => {
    standIn.putRole({ ...ROLE, ecr: false });
    const login = logInToPublic(await assumedKeys());
    await expect(login).rejects.toMatchObject(mayNot(ACTION, 'identity-based'));
  });

  it.each([
    ['a federated user', new GetFederationTokenCommand({ Name: 'octocat', Policy: JSON.stringify(allowing('*')) })],
    ['a session token', new GetSessionTokenCommand({})],
  ])('is refused to %s, which may not call STS', async (_name, command) => {
    const { Credentials } = await stsOf(USER).send(command as GetSessionTokenCommand);
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const login = logInToPublic({
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    });
    await expect(login).rejects.toMatchObject(mayNot('sts:GetServiceBearerToken', 'identity-based'));
  });

  it.each([
    ['a body that is no JSON', '{', 'SerializationException'],
    ['a body that is a list', '[]', 'InvalidParameterException'],
    ['a registry', '{"registryIds":["444455556666"]}', 'InvalidParameterException'],
  ])('is refused for %s', async (_name, body, name) => {
    const client = clientOf(USER);
    const changeBody: Tamper = (request) => {
      Object.assign(request, { body });
      request.headers['content-length'] = `${body.length}`;
    };
    client.middlewareStack.add(tampering(changeBody) as never, { step: 'build' });
    await expect(client.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject(refusal(name, 400));
  });

  it('is refused to somebody who does not sign', async () => {
    const response = await fetch(standIn.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'SpencerFrontendService.GetAuthorizationToken',
      },
      body: '{}',
    });
    expect(response.status).toBe(400);
    await expect(response.json()).resolves.toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});

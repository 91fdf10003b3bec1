import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../../local/stand-in/core/state.ts';
import {
  assumedKeys,
  ecrOf,
  LAMBDA,
  logIn,
  ROLE,
  refusal,
  type SignedRequest,
  standIn,
  type Tamper,
  tampering,
  USER,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();

describe('GetAuthorizationToken', () => {
  const ids = (count: number) => Array.from({ length: count }, () => '444455556666');
  const policy = (Effect: string, Action: string, Resource = '*') => ({ Effect, Action, Resource });
  const documentOf = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

  it('accepts 10 registries', async () => {
    const { authorizationData } = await logIn(await assumedKeys(), ids(10));
    expect(authorizationData).toHaveLength(10);
  });

  it.each([
    ['no registry', []],
    ['11 registries', ids(11)],
    ['a registry of 11 digits', ['44445555666']],
    ['a registry of 13 digits', ['4444555566660']],
    ['a registry with letters', ['44445555666a']],
  ])('refuses %s', async (_name, registryIds) => {
    await expect(logIn(await assumedKeys(), registryIds)).rejects.toMatchObject(
      refusal('InvalidParameterException', 400),
    );
  });

  it.each<[string, Partial<SignedRequest>, string]>([
    ['a body that is no JSON', { body: '{' }, 'SerializationException'],
    ['a body that is a list', { body: '[]' }, 'InvalidParameterException'],
    ['another field', { body: '{"registryId":"444455556666"}' }, 'InvalidParameterException'],
    ['null for the registries', { body: '{"registryIds":null}' }, 'InvalidParameterException'],
    ['a number for a registry', { body: '{"registryIds":[444455556666]}' }, 'InvalidParameterException'],
    ['another operation', { headers: { 'x-amz-target': 'GetAuthorizationToken' } }, 'UnknownOperationException'],
    ['another content type', { headers: { 'content-type': 'application/json' } }, 'UnknownOperationException'],
    ['another path', { path: '/v2/' }, 'UnknownOperationException'],
    ['another method', { method: 'PUT' }, 'UnknownOperationException'],
  ])('refuses %s', async (_name, change, name) => {
    const client = ecrOf(await assumedKeys());
    const changeBeforeSigning: Tamper = (request) => {
      const { headers, body } = { ...request, ...change };
      Object.assign(request, change, {
        headers: { ...request.headers, ...headers, 'content-length': `${body.length}` },
      });
    };
    client.middlewareStack.add(tampering(changeBeforeSigning) as never, { step: 'build' });
    const call = client.send(new GetAuthorizationTokenCommand({}));
    await expect(call).rejects.toMatchObject(refusal(name, 400));
  });

  const mayNot = (because: string) => ({
    ...refusal('AccessDeniedException', 400),
    message: expect.stringMatching(
      new RegExp(
        `^User: arn:\\S+ is not authorized to perform: ecr:GetAuthorizationToken on resource: \\* ${because}$`,
      ),
    ),
  });

  it.each<[string, Role]>([
    ['without the right', { ...ROLE, ecr: false }],
    ['of another policy', { ...ROLE, policy: { Statement: policy('Allow', 'ecr:PutImage') } }],
  ])('refuses a role %s', async (_name, role) => {
    standIn.putRole(role);
    const because = 'because no identity-based policy allows the ecr:GetAuthorizationToken action';
    await expect(logIn(await assumedKeys())).rejects.toMatchObject(mayNot(because));
  });

  it("refuses a role that denies it, and takes notice of a policy's change", async () => {
    const keys = await assumedKeys();
    standIn.putRole({ ...ROLE, policy: { Statement: [policy('Allow', '*'), policy('Deny', 'ecr:*')] } });
    await expect(logIn(keys)).rejects.toMatchObject(mayNot('with an explicit deny in an identity-based policy'));
    standIn.putRole({ ...ROLE, policy: { Statement: policy('Allow', 'ecr:*') } });
    await expect(logIn(keys)).resolves.toMatchObject({ authorizationData: [{}] });
  });

  it('refuses an IAM user of another policy', async () => {
    standIn.putPrincipal({ ...USER, policy: { Statement: policy('Allow', 's3:*') } });
    const because = 'because no identity-based policy allows the ecr:GetAuthorizationToken action';
    await expect(logIn(USER)).rejects.toMatchObject(mayNot(because));
  });

  it.each([
    ['an IAM user', USER, '111122223333'],
    ['a role that it was told nothing of', LAMBDA, '111122223333'],
  ])('logs in %s', async (_name, principal, account) => {
    const proxyEndpoint = `https://${account}.dkr.ecr.eu-west-1.amazonaws.com`;
    await expect(logIn(principal)).resolves.toMatchObject({ authorizationData: [{ proxyEndpoint }] });
  });

  it.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['an allowing policy', { Policy: documentOf(policy('Allow', 'ECR:getauthorizationtoken')) }],
    ['all but other actions', { Policy: documentOf({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }) }],
    ['a pull policy of AWS', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly' }] }],
    ['a policy of the account', { PolicyArns: [{ arn: 'arn:aws:iam::444455556666:policy/pull' }] }],
    [
      'one policy of two',
      {
        Policy: documentOf(policy('Allow', 'ecr:BatchGetImage')),
        PolicyArns: [{ arn: 'arn:aws:iam::444455556666:policy/pull' }],
      },
    ],
  ])('is left to a session with %s', async (_name, input) => {
    const document = { Statement: policy('Allow', 'ecr:Get*') };
    standIn.putManagedPolicy({ arn: 'arn:aws:iam::444455556666:policy/pull', document });
    await expect(logIn(await assumedKeys(input))).resolves.toMatchObject({ authorizationData: [{}] });
  });

  it.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['a policy for other actions', { Policy: documentOf(policy('Allow', 'ecr:BatchGetImage')) }],
    [
      'a policy for one repository',
      { Policy: documentOf(policy('Allow', 'ecr:*', 'arn:aws:ecr:eu-west-1:444455556666:repository/a')) },
    ],
    ['a policy of AWS for something else', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' }] }],
    ['a policy that is not there', { PolicyArns: [{ arn: 'arn:aws:iam::444455556666:policy/gone' }] }],
  ])('is taken from a session by %s', async (_name, input) => {
    const because = 'because no session policy allows the ecr:GetAuthorizationToken action';
    await expect(logIn(await assumedKeys(input))).rejects.toMatchObject(mayNot(because));
  });

  it('is taken from a session by a denying policy', async () => {
    const Policy = documentOf(policy('Allow', '*'), policy('Deny', 'ecr:Get*'));
    const because = 'with an explicit deny in a session policy';
    await expect(logIn(await assumedKeys({ Policy }))).rejects.toMatchObject(mayNot(because));
  });
});

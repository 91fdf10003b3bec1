import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import {
  assumedKeys,
  ecrOf,
  LAMBDA,
  logIn,
  refusal,
  type SignedRequest,
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

  it.each([
    ['an IAM user', USER],
    ['a role without the right', LAMBDA],
  ])('refuses %s', async (_name, principal) => {
    const message = expect.stringMatching(
      /is not authorized to perform: ecr:GetAuthorizationToken on resource: \* because no identity-based policy allows/,
    );
    await expect(logIn(principal)).rejects.toMatchObject({ ...refusal('AccessDeniedException', 400), message });
  });

  it.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['an allowing policy', { Policy: documentOf(policy('Allow', 'ECR:getauthorizationtoken')) }],
    ['all but other actions', { Policy: documentOf({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }) }],
    ['a pull policy of AWS', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly' }] }],
    ['a policy of the account', { PolicyArns: [{ arn: 'arn:aws:iam::444455556666:policy/pull' }] }],
  ])('is left to a session with %s', async (_name, input) => {
    await expect(logIn(await assumedKeys(input))).resolves.toMatchObject({ authorizationData: [{}] });
  });

  it.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['a policy for other actions', { Policy: documentOf(policy('Allow', 'ecr:BatchGetImage')) }],
    [
      'a policy for one repository',
      { Policy: documentOf(policy('Allow', 'ecr:*', 'arn:aws:ecr:eu-west-1:444455556666:repository/a')) },
    ],
    ['a denying policy', { Policy: documentOf(policy('Allow', '*'), policy('Deny', 'ecr:Get*')) }],
    ['a policy of AWS for something else', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' }] }],
  ])('is taken from a session by %s', async (_name, input) => {
    const message = expect.stringContaining('because no session policy allows the ecr:GetAuthorizationToken action');
    const call = logIn(await assumedKeys(input));
    await expect(call).rejects.toMatchObject({ ...refusal('AccessDeniedException', 400), message });
  });
});

import { GetFederationTokenCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { HOST, type Place, PULL, policyOf, privateLogin, send } from '../../support/registry.ts';
import { assumedKeys, ROLE, standIn, stsOf, USER, useStandIn } from '../../support/stand-in.ts';

useStandIn();

describe('a narrowed login', () => {
  const push = 'PUT /v2/team/api/manifests/1.0';
  const pull = 'GET /v2/team/api/manifests/1.0';

  it('to pull is refused the push', async () => {
    const login = await privateLogin(await assumedKeys({ Policy: policyOf({ Action: PULL }) }));
    await expect(send(pull, login)).resolves.toMatchObject({ status: 404 });
    const refused = await send(push, login);
    expect(refused.status).toBe(403);
    const message =
      'User: arn:aws:sts::444455556666:assumed-role/puller/build-42 is not authorized to perform: ecr:PutImage ' +
      'on resource: arn:aws:ecr:eu-west-1:444455556666:repository/team/api ' +
      'because no session policy allows the ecr:PutImage action';
    expect(await refused.json()).toEqual({ errors: [{ code: 'DENIED', message }] });
  });

  it.each([
    ['AmazonEC2ContainerRegistryPullOnly', 403],
    ['AmazonEC2ContainerRegistryReadOnly', 403],
    ['AmazonEC2ContainerRegistryPowerUser', 201],
  ])('by the policy %s is answered %i on a push', async (name, status) => {
    const login = await privateLogin(await assumedKeys({ PolicyArns: [{ arn: `arn:aws:iam::aws:policy/${name}` }] }));
    await expect(send(pull, login)).resolves.toMatchObject({ status: 404 });
    await expect(send(push, login)).resolves.toMatchObject({ status });
  });

  it.each([
    [push, HOST, 201],
    ['PUT /v2/team/api2/manifests/1.0', HOST, 403],
    ['PUT /v2/team/web/manifests/1.0', HOST, 403],
    [push, HOST.replace('444455556666', '999900001111'), 403],
  ])('to one repository is for %s at %s answered %i', async (line, host, status) => {
    const Resource = 'arn:aws:ecr:eu-west-1:444455556666:repository/team/api';
    const Policy = policyOf({ Action: PULL }, { Action: 'ecr:PutImage', Resource });
    const login = await privateLogin(await assumedKeys({ Policy }));
    await expect(send(line, login, host)).resolves.toMatchObject({ status });
  });

  it.each<[string, Place, number]>([
    ['the right network', { 'x-source-ip': '203.0.113.7' }, 404],
    ['another network', { 'x-source-ip': '198.51.100.7' }, 403],
    ['this machine', {}, 403],
    ['the right endpoint', { 'x-source-vpce': 'vpce-1' }, 404],
    ['another endpoint', { 'x-source-vpce': 'vpce-2' }, 403],
    ['the right VPC', { 'x-source-vpc': 'vpc-1' }, 404],
    ['the right address inside another VPC', { 'x-source-vpc': 'vpc-2', 'x-source-ip': '203.0.113.7' }, 403],
  ])('to certain places is answered from %s: %j', async (_name, place, status) => {
    const pulling = { Action: 'ecr:BatchGetImage' };
    const Policy = policyOf(
      { Action: 'ecr:GetAuthorizationToken' },
      { ...pulling, Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } },
      { ...pulling, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } },
      { ...pulling, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } },
    );
    const login = await privateLogin(await assumedKeys({ Policy }));
    await expect(send(pull, login, HOST, place)).resolves.toMatchObject({ status });
  });

  it('of a federated user is as wide as user and policy are', async () => {
    const Policy = policyOf({ Action: PULL });
    const { Credentials } = await stsOf(USER).send(new GetFederationTokenCommand({ Name: 'octocat', Policy }));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const login = await privateLogin(keys);
    const host = HOST.replace('444455556666', '111122223333');
    await expect(send(pull, login, host)).resolves.toMatchObject({ status: 404 });
    await expect(send(push, login, host)).resolves.toMatchObject({ status: 403 });
  });

  it('loses what its role loses, and gains what it gains', async () => {
    const login = await privateLogin(await assumedKeys());
    await expect(send(push, login)).resolves.toMatchObject({ status: 201 });
    const denial = { Effect: 'Deny', Action: 'ecr:*', Resource: '*' };
    standIn.putRole({ ...ROLE, policy: { Statement: [{ ...denial, Effect: 'Allow', Action: '*' }, denial] } });
    await expect(send(push, login)).resolves.toMatchObject({ status: 403 });
    standIn.putRole(ROLE);
    await expect(send(push, login)).resolves.toMatchObject({ status: 201 });
  });
});

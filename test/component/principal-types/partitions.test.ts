// Accounts of other partitions, which a user's key alone can reach.
import { beforeAll, describe, expect, it } from 'vitest';
import { useTypedService } from '../../support/principal-type-service.ts';
import { aConnectorOf } from '../../support/principal-types.ts';
import { expectProblem } from '../../support/problem.ts';
import { knock, PUSH_A } from '../../support/registry-request.ts';

const PARTITIONS = [
  ['aws-cn', 'cn-north-1', 'amazonaws.com.cn', 'console.amazonaws.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'amazonaws.com', 'console.amazonaws-us-gov.com'],
  ['aws-eusc', 'eusc-de-east-1', 'amazonaws.eu', 'console.amazonaws-eusc.eu'],
] as const;

const world = useTypedService();
beforeAll(async () => {
  for (const [index, [partition]] of PARTITIONS.entries()) {
    const key = {
      accessKeyId: `AKIAFOREIGNFOREIGN0${index}`,
      secretAccessKey: `secret/access/key/of/a/foreign/user/${index}++`,
    };
    const user = { ...key, arn: `arn:${partition}:iam::123456789012:user/build`, kind: 'iam-user' } as const;
    const secretArn = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys/${partition}-AbCdEf`;
    world.standIn.putPrincipal(user);
    world.putKey(key, secretArn);
    world.standIn.putRole({
      arn: `arn:${partition}:iam::123456789012:role/images`,
      trustedPrincipals: [user.arn],
      externalId: 'portunus-5f1d7a3e',
      ecr: true,
    });
    const account = { awsAccountId: '123456789012', partition };
    await world.apply({
      accounts: [
        { ...account, id: partition, credentials: { source: 'iam-user', secretArn } },
        { ...account, id: `${partition}-own`, credentials: { source: 'execution-role' } },
      ],
    });
  }
});

function calls() {
  return world.standIn.calls.map(({ action, region }) => `${action} ${region}`);
}

describe.each(PARTITIONS)('%s', (partition, region, suffix, console) => {
  const id = `foreign-${partition}`;
  const roleArn = `arn:${partition}:iam::123456789012:role/images`;
  const TYPES = [
    ['assumed-role-by-user', { roleArn }, ['AssumeRole'], 'sts::123456789012:assumed-role/images/ci-1296269-7351'],
    ['federated-user', { access: 'push' }, ['GetFederationToken'], 'sts::123456789012:federated-user/ci-7351'],
    ['session-token', {}, ['GetSessionToken', 'GetCallerIdentity'], 'iam::123456789012:user/build'],
  ] as const;

  it.each(TYPES)('%s is asked for, and used, in its own region', async (type, fields, actions, arn) => {
    await world.apply({ connectors: [aConnectorOf(type, id, { account: partition, region, ...fields })] });
    const { status, body } = await world.ask({ route: 'ecr/credentials', id, token: world.job() });
    expect(status).toBe(200);
    expect(body.session.arn).toBe(`arn:${partition}:${arn}`);
    const [login] = body.credentials;
    expect(login.proxyEndpoint).toBe(`https://123456789012.dkr.ecr.${region}.${suffix}`);
    expect(calls().filter((call) => !call.startsWith('GetSecretValue'))).toEqual([
      ...actions.map((action) => `${action} ${region}`),
      `GetAuthorizationToken ${region}`,
    ]);
    expect(calls().filter((call) => call.startsWith('GetSecretValue'))).toEqual(
      type === 'assumed-role-by-user' ? ['GetSecretValue eu-west-1'] : [],
    );
    expect(await knock(world, PUSH_A, login)).toBe('201');
    expect(
      await knock(world, PUSH_A, { ...login, proxyEndpointDomain: `123456789012.dkr.ecr.eu-west-1.amazonaws.com` }),
    ).toBe('401 UNAUTHORIZED');
  });

  it('narrows by ARNs of the partition', async () => {
    const fields = { account: partition, region, access: 'push', repositories: ['team-a/*'] };
    await world.apply({ connectors: [aConnectorOf('federated-user', id, fields)] });
    const { body } = await world.ask({ route: 'ecr/credentials', id, token: world.job() });
    const sent = world.standIn.calls.find(({ parameters }) => parameters.policy !== undefined);
    expect(sent?.parameters.policy).toContain(`"arn:${partition}:ecr:*:*:repository/team-a/*"`);
    expect(await knock(world, PUSH_A, body.credentials[0])).toBe('201');
    expect(await knock(world, PUSH_A.replace('team-a', 'team-b'), body.credentials[0])).toBe('403 DENIED');
  });

  it('has its own console, and its caller identity is asked for there', async () => {
    const fields = { account: partition, region, roleArn, serves: ['console', 'session'] };
    await world.apply({ connectors: [aConnectorOf('assumed-role-by-user', id, fields)] });
    const { body } = await world.ask({ route: 'console/url', id, token: world.person() });
    expect(new URL(body.url).searchParams.get('Destination')).toBe(`https://${console}/`);
    const identity = await world.ask({ route: 'caller-identity', id, token: world.job() });
    expect(identity.body.arn).toBe(`arn:${partition}:sts::123456789012:assumed-role/images/ci-1296269-7351`);
    expect(calls()).toContain(`GetCallerIdentity ${region}`);
  });

  it('is refused a region of ours, in a definition and in a request', async () => {
    const written = { account: partition, region: 'eu-west-1', roleArn };
    const lines = [expect.stringContaining('connectors[0].region ')];
    await expect(
      world.apply({ connectors: [aConnectorOf('assumed-role-by-user', id, written)] }),
    ).rejects.toMatchObject({ lines });
    await world.apply({ connectors: [aConnectorOf('assumed-role-by-user', id, { ...written, region })] });
    const answer = await world.ask({
      route: 'ecr/credentials',
      id,
      token: world.job(),
      query: { region: 'eu-west-1' },
    });
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['region'] });
    expect(world.standIn.calls).toEqual([]);
  });

  it('is out of reach of the execution role', async () => {
    const fields = { account: `${partition}-own`, region, roleArn };
    await world.apply({ connectors: [aConnectorOf('assumed-role', `${id}-own`, fields)] });
    const answer = await world.ask({ route: 'ecr/credentials', id: `${id}-own`, token: world.job() });
    expectProblem(answer, { status: 500, code: 'connector_invalid', stage: 'connector' });
    expect(world.standIn.calls).toEqual([]);
  });
});

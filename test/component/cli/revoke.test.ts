// Ending what was issued: the command on the stand-in's IAM, and what older and newer sessions can do then.
import { setTimeout as sleep } from 'node:timers/promises';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useAdminCli } from '../../support/admin-cli.ts';

const cli = useAdminCli();
const OPERATOR = {
  arn: 'arn:aws:iam::123456789012:user/operator',
  accessKeyId: 'AKIAOPERATOROPERATOR',
  secretAccessKey: 'operator-secret',
  kind: 'iam-user',
} as const;
const CONNECTOR = {
  ...{ id: 'leaky', account: 'build', principalType: 'assumed-role', systemScope: true, access: 'pull' },
  ...{ roleArn: 'arn:aws:iam::123456789012:role/portunus/leaky', region: 'eu-west-1', serves: ['session'] },
  grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }],
};
let environment: Record<string, string>;

beforeAll(() => cli.apply({ connectors: [CONNECTOR] }));
beforeEach(() => {
  cli.aws.standIn.putPrincipal(OPERATOR);
  environment = {
    AWS_ENDPOINT_URL_IAM: cli.aws.standIn.url,
    AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId,
    AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
    AWS_SESSION_TOKEN: '',
  };
});

function revoke(...more: readonly string[]) {
  return cli.portunus(['revoke', '--before', 'now', '--yes', ...more], environment);
}

/** An AWS session through the connector. The description makes the connector a new version, so none is from a cache. */
async function session(description: string) {
  await cli.ask({ route: 'PATCH /connectors/{id}', id: 'leaky', body: { description } });
  const ask = { route: 'GET /connectors/{id}/credentials', id: 'leaky', as: 'workload' } as const;
  const { accessKeyId, secretAccessKey, sessionToken } = (await cli.ask(ask)).body.credentials;
  return { accessKeyId, secretAccessKey, sessionToken };
}

async function loginWith(credentials: Awaited<ReturnType<typeof session>>): Promise<string> {
  const ecr = new ECRClient({ endpoint: cli.aws.standIn.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  return ecr.send(new GetAuthorizationTokenCommand({})).then(
    () => 'let in',
    ({ name, message }: Error) => `${name}: ${message}`,
  );
}

it('an older session is refused everything, and a newer one is not', async () => {
  const older = await session('before');
  expect(await loginWith(older)).toBe('let in');
  const run = await revoke('--connector', 'leaky');
  expect([run.code, run.err]).toEqual([0, '']);
  expect(run.out).toMatch(/^role leaky: the policy AWSRevokeOlderSessions is put and read back, for sessions before /);
  expect(run.out).toContain('"arn:aws:iam::123456789012:role/portunus/leaky"');
  expect(await loginWith(older)).toMatch(/^AccessDeniedException: .*with an explicit deny in an identity-based policy/);
  // IAM's times are in whole seconds.
  await sleep(1_100);
  expect(await loginWith(await session('after'))).toBe('let in');
});

it('an earlier time never takes back a later one', async () => {
  await revoke('--connector', 'leaky');
  const early = ['revoke', '--connector', 'leaky', '--before', '2026-01-01T00:00:00Z', '--yes'];
  const run = await cli.portunus(early, environment);
  expect([run.code, run.out]).toEqual([0, expect.stringContaining('was there already, for sessions before 20')]);
  expect(run.out).not.toContain('before 2026-01-01');
});

it('the tables and IAM are enough: the API may be down, and with --role the tables too', async () => {
  const direct = await revoke('--connector', 'leaky', '--direct');
  const role = await cli.portunus(['revoke', '--role', CONNECTOR.roleArn, '--before', 'now', '--yes'], {
    ...environment,
    ...{ PORTUNUS_URL: 'http://127.0.0.1:9', PORTUNUS_DEFINITIONS_TABLE: 'gone' },
  });
  expect([direct.code, direct.err, role.code, role.err]).toEqual([0, '', 0, '']);
});

describe('what can not be revoked from here', () => {
  it('is of another account, and stays as it is', async () => {
    const { standIn } = cli.aws;
    const before = standIn.calls.filter(({ action }) => action === 'PutRolePolicy').length;
    const run = await revoke('--role', 'arn:aws:iam::999900001111:role/leaky');
    expect([run.code, run.err]).toEqual([
      1,
      expect.stringMatching(/of account 999900001111, and your AWS credentials of 123456789012[\s\S]*--print/),
    ]);
    expect(standIn.calls.filter(({ action }) => action === 'PutRolePolicy')).toHaveLength(before);
  });

  it('is refused by IAM, and the exit code says so', async () => {
    const Statement = ['Allow', 'Deny'].map((Effect) => ({
      Effect,
      Action: Effect === 'Allow' ? '*' : 'iam:Put*',
      Resource: '*',
    }));
    cli.aws.standIn.putPrincipal({ ...OPERATOR, policy: { Version: '2012-10-17', Statement } as never });
    // A role that nobody has revoked before: what is there already needs no right to put it.
    const arn = 'arn:aws:iam::123456789012:role/portunus/kept';
    cli.aws.standIn.putRole({ arn, trustedPrincipals: [] });
    const run = await revoke('--role', arn);
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toMatch(/IAM refuses it: .*iam:PutRolePolicy on resource[\s\S]*--print/);
  });
});

it('--print writes nothing, and prints what an operator of the account can paste', async () => {
  cli.aws.standIn.calls.length = 0;
  const run = await cli.portunus(
    ['revoke', '--connector', 'leaky', '--before', '2026-11-27T09:30:00Z', '--print'],
    environment,
  );
  expect(run.code).toBe(0);
  expect(run.out).toContain("aws iam put-role-policy --role-name 'leaky' --policy-name AWSRevokeOlderSessions");
  expect(run.out).toContain('"aws:TokenIssueTime": "2026-11-27T09:30:00Z"');
  expect(cli.aws.standIn.calls).toEqual([]);
});

it.each([
  [['--connector', 'leaky', '--before', '2999-01-01T00:00:00Z'], 'must not be in the future'],
  [['--connector', 'leaky', '--before', '2026-11-27'], 'must be now, or a time with its zone'],
  [['--connector', 'leaky'], '--before'],
  [['--before', 'now'], 'give --connector or --role'],
  [['--connector', 'leaky', '--role', CONNECTOR.roleArn, '--before', 'now'], 'give --connector or --role'],
  [['--role', 'leaky', '--before', 'now'], 'is not the ARN of one IAM role'],
])('%j is a wrong command line', async (words, why) => {
  const run = await cli.portunus(['revoke', ...words, '--yes'], environment);
  expect([run.code, run.err]).toEqual([64, expect.stringContaining(why)]);
});

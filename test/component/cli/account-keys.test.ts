// Keys of accounts from the command line: put, looked at and rotated, through the API and with AWS credentials.
import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aKey, anAccountWithKey, type KeyedAccount } from '../../support/account-keys.ts';
import { useAdminCli, WAYS } from '../../support/admin-cli.ts';

const cli = useAdminCli();

function secondKey({ userArn }: KeyedAccount) {
  const key = aKey();
  cli.aws.standIn.putPrincipal({ ...key, arn: userArn, kind: 'iam-user' });
  return key;
}

function currentIn({ secretArn }: KeyedAccount): string {
  const version = cli.aws.standIn.secret(secretArn)?.versions.find(({ stages }) => stages.includes('AWSCURRENT'));
  return JSON.parse(version?.value ?? '{}').accessKeyId;
}

function asAwsPrintsIt({ accessKeyId, secretAccessKey }: KeyedAccount['key']): string {
  const AccessKey = { UserName: 'x', AccessKeyId: accessKeyId, Status: 'Active', SecretAccessKey: secretAccessKey };
  return JSON.stringify({ AccessKey }, null, 4);
}

describe.each(WAYS)('accounts, %s', (_way, flags) => {
  it('put-key takes a key from standard input, and prints no secret', async () => {
    const account = await anAccountWithKey(cli);
    const key = secondKey(account);
    const run = await cli.portunus(['accounts', 'put-key', account.id, ...flags], {}, asAwsPrintsIt(key));
    expect(run).toEqual({
      code: 0,
      out: `${account.id} has the key ${key.accessKeyId} of the user ${account.id}, 0 d old\n`,
      err: '',
    });
    expect(currentIn(account)).toBe(key.accessKeyId);
  });

  it('put-key says what is wrong with a key, and prints nothing of it', async () => {
    const account = await anAccountWithKey(cli);
    const { accessKeyId } = secondKey(account);
    const { secretAccessKey } = aKey();
    const input = `${accessKeyId}\n${secretAccessKey}\n`;
    const run = await cli.portunus(['accounts', 'put-key', account.id, ...flags], {}, input);
    expect(run.code).toBe(1);
    expect(run.err).toContain('secretAccessKey is not the secret of this accessKeyId: copy both from one key');
    expect(run.out + run.err).not.toContain(secretAccessKey);
    expect(currentIn(account)).toBe(account.key.accessKeyId);
  });

  it('rotate-key does what it can now, and says what comes next; keys shows it', async () => {
    const account = await anAccountWithKey(cli);
    const run = await cli.portunus(['accounts', 'rotate-key', account.id, ...flags]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/^created the key AKIA\w+\n\S+ uses the key AKIA\w+\. Next: switch, from 20\S+ on\. /);
    const keys = await cli.portunus(['accounts', 'keys', account.id, ...flags]);
    const cells = keys.out.split('\n')[1]?.split(/ {2,}/);
    expect(cells?.slice(0, 4)).toEqual([account.id, account.id, account.key.accessKeyId, '100 d']);
    expect(cells?.slice(5)).toEqual(['2', expect.stringMatching(/^switch, from 20/)]);
  });

  it('rotate-key --at-once replaces a key that has leaked', async () => {
    const account = await anAccountWithKey(cli);
    const run = await cli.portunus(['accounts', 'rotate-key', account.id, '--at-once', ...flags]);
    const now = currentIn(account);
    expect([run.code, run.out.split('\n')]).toEqual([
      0,
      [
        `created the key ${now}`,
        `switched to the key ${now}`,
        `deactivated the key ${account.key.accessKeyId}`,
        `deleted the key ${account.key.accessKeyId}`,
        `${account.id} uses the key ${now}. The rotation is complete.`,
        '',
      ],
    ]);
  });
});

describe('accounts', () => {
  it('put-key warns of a file that others can read', async () => {
    const account = await anAccountWithKey(cli);
    const path = cli.file('key.json', asAwsPrintsIt(secondKey(account)));
    const warning = `portunus: others on this machine can read ${path}: chmod 600 it, and delete it when you are done\n`;
    for (const [mode, err] of [
      [0o644, warning],
      [0o600, ''],
    ] as const) {
      chmodSync(path, mode);
      const run = await cli.portunus(['accounts', 'put-key', account.id, '--file', path]);
      expect([run.code, run.err]).toEqual([0, err]);
    }
  });

  it('put-key tells the secret of a new account, for its definition', async () => {
    const credentials = { source: 'execution-role' };
    await cli.apply({ accounts: [{ id: 'fresh', awsAccountId: '123456789012', partition: 'aws', credentials }] });
    const key = secondKey({ ...(await anAccountWithKey(cli)), userArn: 'arn:aws:iam::123456789012:user/fresh' });
    const run = await cli.portunus(['accounts', 'put-key', 'fresh'], {}, `${key.accessKeyId}\n${key.secretAccessKey}`);
    expect(run.out).toMatch(
      /\ncredentials:\n {2}source: iam-user\n {2}secretArn: arn:aws:\S+:secret:portunus\/dev\/keys\/fresh-\w{6}\n$/,
    );
  });

  it('keys lists the accounts that have one', async () => {
    const account = await anAccountWithKey(cli);
    const run = await cli.portunus(['accounts', 'keys', '-o', 'json']);
    const listed = JSON.parse(run.out).map((one: { account: string }) => one.account);
    expect(listed).toContain(account.id);
    expect(listed).not.toContain('build');
  });

  it('keys lists the others if an account has no secret, and names that account', async () => {
    const { id } = await anAccountWithKey(cli);
    const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys/empty-AbCdEf';
    const credentials = { source: 'iam-user', secretArn };
    await cli.apply({ accounts: [{ id: 'empty', awsAccountId: '123456789012', partition: 'aws', credentials }] });
    const run = await cli.portunus(['accounts', 'keys']);
    expect([run.code, run.out]).toEqual([1, expect.stringMatching(new RegExp(`^${id} `, 'm'))]);
    expect(run.err).toContain('portunus: empty: credentials.secretArn names no secret that is there\n');
  });

  it('put-key takes no key as an argument', async () => {
    const run = await cli.portunus(['accounts', 'put-key', 'build', 'AKIAIOSFODNN7EXAMPLE', 'secret']);
    expect([run.code, run.err.includes('too many arguments')]).toEqual([64, true]);
  });
});

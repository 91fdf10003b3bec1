import { userInfo } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { startStandIn } from '../../../local/stand-in/server.ts';
import { useCli } from '../../support/run-cli.ts';
import { USER } from '../../support/stand-in.ts';

const { folder, file, portunus, client } = useCli();

const GOOD = `
issuers:
  - id: github
    url: https://token.actions.githubusercontent.com
    kind: workload
    audiences: [https://portunus.example]
    require: {repository_owner_id: ["9919"]}
    jwksUri: https://token.actions.githubusercontent.com/.well-known/jwks
accounts:
  - id: build
    awsAccountId: "012345678901"
    partition: aws
    credentials: {source: execution-role}
connectors:
  - id: team-a-pull
    account: build
    principalType: assumed-role
    roleArn: arn:aws:iam::012345678901:role/portunus/team-a
    region: eu-west-1
    systemScope: true
    grants:
      - issuer: github
        claims: {repository_id: ["1296269"], ref: ["refs/heads/main"], event_name: [push]}
`;

describe('portunus', () => {
  it('tells every missing variable at once', async () => {
    const run = await portunus(['tables', 'create'], { PORTUNUS_DEFINITIONS_TABLE: '', PORTUNUS_ACTIVITY_TABLE: '-' });
    expect(run).toEqual({
      code: 1,
      out: '',
      err:
        "portunus: Bad environment: PORTUNUS_DEFINITIONS_TABLE must be a DynamoDB table's name; " +
        "PORTUNUS_ACTIVITY_TABLE must be a DynamoDB table's name\n",
    });
  });

  it('has no option that Node.js takes for itself: `--env-file` ended with "not found"', async () => {
    const file = 'arn:aws:s3:::amzn-s3-demo-bucket/shop/web.env';
    const run = await portunus(['ecs-role', '--account', '123456789012', '--environment-file', file]);
    expect([run.code, run.err, run.out]).toEqual([0, '', expect.stringContaining(file)]);
  });

  it('creates both tables', async () => {
    const run = await portunus(['tables', 'create']);
    expect(run.err).toBe('');
    expect(run.code).toBe(0);
    expect(run.out).toContain('created cli-definitions\n');
    expect(run.out).toContain('created cli-activity\n');
  });

  it('applies a file, makes an external ID, and finds nothing to change the second time', async () => {
    const path = file('good.yml', GOOD);
    const first = await portunus(['apply', '-f', path, '--direct', '--yes']);
    expect(first.err).toBe('');
    expect(first.out).toMatch(
      /^(?:warning: .*\n)*\+ create {4}issuer {6}github\n\+ create {4}account {5}build\n\+ create {4}connector {3}team-a-pull\nPlan: 3 to create\.\n {2}created {3}connector {3}team-a-pull {3}external ID: portunus-[0-9a-f-]{36}\nApplied: 3 created\.\n$/,
    );
    const second = await portunus(['apply', '-f', path, '--direct', '--yes']);
    expect(second.code).toBe(0);
    expect(second.out).toContain('unchanged connector   team-a-pull');
    expect(second.out).toContain('Nothing to change.');
    const [externalId] = /portunus-[0-9a-f-]{36}/.exec(first.out) ?? [];
    expect(second.out).toContain(`external ID: ${externalId}`);
  });

  it('keeps the external ID when the connector changes, and refuses another one', async () => {
    const before = await portunus(['apply', '-f', file('good.yml', GOOD), '--direct', '--yes']);
    const [externalId] = /portunus-[0-9a-f-]{36}/.exec(before.out) ?? [];
    const renamed = GOOD.replace('    account: build\n', '    account: build\n    name: Team A\n');
    const changed = await portunus(['apply', '-f', file('renamed.yml', renamed), '--direct', '--yes']);
    expect(changed.out).toContain(`change    connector   team-a-pull   external ID: ${externalId}`);

    const other = renamed.replace('    name: Team A\n', '    externalId: another-one\n');
    const refused = await portunus(['apply', '-f', file('other.yml', other), '--direct', '--yes']);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(
      /other\.yml:\d+: connectors\[0\]\.externalId must not change: a trust policy may name it\n$/,
    );
  });

  it('warns of a duration that role chaining will cut', async () => {
    const secretArn = 'arn:aws:secretsmanager:eu-west-1:012345678901:secret:portunus/dev/keys/build-AbCdEf';
    const further = '    roleArns: [arn:aws:iam::012345678901:role/further]\n';
    const long = GOOD.replaceAll('team-a-pull', 'team-l-pull')
      .replaceAll('build', 'by-user')
      .replace('{source: execution-role}', `{source: iam-user, secretArn: "${secretArn}"}`)
      .replace('    systemScope: true\n', `    systemScope: true\n    maxDurationSeconds: 7200\n${further}`);
    const run = await portunus(['apply', '-f', file('long.yml', long), '--direct', '--yes']);
    expect(run.out).toMatch(
      /^warning: .*long\.yml:21: connectors\[0\]\.maxDurationSeconds is above 3600, which a session of one of roleArns can not be \(role chaining\)\n/,
    );
    expect(run.out).toContain('create    connector   team-l-pull');
    expect(run.code).toBe(0);
  });

  it('asks for --yes where there is nobody to ask, and changes nothing', async () => {
    const run = await portunus([
      'apply',
      '-f',
      file('new.yml', GOOD.replace('id: team-a-pull', 'id: team-b-pull')),
      '--direct',
    ]);
    expect(run.code).toBe(1);
    expect(run.err).toBe('portunus: there is no terminal to ask on: give --yes to go on\n');
    const after = await portunus(['apply', '-f', join(folder, 'new.yml'), '--direct']);
    expect(after.out).toContain('create    connector   team-b-pull');
  });

  it('asks where to apply, rather than writing directly', async () => {
    const run = await portunus(['apply', '-f', file('good.yml', GOOD), '--yes']);
    expect(run).toEqual({
      code: 64,
      out: '',
      err: 'portunus: no address of Portunus: give --url, PORTUNUS_URL, or --direct\n',
    });
  });
});

describe('who applies', () => {
  const definedBy = async (id: string): Promise<string | undefined> => {
    const Key = { kind: { S: 'connector' }, id: { S: id } };
    const { Item } = await client().send(new GetItemCommand({ TableName: 'cli-definitions', Key }));
    return Item?.definedBy?.S;
  };
  const applied = async (id: string, overrides: Record<string, string>) => {
    const path = file(`${id}.yml`, GOOD.replaceAll('team-a-pull', id));
    const run = await portunus(['apply', '-f', path, '--direct', '--yes'], overrides);
    expect(run).toMatchObject({ code: 0, err: '' });
    return definedBy(id);
  };

  it('is recorded as STS says', async () => {
    const standIn = await startStandIn({ principals: [USER] });
    const keys = { AWS_ACCESS_KEY_ID: USER.accessKeyId, AWS_SECRET_ACCESS_KEY: USER.secretAccessKey };
    expect(await applied('team-v-pull', { ...keys, AWS_ENDPOINT_URL_STS: standIn.url })).toBe(
      'direct:arn:aws:iam::111122223333:user/ci/deployer',
    );
    expect(standIn.calls.map(({ action }) => action)).toEqual(['GetCallerIdentity']);
    await standIn.stop();
  });

  it('is recorded as unverified where STS refuses', async () => {
    const standIn = await startStandIn({ principals: [] });
    expect(await applied('team-r-pull', { AWS_ENDPOINT_URL_STS: standIn.url })).toBe(
      `direct:unverified:${userInfo().username}`,
    );
    await standIn.stop();
  });

  it('is recorded as unverified where there is no STS', async () => {
    expect(await applied('team-u-pull', {})).toBe(`direct:unverified:${userInfo().username}`);
  });

  it('is not asked where nothing is to be written', async () => {
    const standIn = await startStandIn({ principals: [USER] });
    const again = await portunus(['apply', '-f', join(folder, 'team-u-pull.yml'), '--direct', '--yes'], {
      AWS_ENDPOINT_URL_STS: standIn.url,
    });
    expect(again.out).toContain('Nothing to change.');
    expect(standIn.calls).toEqual([]);
    expect(await definedBy('team-u-pull')).toBe(`direct:unverified:${userInfo().username}`);
    await standIn.stop();
  });
});

describe('a file with faults is applied in no part, and each fault is told with its line', () => {
  const broken: readonly (readonly [string, string, string, RegExp])[] = [
    [
      'an account id that YAML reads as a number',
      '"012345678901"',
      '012345678901',
      /:11: accounts\[0\]\.awsAccountId must be text, in quotes\n/,
    ],
    [
      'a field that is not known',
      'region: eu-west-1',
      'regoin: eu-west-1',
      /:19: connectors\[0\]\.regoin is not a known field: did you mean region\?\n/,
    ],
    [
      'a grant of two parties',
      '- issuer: github',
      '- issuer: github\n        refreshJob: nightly',
      /:22: connectors\[0\]\.grants\[0\] must name an issuer, an iamRole or a refreshJob, and one of them only/,
    ],
    [
      'a limit that is none',
      'region: eu-west-1',
      'access: all',
      /:19: connectors\[0\]\.access must be 'pull' or 'push'/,
    ],
    [
      'a field that another principal type has',
      'region: eu-west-1',
      'omitPolicy: true',
      /:19: connectors\[0\]\.omitPolicy is not taken by assumed-role/,
    ],
    [
      'a duration that role chaining never gives',
      'region: eu-west-1',
      'maxDurationSeconds: 3601',
      /:19: connectors\[0\]\.maxDurationSeconds must be at most 3600: STS gives no more from the execution role \(role chaining\)/,
    ],
    [
      'a grant without conditions',
      'claims: {repository_id: ["1296269"], ref: ["refs/heads/main"], event_name: [push]}',
      'claims: {}',
      /:23: connectors\[0\]\.grants\[0\]\.claims must not be empty/,
    ],
    [
      'an issuer that anybody can use',
      'require: {repository_owner_id: ["9919"]}\n',
      'enabled: true\n',
      /:3: issuers\[0\]\.require must pin an immutable owner id/,
    ],
    [
      'an account that is not defined',
      'account: build',
      'account: nowhere',
      /:16: connectors\[0\]\.account is not a defined account/,
    ],
    [
      'an issuer that is not defined',
      '- issuer: github',
      '- issuer: gitlab',
      /:22: connectors\[0\]\.grants\[0\]\.issuer is not a defined issuer/,
    ],
    [
      'a role of another account',
      '::012345678901:role',
      '::999999999999:role',
      /:18: connectors\[0\]\.roleArn must be of the connector's account\n/,
    ],
    ['a key that stands twice', 'region: eu-west-1', 'account: build', /:19: Map keys must be unique/],
    ['something that is no YAML', 'issuers:', 'issuers: [', /broken\.yml:\d+: /],
    ['a list that is not known', 'issuers:', 'schedules: []\nissuers:', /:2: schedules is not a known field/],
    ['refresh jobs that are no list', 'issuers:', 'refreshJobs: {}\nissuers:', /:2: refreshJobs must be a list\n/],
  ];

  it.each(broken)('%s', async (_name, from, to, message) => {
    const fresh = GOOD.replaceAll('team-a-pull', 'never-applied');
    const run = await portunus(['apply', '-f', file('broken.yml', fresh.replace(from, to)), '--direct', '--yes']);
    expect(run.err).toMatch(message);
    expect(run.code).toBe(1);
    expect(run.out).toBe('');
    const plan = await portunus(['apply', '-f', file('whole.yml', fresh), '--direct']);
    expect(plan.out).toContain('create    connector   never-applied');
  });

  it('every fault of a connector without a type that there is, and the names that are nearly others', async () => {
    const slips = GOOD.replace('principalType:', 'princpalType:')
      .replace('account: build', 'account: buld')
      .replace('region: eu-west-1', 'region: Ireland\n    regoin: eu-west-1')
      .replace('["1296269"]', '[1296269]')
      .replace('- issuer: github', '- issuer: githb')
      .replace('"012345678901"', '012345678901');
    const run = await portunus(['apply', '-f', file('slips.yml', slips), '--direct', '--yes']);
    expect(
      run.err
        .trim()
        .split('\n')
        .map((line) => line.replace(/^portunus: .*slips\.yml:/, '')),
    ).toEqual([
      '11: accounts[0].awsAccountId must be text, in quotes',
      expect.stringMatching(/^15: connectors\[0\]\.principalType is required/),
      '16: connectors[0].account is not defined in these files: did you mean build?',
      '17: connectors[0].princpalType is not a known field: did you mean principalType?',
      "19: connectors[0].region must have a region's form, such as eu-west-1",
      '20: connectors[0].regoin is not a known field: did you mean region?',
      '23: connectors[0].grants[0].issuer is not defined in these files: did you mean github?',
      '24: connectors[0].grants[0].claims repository_id: must be a list of texts: ["1296269"], in quotes',
    ]);
  });

  it.each([
    [
      'account: build',
      'account: buld',
      /:16: connectors\[0\]\.account is not a defined account: did you mean build\?\n/,
    ],
    [
      'principalType: assumed-role',
      'principalType: asumed-role',
      /:17: connectors\[0\]\.principalType must be .*: did you mean assumed-role\?\n/,
    ],
    ['connectors:', 'conectors:', /:15: conectors is not a known field: did you mean connectors\?\n/],
    ['grants:\n      - ', 'grants:\n        ', /:2\d: connectors\[0\]\.grants must be a list\n/],
    ['issuers:', 'cases: []\nissuers:', /:2: cases is what "portunus test" reads/],
  ])('%j for %j is told with what was meant', async (from, to, message) => {
    const run = await portunus(['apply', '-f', file('slip.yml', GOOD.replace(from, to)), '--direct', '--yes']);
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toMatch(message);
    expect(run.err).not.toMatch(/Array|Object|string|Invalid|received/);
  });

  it('two faults in two places', async () => {
    const two = GOOD.replace('partition: aws', 'partition: mars').replace('region: eu-west-1', 'region: Ireland');
    const run = await portunus(['apply', '-f', file('two.yml', two), '--direct', '--yes']);
    expect(run.err.trim().split('\n')).toEqual([
      expect.stringMatching(
        /two\.yml:12: accounts\[0\]\.partition must be 'aws' or 'aws-cn' or 'aws-us-gov' or 'aws-eusc'$/,
      ),
      expect.stringMatching(/two\.yml:19: connectors\[0\]\.region must have a region's form, such as eu-west-1$/),
    ]);
  });

  it('a file that is not there', async () => {
    const run = await portunus(['apply', '-f', join(folder, 'absent.yml'), '--direct', '--yes']);
    expect(run.err).toMatch(/absent\.yml: there is no such file or folder \(ENOENT\)\n$/);
    expect(run.code).toBe(1);
  });
});

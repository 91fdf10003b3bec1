// Several files and folders are one; a fault is told with the file and the line that it is in.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOf, useAdminCli, WAYS } from '../../support/admin-cli.ts';
import { aConnectorToWrite, anAccountToWrite, nextNumber } from '../../support/admin-definitions.ts';

const cli = useAdminCli();

const ACCOUNT = (id: string) => `accounts:
  - id: ${id}
    awsAccountId: "123456789012"
    partition: aws
    credentials: {source: execution-role}
`;
const CONNECTOR = (id: string, account: string, region = 'eu-west-1') => `# a comment

connectors:
  - id: ${id}
    account: ${account}
    principalType: assumed-role
    roleArn: arn:aws:iam::123456789012:role/portunus/${id}
    region: ${region}
`;

describe.each(WAYS)('%s', (_way, flags) => {
  const apply = (...paths: readonly string[]) =>
    cli.portunus(['apply', ...paths.flatMap((path) => ['-f', path]), '--yes', ...flags]);

  it('a folder is its definitions, and nothing else that lies there', async () => {
    const name = `folder-${nextNumber()}`;
    const [account, connector] = [`${name}-account`, `${name}-connector`];
    cli.file(`${name}/accounts.yaml`, ACCOUNT(account));
    cli.file(`${name}/connectors.yml`, CONNECTOR(connector, account));
    cli.file(`${name}/more.json`, textOf({ accounts: [anAccountToWrite({ id: `${name}-json` })] }));
    cli.file(`${name}/cases.yaml`, 'cases: [{this: is for portunus test}]\n');
    cli.file(`${name}/shop.cases.yml`, 'cases: []\n');
    cli.file(`${name}/shop-trust-policy.json`, '{"Version":"2012-10-17","Statement":[]}\n');
    cli.file(`${name}/README.md`, '# no definitions\n');
    cli.file(`${name}/deeper/ignored.yml`, 'nonsense: true\n');
    const run = await apply(join(cli.folder, name));
    expect([run.code, run.err]).toEqual([0, '']);
    expect(run.out).toContain('Applied 3 of 3 definitions.');
    expect(await cli.item('connector', connector)).toMatchObject({ version: 1, definition: { account } });
  });

  it('files that are named one by one are one too', async () => {
    const name = `several-${nextNumber()}`;
    const first = cli.file(`${name}-1.yml`, CONNECTOR(`${name}-connector`, name));
    const run = await apply(first, cli.file(`${name}-2.yml`, ACCOUNT(name)));
    expect([run.code, run.err]).toEqual([0, '']);
    expect(run.out).toContain('Applied 2 of 2 definitions.');
  });

  it('each fault is told with its own file and line, whatever was found in the others', async () => {
    const name = `faults-${nextNumber()}`;
    const good = cli.file(`${name}/a-good.yml`, ACCOUNT(name));
    const bad = cli.file(`${name}/b-bad.yml`, CONNECTOR(`${name}-b`, name, 'Ireland'));
    const worse = cli.file(`${name}/c-worse.yml`, CONNECTOR(`${name}-c`, name).replace('region:', 'regoin:'));
    const run = await apply(join(cli.folder, name));
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err.trimEnd().split('\n')).toEqual([
      `portunus: ${bad}:8: connectors[0].region must have a region's form, such as eu-west-1`,
      `portunus: ${worse}:8: connectors[0].regoin is not a known field`,
    ]);
    expect(run.err).not.toContain(good);
    expect(await cli.item('account', name)).toBeUndefined();
  });

  it('a fault between files is told where it stands', async () => {
    const name = `between-${nextNumber()}`;
    cli.file(`${name}/a.yml`, CONNECTOR(`${name}-a`, 'build'));
    const lost = cli.file(`${name}/b.yml`, CONNECTOR(`${name}-b`, 'nowhere'));
    const twice = cli.file(`${name}/c.yml`, CONNECTOR(`${name}-a`, 'build'));
    const run = await apply(join(cli.folder, name));
    expect([run.code, run.out]).toEqual([1, '']);
    // What is named is the place in all files together, where it is the place in its own.
    expect(run.err).toMatch(new RegExp(`${lost}:5: connectors\\[\\d\\]\\.account is no account that is defined`));
    expect(run.err).toMatch(new RegExp(`${twice}:4: connectors\\[\\d\\]\\.id is the id of another entry too`));
  });

  it('one bad connector among forty: nothing is applied, and every fault of it is told', async () => {
    const connectors = Array.from({ length: 40 }, () => aConnectorToWrite());
    const bad = { ...connectors[27], region: 'Ireland', access: 'all', unheard: 'of' };
    const forty = connectors.map((one, index) => (index === 27 ? bad : one));
    const path = cli.file('forty.yml', textOf({ connectors: forty }));
    const run = await apply(path);
    expect([run.code, run.out]).toEqual([1, '']);
    const told = run.err.trimEnd().split('\n');
    expect(told.map((line) => line.replace(/^portunus: .*forty\.yml:\d+: /, '').split(' ')[0])).toEqual([
      'connectors[27].region',
      'connectors[27].access',
      'connectors[27].unheard',
    ]);
    for (const { id } of connectors) expect(await cli.item('connector', id)).toBeUndefined();
  });

  it('one that refers to what is not there among forty: nothing is applied', async () => {
    const connectors = Array.from({ length: 40 }, (_, index) =>
      aConnectorToWrite(index === 39 ? { account: 'nowhere' } : {}),
    );
    const run = await apply(cli.file('forty.yml', textOf({ connectors })));
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toMatch(/connectors\[39\]\.account is no account that is defined\n$/);
    for (const { id } of connectors) expect(await cli.item('connector', id)).toBeUndefined();
  });
});

describe('what is no definitions', () => {
  it.each([
    ['an empty folder', 'empty', 'no .yml, .yaml or .json file is there'],
    ['a file that is not there', 'absent.yml', 'can not be read (ENOENT)'],
  ])('%s is said', async (_what, name, message) => {
    mkdirSync(join(cli.folder, 'empty'), { recursive: true });
    const path = join(cli.folder, name);
    const run = await cli.portunus(['apply', '-f', path, '--yes']);
    expect(run).toEqual({ code: 1, out: '', err: `portunus: ${path}: ${message}\n` });
  });
});

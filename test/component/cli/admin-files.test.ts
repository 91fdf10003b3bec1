// Several files and folders are one; a fault is told with the file and the line that it is in.
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOf, useAdminCli, WAYS } from '../../support/admin-cli.ts';
import { aConnectorToWrite, anAccountToWrite, nextNumber } from '../../support/admin-definitions.ts';

const cli = useAdminCli();

function ACCOUNT(id: string) {
  return `accounts:
  - id: ${id}
    awsAccountId: "123456789012"
    partition: aws
    credentials: {source: execution-role}
`;
}
function CONNECTOR(id: string, account: string, region = 'eu-west-1') {
  return `# a comment

connectors:
  - id: ${id}
    account: ${account}
    principalType: assumed-role
    roleArn: arn:aws:iam::123456789012:role/portunus/${id}
    region: ${region}
`;
}

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
    cli.file(`${name}/.github/workflows/ci.yml`, 'on: push\n');
    cli.file(`${name}/node_modules/any/package.json`, '{}\n');
    const run = await apply(join(cli.folder, name));
    expect([run.code, run.err]).toEqual([0, '']);
    expect(run.out).toContain('Applied: 3 created.');
    expect(await cli.item('connector', connector)).toMatchObject({ version: 1, definition: { account } });
  });

  it('files that are named one by one are one too', async () => {
    const name = `several-${nextNumber()}`;
    const first = cli.file(`${name}-1.yml`, CONNECTOR(`${name}-connector`, name));
    const run = await apply(first, cli.file(`${name}-2.yml`, ACCOUNT(name)));
    expect([run.code, run.err]).toEqual([0, '']);
    expect(run.out).toContain('Applied: 2 created.');
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
      `portunus: ${worse}:8: connectors[0].regoin is not a known field: did you mean region?`,
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
    expect(run.err).toMatch(new RegExp(`${lost}:5: connectors\\[\\d\\]\\.account is not a defined account`));
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
    expect(run.err).toMatch(/connectors\[39\]\.account is not a defined account\n$/);
    for (const { id } of connectors) expect(await cli.item('connector', id)).toBeUndefined();
  });
});

describe('what is no definitions', () => {
  it.each([
    ['an empty folder', 'empty', 'no .yml, .yaml or .json file of definitions is there, nor in a folder inside'],
    ['a file that is not there', 'absent.yml', 'there is no such file or folder (ENOENT)'],
  ])('%s is said', async (_what, name, message) => {
    mkdirSync(join(cli.folder, 'empty'), { recursive: true });
    const path = join(cli.folder, name);
    const run = await cli.portunus(['apply', '-f', path, '--yes']);
    expect(run).toEqual({ code: 1, out: '', err: `portunus: ${path}: ${message}\n` });
  });
});

describe('what files can say more shortly', () => {
  const lint = (...paths: readonly string[]) => cli.portunus(['lint', '-f', ...paths]);
  const SHARED = `
x-base: &base
  account: build
  principalType: assumed-role
  region: eu-west-1
  systemScope: true
accounts:
  - { id: build, awsAccountId: "123456789012", partition: aws, credentials: { source: execution-role } }
connectors:
  - { <<: *base, id: one, roleArn: arn:aws:iam::123456789012:role/portunus/one }
  - <<: [*base, { region: eu-west-2, access: pull }]
    id: two
    region: eu-west-3
    roleArn: arn:aws:iam::123456789012:role/portunus/two
`;

  it('a map takes over another, and what it says itself counts', async () => {
    const path = cli.file('shared.yml', SHARED);
    const run = await cli.portunus(['apply', '-f', path, '--direct', '--yes']);
    expect([run.code, run.err]).toEqual([0, '']);
    expect((await cli.item('connector', 'one'))?.definition).toMatchObject({
      account: 'build',
      principalType: 'assumed-role',
      region: 'eu-west-1',
      systemScope: true,
    });
    expect((await cli.item('connector', 'two'))?.definition).toMatchObject({ region: 'eu-west-3', access: 'pull' });
    expect((await cli.item('connector', 'two'))?.definition).not.toHaveProperty('<<');
  });

  it('a fault in what is taken over has the line where it is written', async () => {
    const run = await lint(cli.file('shared-fault.yml', SHARED.replace('region: eu-west-1', 'region: Ireland')));
    expect(run.out).toMatch(/shared-fault\.yml:5: error: connectors\[0\]\.region must have a region's form/);
  });

  it('a fault of what is missing in both has the line of the entry', async () => {
    const run = await lint(cli.file('shared-gap.yml', SHARED.replace('  principalType: assumed-role\n', '')));
    expect(run.out).toMatch(/shared-gap\.yml:9: error: connectors\[0\]\.principalType is required/);
  });

  it('in JSON, or in quotes, << is a name like any other', async () => {
    const quoted = SHARED.replace('- { <<: *base', '- { "<<": *base');
    expect((await lint(cli.file('quoted.yml', quoted))).out).toContain('connectors[0].<< is not a known field');
  });

  it.each([
    ['a key that stands twice', 'accounts: []\naccounts: []\n', /:2: error: Map keys must be unique/],
    ['a merge of what is no map', 'x-a: &a [1]\naccounts: [{ <<: *a }]\n', /:1: error: Merge sources must be maps/],
    ['an alias of nothing', 'accounts: [*none]\n', /:1: error: .*none/],
    ['an anchor within itself', 'x-a: &a\n  - b: *a\naccounts: []\n', /:\d: error: contains itself, by an alias/],
    ['a tag that nobody knows', 'accounts: !Ref build\n', /:1: error: .*!Ref/],
    ['two documents', 'accounts: []\n---\nissuers: []\n', /:\d: error: must be one document/],
    ['what is nested too deeply', `x-a: ${'['.repeat(60_000)}`, /:1: error: /],
  ])('%s is refused with its line', async (_what, text, message) => {
    const run = await lint(cli.file('refused.yml', text));
    expect([run.code, run.err]).toEqual([1, '']);
    expect(run.out).toMatch(message);
  });

  const bomb = (item: (name: string) => string): string =>
    ['x-0: &x0 { a: 1 }', ...Array.from({ length: 12 }, (_, n) => `x-${n + 1}: &x${n + 1} ${item(`*x${n}`)}`)].join(
      '\n',
    );

  it.each([
    ['aliases', bomb((name) => `[${Array(10).fill(name).join(', ')}]`)],
    ['merges', bomb((name) => `{ <<: [${Array(10).fill(name).join(', ')}] }`)],
  ])('%s of aliases of aliases are refused before they are built', async (_what, text) => {
    const run = await lint(cli.file('bomb.yml', `${text}\naccounts: []\n`));
    expect(run.out).toMatch(/bomb\.yml:1: error: has aliases that would make it more than 1000000 values longer/);
  });

  it('one anchor may be used by a thousand', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `  - { <<: *base, id: many-${index} }`).join('\n');
    const text = `x-base: &base { awsAccountId: "123456789012", partition: aws, credentials: { source: execution-role } }\naccounts:\n${many}\n`;
    const run = await lint(cli.file('thousand.yml', text));
    expect([run.code, run.out]).toEqual([0, '0 errors, 0 warnings, 0 notices\n']);
  });
});

describe('paths', () => {
  it('a folder is read with the folders inside', async () => {
    cli.file('nested/accounts.yml', ACCOUNT('nested-account'));
    cli.file('nested/teams/a/connector.yml', CONNECTOR('nested-a', 'nested-account'));
    const run = await cli.portunus(['lint', '-f', join(cli.folder, 'nested'), '-o', 'json']);
    // Alone, the connector's account would be a notice.
    expect(JSON.parse(run.out).findings.filter(({ rule }: { rule: string }) => rule === 'reference')).toEqual([]);
    const alone = await cli.portunus(['lint', '-f', join(cli.folder, 'nested/teams'), '-o', 'json']);
    expect(alone.out).toContain('is not a defined account');
  });

  it('a link to a file counts, one to a folder does not lead round in a circle', async () => {
    const target = cli.file('linked-account.yml', ACCOUNT('linked-account'));
    const connector = cli.file('linked/connector.yml', CONNECTOR('linked-a', 'linked-account'));
    symlinkSync(target, join(dirname(connector), 'account.yml'));
    symlinkSync(dirname(connector), join(dirname(connector), 'self.yml'));
    const run = await cli.portunus(['lint', '-f', dirname(connector)]);
    expect([run.err, run.out]).toEqual(['', expect.not.stringContaining('is not a defined account')]);
  });

  it('a pattern that the shell left as it is is said to be one', async () => {
    const run = await cli.portunus(['lint', '-f', 'teams/*.yml']);
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toMatch(/^portunus: teams\/\*\.yml: there is no such file, and patterns are for the shell/);
  });

  it('several files follow one -f, as the shell makes them of a pattern', async () => {
    const paths = [cli.file('one.yml', ACCOUNT('of-several-1')), cli.file('two.yml', ACCOUNT('of-several-2'))];
    const run = await cli.portunus(['apply', '-f', ...paths, '--direct', '--dry-run']);
    expect([run.code, run.err]).toEqual([2, '']);
    expect(run.out).toMatch(/of-several-1\n.*of-several-2\n/);
  });

  it('- is standard input', async () => {
    const run = await cli.portunus(['lint', '-f', '-'], {}, 'accounts: {}\n');
    expect(run.out).toMatch(/^-:1: error: accounts must be a list/);
  });
});

describe('the definitions that the pages show', () => {
  const indented = (page: string, beginning: string): string =>
    readFileSync(`docs/${page}`, 'utf8')
      .split(/\n(?! {4}|\n)/)
      .map((text) => text.replaceAll(/^ {4}/gm, '').trim())
      .map((text) => text.slice(Math.max(0, text.indexOf(`${beginning}\n`))))
      .find((text) => text.startsWith(`${beginning}\n`)) ?? '';

  it('first, nothing is noticed in', async () => {
    const run = await cli.portunus(['lint', '-f', cli.file('page.yml', indented('getting-started.md', 'issuers:'))]);
    expect(run).toEqual({ code: 0, out: '0 errors, 0 warnings, 0 notices\n', err: '' });
  });

  it('for many teams, are what the entries would be in full', async () => {
    const [, text = ''] = /```yaml teams\.yml\n([\s\S]*?)```/.exec(readFileSync('docs/definitions.md', 'utf8')) ?? [];
    const path = cli.file(
      'teams.yml',
      `${text}${ACCOUNT('build-of-teams')}`.replaceAll('account: build\n', 'account: build-of-teams\n'),
    );
    const run = await cli.portunus(['apply', '-f', path, '--direct', '--yes']);
    expect([run.code, run.err]).toEqual([0, '']);
    expect((await cli.item('connector', 'team-a-images'))?.definition).toMatchObject({
      access: 'push',
      region: 'eu-west-1',
    });
    expect((await cli.item('connector', 'team-b-images'))?.definition).toMatchObject({
      access: 'pull',
      region: 'eu-west-1',
    });
  });
});

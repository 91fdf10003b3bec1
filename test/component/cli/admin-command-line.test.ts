// How the CLI is called: by npx, with help, wrongly, and into a pipe whose reader has gone.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Run, useCli } from '../../support/run-cli.ts';

const cli = useCli();
const exec = promisify(execFile);

function run(command: string, args: readonly string[], cwd = '.'): Promise<Run> {
  return exec(command, [...args], { cwd }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
}

describe('npx portunus', () => {
  it('gives clean standard output', async () => {
    const { code, out } = await run('npx', ['portunus', 'schema']);
    expect([code, JSON.parse(out).title]).toEqual([0, 'Definitions of Portunus']);
  });

  const checkout = (name: string): string => {
    const folder = join(cli.folder, name);
    mkdirSync(join(folder, 'cli'), { recursive: true });
    cpSync('cli/bin.mjs', join(folder, 'cli/bin.mjs'));
    return folder;
  };

  it('says in one line that nothing was installed', async () => {
    const folder = checkout('fresh');
    const err = `portunus: run "npm ci && npm run build" in ${folder}/ first\n`;
    expect(await run(process.execPath, ['cli/bin.mjs', 'schema'], folder)).toEqual({ code: 1, out: '', err });
  });

  it('says in one line that nothing was built', async () => {
    const folder = checkout('unbuilt');
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    const err = `portunus: run "npm run build" in ${folder}/ first\n`;
    expect(await run(process.execPath, ['cli/bin.mjs', 'schema'], folder)).toEqual({ code: 1, out: '', err });
  });

  it.each([
    ['>=999.0.0', 1],
    ['^22.22.2 || >=999.0.0', 1],
    ['>=999.0.0 || >=20.0.0', 0],
    [`^${process.versions.node}`, 0],
  ])('where Portunus needs Node.js %s it ends with %i, and a refusal says so', async (range, code) => {
    const folder = checkout(`node ${range.replaceAll(/\W/g, '-')}`);
    for (const path of ['node_modules', 'dist']) symlinkSync(resolve(path), join(folder, path));
    cpSync('node-version.mjs', join(folder, 'node-version.mjs'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', engines: { node: range } }));
    const { out, err, ...ended } = await run(process.execPath, ['cli/bin.mjs', '--version'], folder);
    const said = `Portunus needs Node.js ${range}, and this is ${process.version}. Install Node.js 24`;
    expect([ended.code, out === '', err.startsWith(said)]).toEqual([code, code === 1, code === 1]);
  });
});

describe('help', () => {
  const COMMANDS = [
    ...[
      'tables create',
      'apply',
      'get',
      'list',
      'delete',
      'history',
      'restore',
      'usage',
      'export',
      'explain',
      'schema',
      'init',
      'lint',
      'test',
    ],
    ...['jobs list', 'jobs run', 'jobs history'],
  ];

  it.each(COMMANDS)('of %s has an example of it', async (words) => {
    const { code, out } = await cli.portunus([...words.split(' '), '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`\nExamples:\n(?:  .*\n)*  (?:.*\\| )?npx portunus ${words}\\b`));
  });

  it('has every command under a heading, those of every day first', async () => {
    const { out } = await cli.portunus(['--help']);
    expect(out.match(/^\w.*:$/gm)).toEqual([
      'Options:',
      'Every day:',
      'Definitions:',
      'Roles and keys in AWS:',
      'Operation:',
      'Deployment:',
      'Commands:',
    ]);
    expect(out).toMatch(/^Every day:\n {2}login \[options\]/m);
    expect(out).toMatch(/^Commands:\n {2}help \[command\].*\n\nExit codes:/m);
  });

  it('names every command that there is, and the exit codes', async () => {
    const { code, out } = await cli.portunus(['--help']);
    expect(code).toBe(0);
    for (const words of COMMANDS) expect(out).toMatch(new RegExp(`^  ${words.split(' ')[0]} `, 'm'));
    expect(out).toContain('Exit codes: 0 done; 1 refused, or faults found; 2 for "--dry-run" with something\nto do');
    // A line of 80 columns fits every terminal.
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('a wrong command line ends with 64', () => {
  it.each([
    [['lnt'], /unknown command 'lnt'\n\(Did you mean lint\?\)/],
    [['lint', '-f', 'x', '--flie'], /unknown option '--flie'\n\(Did you mean --file\?\)/],
    [['lint'], /required option '-f, --file <paths\.\.\.>' not specified/],
    [['list', 'conector', '--direct'], /unknown kind conector: .*: did you mean connector\?/],
    [['init', '--ci', 'githb'], /--ci must be one of .*: did you mean github\?/],
    [['list', 'issuer', '-o', 'jsn'], /must be table or json: did you mean json\?/],
    [['apply', '-f', 'x', '--allow-empty', '--direct'], /--allow-empty goes with --prune/],
    [['list', 'issuer', '--sigv4', '--auth-token-file', 'x'], /--sigv4 and --auth-token-file: give one of them/],
    [['explain', '--connector', 'x1', '--action', 'ecr-logn', '--direct'], /: did you mean ecr-login\?/],
  ])('%j', async (args, message) => {
    const run = await cli.portunus(args);
    expect([run.code, run.out]).toEqual([64, '']);
    expect(run.err).toMatch(message);
  });
});

describe('a variable of the environment', () => {
  const schema = (variable: string) =>
    run('env', [`${variable}=x`, process.execPath, 'dist/cli/portunus.js', 'schema']);

  it('with a misspelled name gets a warning, and the command goes on', async () => {
    const { code, err } = await schema('PORTUNUS_TOKEN_STOR');
    expect([code, err]).toEqual([
      0,
      'portunus: warning: PORTUNUS_TOKEN_STOR is read by nothing: did you mean PORTUNUS_TOKEN_STORE?\n',
    ]);
  });

  it('that is like none of ours may be a job’s own', async () => {
    expect(await schema('PORTUNUS_OF_THE_SHOP')).toMatchObject({ code: 0, err: '' });
  });
});

describe('init', () => {
  it('prints steps that work as they are', async () => {
    const dir = join(cli.folder, 'it is mine');
    const { out } = await cli.portunus(['init', '--ci', 'github', '--dir', dir]);
    const [lint = '', test = '', apply = ''] = out.split('\n').filter((line) => line.startsWith('  '));
    for (const line of [lint, test]) {
      expect(await run('sh', ['-c', line])).toMatchObject({ code: 0, err: '' });
    }
    expect(apply).toBe(`  npx portunus apply -f '${dir}' --direct   # or --url https://… --auth-token-file FILE`);
  });

  it('names the program by its path to those who are elsewhere', async () => {
    const portunus = resolve('dist/cli/portunus.js');
    const { out } = await run(process.execPath, [portunus, 'init', '--ci', 'gitlab', '--dir', 'mine'], cli.folder);
    const [lint = ''] = out.split('\n').filter((line) => line.startsWith('  '));
    expect(lint).toMatch(/^ {2}node \S*dist\/cli\/portunus\.js lint -f mine$/);
    expect(await run('sh', ['-c', lint], cli.folder)).toMatchObject({ code: 0, err: '' });
  });

  it('into a folder under a file is refused in a line', async () => {
    const dir = join(cli.file('plain', ''), 'mine');
    const { code, out, err } = await cli.portunus(['init', '--ci', 'github', '--dir', dir]);
    expect([code, out, err]).toEqual([
      1,
      '',
      `portunus: ${dir}: a part of this path is a file, and no folder (ENOTDIR)\n`,
    ]);
  });

  it('in place of a file too', async () => {
    const dir = cli.file('plainer', '');
    const { code, err } = await cli.portunus(['init', '--ci', 'github', '--dir', dir]);
    expect([code, err]).toEqual([1, `portunus: ${dir}: a part of this path is a file, and no folder (ENOTDIR)\n`]);
  });
});

describe('export', () => {
  it('overwrites a file only if that was asked for', async () => {
    expect((await cli.portunus(['tables', 'create'])).code).toBe(0);
    const path = cli.file('backup.yml', 'precious: true\n');
    const refused = await cli.portunus(['export', '-f', path, '--direct']);
    expect(refused).toEqual({ code: 1, out: '', err: `portunus: ${path} is there already (--force overwrites it)\n` });
    const forced = await cli.portunus(['export', '-f', path, '--direct', '--force']);
    expect(forced).toEqual({ code: 0, out: '', err: '' });
    const printed = await cli.portunus(['export', '--direct']);
    expect(parse(printed.out)).toEqual({ issuers: [], accounts: [], connectors: [], refreshJobs: [] });
  });
});

it('a reader that has had enough is no fault', async () => {
  const { code, err } = await run('bash', ['-c', 'set -o pipefail; node dist/cli/portunus.js schema | head -c 10']);
  expect([code, err]).toEqual([0, '']);
});

// The script of a Docker host under the shells that it may meet, with an aws CLI that a test can have fail, and its units.
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AWS_CLI, createScratch, needing, type Scratch } from '../support/programs.ts';

const SCRIPT = resolve('clients/refresh/docker-config-from-secret');
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const STORED = `{"auths":{"${HOST}":{"auth":"QVdTOm9uZQ=="},"https://${HOST}":{"auth":"QVdTOm9uZQ=="}}}`;
const NEXT = STORED.replaceAll('QVdTOm9uZQ==', 'QVdTOnR3bw==');
const PRETTY = { auths: { 'registry.example.com': { auth: 'bWU6bXk=' } }, detachKeys: 'ctrl-e,e' };
/** All that the script may use: where a machine has no more than busybox, these are its applets. */
const TOOLS = ['sh', 'cat', 'chmod', 'cp', 'ls', 'mkdir', 'mktemp', 'mv', 'readlink', 'rm', 'sed'];

let scratch: Scratch;
beforeEach(() => {
  scratch = createScratch();
  mkdirSync(scratch.path('bin'));
});
afterEach(() => scratch.remove());

function file() {
  return scratch.path('docker/config.json');
}
function written() {
  return readFileSync(file(), 'utf8');
}
function modeOf(path: string) {
  return (statSync(path).mode & 0o777).toString(8);
}
function write(content: string) {
  mkdirSync(scratch.path('docker'), { recursive: true });
  scratch.write('docker/config.json', content);
}

/** An aws CLI that answers with a text, or fails. */
function stub(answer: string, status = 0) {
  scratch.write('answer', `${answer}\n`);
  scratch.script('bin/aws', `#!/bin/sh\n[ ${status} = 0 ] || exit ${status}\nexec cat '${scratch.path('answer')}'\n`);
}

function pathOf(name: string): string {
  return ['/usr/bin', '/bin'].map((folder) => `${folder}/${name}`).find((path) => existsSync(path)) ?? name;
}

/** Nothing is found but what stands in `bin`. */
function run(shell: string, env: Record<string, string> = {}, args: readonly string[] = []) {
  return scratch.run(pathOf(shell), [...args, SCRIPT], {
    env: { PATH: scratch.path('bin'), DOCKER_CONFIG: scratch.path('docker'), PORTUNUS_SECRET: 'some-secret', ...env },
  });
}
function link(names: readonly string[], target: (name: string) => string) {
  for (const name of names) symlinkSync(target(name), scratch.path(`bin/${name}`));
}

const OTHER_LOGINS = 'holds more than this login: install jq, or set DOCKER_CONFIG to a folder of its own';

const SHELLS: readonly (readonly [string, readonly string[], (name: string) => string])[] = [
  ['sh', [], pathOf],
  ['dash', [], pathOf],
  ['bash', ['--posix'], pathOf],
  ['busybox', ['sh'], () => pathOf('busybox')],
];
for (const [shell, args, target] of SHELLS) {
  const { skip, note } = needing(shell);
  describe.skipIf(skip)(`docker-config-from-secret under ${shell}${note}`, () => {
    const fetchLogin = (env?: Record<string, string>) => run(shell, env, args);
    beforeEach(() => link(TOOLS, target));

    it(`writes what is stored, for its owner alone`, async () => {
      stub(STORED);
      expect(await fetchLogin()).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(written()).toBe(`${STORED}\n`);
      expect([modeOf(scratch.path('docker')), modeOf(file())]).toEqual(['700', '600']);
    });

    it(`replaces what it wrote before, and leaves nothing beside it`, async () => {
      stub(STORED);
      await fetchLogin();
      stub(NEXT);
      expect(await fetchLogin()).toMatchObject({ status: 0 });
      expect(written()).toBe(`${NEXT}\n`);
      expect(readdirSync(scratch.path('docker'))).toEqual(['config.json']);
    });

    it.each([
      ['nothing', ''],
      ['no secret', 'None'],
      ['another format', '{"username":"AWS","password":"one"}'],
      ['half of it', STORED.slice(0, 100)],
      ['a page of a proxy', '<html><body>Please log in</body></html>'],
    ])(`keeps the old file where aws answers with %s`, async (_what, answer) => {
      write(`${STORED}\n`);
      stub(answer);
      const { status, stdout, stderr } = await fetchLogin();
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toContain('holds no docker config');
      expect(written()).toBe(`${STORED}\n`);
    });

    it('writes to where a link leads, and leaves the link', async () => {
      mkdirSync(scratch.path('docker'));
      mkdirSync(scratch.path('dotfiles'));
      symlinkSync('../dotfiles/config.json', file());
      stub(STORED);
      expect(await fetchLogin()).toMatchObject({ status: 0, stderr: '' });
      stub(NEXT);
      expect(await fetchLogin()).toMatchObject({ status: 0, stderr: '' });
      expect(readlinkSync(file())).toBe('../dotfiles/config.json');
      expect(readFileSync(scratch.path('dotfiles/config.json'), 'utf8')).toBe(`${NEXT}\n`);
      expect(readdirSync(scratch.path('docker'))).toEqual(['config.json']);
      expect(readdirSync(scratch.path('dotfiles'))).toEqual(['config.json']);
    });

    it('fails where a link leads nowhere', async () => {
      mkdirSync(scratch.path('docker'));
      symlinkSync('../no/such/config.json', file());
      stub(STORED);
      const { status, stderr } = await fetchLogin();
      expect([status, stderr]).toEqual([1, `docker-config-from-secret: ${file()} is a link that leads nowhere\n`]);
    });

    it("keeps the file's mode, and its owner where it may", async () => {
      write(`${STORED}\n`);
      chmodSync(file(), 0o640);
      const owner = process.getuid?.() === 0 ? 1000 : process.getuid?.();
      if (process.getuid?.() === 0) chownSync(file(), 1000, 1000);
      stub(NEXT);
      expect(await fetchLogin()).toMatchObject({ status: 0, stderr: '' });
      expect(written()).toBe(`${NEXT}\n`);
      expect([modeOf(file()), statSync(file()).uid]).toEqual(['640', owner]);
    });

    it(`keeps the old file where aws fails`, async () => {
      write(`${STORED}\n`);
      stub(NEXT, 255);
      const { status, stderr } = await fetchLogin();
      expect(status).toBe(1);
      expect(stderr).toBe(`docker-config-from-secret: some-secret can not be read: ${file()} stays as it is\n`);
      expect(written()).toBe(`${STORED}\n`);
      expect(readdirSync(scratch.path('docker'))).toEqual(['config.json']);
    });

    it.each([
      ['as docker writes it', JSON.stringify(PRETTY, null, '\t')],
      ['in one line', JSON.stringify({ auths: PRETTY.auths })],
      ['beside the old one', STORED.replace('{"auths":{', '{"auths":{"registry.example.com":{"auth":"bWU6bXk="},')],
    ])(`keeps another login %s, where there is no jq`, async (_what, content) => {
      write(content);
      stub(NEXT);
      const { status, stderr } = await fetchLogin();
      expect(status).toBe(1);
      expect(stderr).toContain(OTHER_LOGINS);
      expect(written()).toBe(content);
    });

    it.each([
      ['names no secret', { PORTUNUS_SECRET: '' }, 'PORTUNUS_SECRET is not set'],
      ['names an option', { PORTUNUS_SECRET: '--debug' }, 'PORTUNUS_SECRET is not the ARN or the name of a secret'],
      ['names no folder', { DOCKER_CONFIG: '', HOME: '' }, 'neither DOCKER_CONFIG nor HOME is set'],
    ])(`says what is missing where the environment %s`, async (_what, env, sentence) => {
      stub(STORED);
      const { status, stderr } = await fetchLogin(env);
      expect(status).toBe(1);
      expect(stderr).toContain(sentence);
      expect(existsSync(file())).toBe(false);
    });

    it(`says that there is no aws CLI`, async () => {
      expect(await fetchLogin()).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('aws CLI is not installed'),
      });
    });
  });
}

describe('docker-config-from-secret', () => {
  beforeEach(() => link(TOOLS, pathOf));

  // A move inside one folder is a rename, which is all or nothing; a copy would be seen in parts.
  it('moves a whole file of the same folder into place', async () => {
    write(`${STORED}\n`);
    stub(NEXT);
    unlinkSync(scratch.path('bin/mv'));
    scratch.script(
      'bin/mv',
      `#!/bin/sh\n{ echo "$@"; cat "$2" "$3"; } >'${scratch.path('moved')}'\nexec ${pathOf('mv')} "$@"\n`,
    );
    expect(await run('sh')).toMatchObject({ status: 0 });
    const [args = '', ...contents] = readFileSync(scratch.path('moved'), 'utf8').trimEnd().split('\n');
    expect(args.replace(/\.config\.json\.\w{6}/, '.config.json.XXXXXX')).toBe(
      `-f ${scratch.path('docker/.config.json.XXXXXX')} ${file()}`,
    );
    expect(contents).toEqual([NEXT, STORED]);
  });

  it('fails, and leaves the file, where the new one would be of another owner', async () => {
    write(`${STORED}\n`);
    stub(NEXT);
    unlinkSync(scratch.path('bin/cp'));
    scratch.script('bin/cp', `#!/bin/sh\nshift\nchmod 604 "$2"\n`);
    const { status, stderr } = await run('sh');
    expect([status, stderr]).toEqual([
      1,
      `docker-config-from-secret: ${file()} would change its owner or mode: run this as its owner, or as root\n`,
    ]);
    expect(written()).toBe(`${STORED}\n`);
    expect(readdirSync(scratch.path('docker'))).toEqual(['config.json']);
  });

  it('says of a folder that it is no file that can be read', async () => {
    mkdirSync(file(), { recursive: true });
    stub(STORED);
    const { status, stderr } = await run('sh');
    expect([status, stderr]).toEqual([
      1,
      `docker-config-from-secret: ${file()} is no file that can be read, and stays as it is\n`,
    ]);
    expect(readdirSync(scratch.path('docker'))).toEqual(['config.json']);
  });

  it('replaces a file that its owner may only read, and it stays so', async () => {
    write(`${STORED}\n`);
    chmodSync(file(), 0o400);
    stub(NEXT);
    scratch.write('script', readFileSync(SCRIPT, 'utf8'));
    const isRoot = process.getuid?.() === 0;
    // Root may write to every file.
    const [program = '', ...user] = isRoot
      ? ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups', 'sh']
      : ['sh'];
    if (isRoot)
      for (const name of ['', 'docker', 'docker/config.json', 'script', 'answer', 'bin', 'bin/aws'])
        chownSync(scratch.path(name), 1000, 1000);
    const env = { PATH: scratch.path('bin'), DOCKER_CONFIG: scratch.path('docker'), PORTUNUS_SECRET: 'some-secret' };
    const ran = await scratch.run(pathOf(program), [...user, scratch.path('script')], { env });
    expect(ran).toEqual({ status: 0, stdout: '', stderr: '' });
    expect([written(), modeOf(file())]).toEqual([`${NEXT}\n`, '400']);
  });

  it('leaves the old file, and nothing beside it, where the disk is full', async () => {
    write(`${STORED}\n`);
    stub(NEXT);
    unlinkSync(scratch.path('bin/mv'));
    scratch.script('bin/mv', '#!/bin/sh\necho "mv: No space left on device" >&2\nexit 1\n');
    expect(await run('sh')).toMatchObject({ status: 1 });
    expect(written()).toBe(`${STORED}\n`);
    expect(readdirSync(scratch.path('docker'))).toEqual(['config.json']);
  });

  it('shows the login to no program that it starts', async () => {
    stub(STORED);
    for (const name of TOOLS.filter((tool) => tool !== 'sh')) {
      unlinkSync(scratch.path(`bin/${name}`));
      const log = scratch.path('started');
      scratch.script(`bin/${name}`, `#!/bin/sh\necho ${name} "$@" >>'${log}'\nexec ${pathOf(name)} "$@"\n`);
    }
    expect(await run('sh')).toMatchObject({ status: 0 });
    const started = readFileSync(scratch.path('started'), 'utf8');
    expect(started).toContain('mktemp ');
    expect(started).not.toContain('QVdTOm9uZQ');
  });
});

{
  const { skip, note } = needing('jq');
  describe.skipIf(skip)(`docker-config-from-secret with jq${note}`, () => {
    beforeEach(() => link([...TOOLS, 'jq'], pathOf));

    it('keeps other logins and settings', async () => {
      write(JSON.stringify(PRETTY, null, '\t'));
      chmodSync(file(), 0o600);
      stub(STORED);
      expect(await run('sh')).toMatchObject({ status: 0, stderr: '' });
      expect(JSON.parse(written())).toEqual({ ...PRETTY, auths: { ...PRETTY.auths, ...JSON.parse(STORED).auths } });
      expect(modeOf(file())).toBe('600');
    });

    it('replaces the old login with the new one', async () => {
      write(JSON.stringify({ ...PRETTY, auths: { ...PRETTY.auths, ...JSON.parse(STORED).auths } }));
      stub(NEXT);
      expect(await run('sh')).toMatchObject({ status: 0 });
      expect(JSON.parse(written())).toEqual({ ...PRETTY, auths: { ...PRETTY.auths, ...JSON.parse(NEXT).auths } });
    });

    it('says beside a credential store who does not find the login', async () => {
      write(JSON.stringify({ credsStore: 'desktop' }));
      stub(STORED);
      const said = `${file()} has a credsStore, so programs other than docker do not find this login`;
      expect(await run('sh')).toEqual({ status: 0, stdout: '', stderr: `docker-config-from-secret: ${said}\n` });
      expect(JSON.parse(written())).toEqual({
        credsStore: 'desktop',
        credHelpers: { [HOST]: '' },
        auths: JSON.parse(STORED).auths,
      });
    });

    it('keeps another login in a file of one line', async () => {
      write(JSON.stringify({ auths: PRETTY.auths }));
      stub(STORED);
      expect(await run('sh')).toMatchObject({ status: 0 });
      expect(JSON.parse(written())).toEqual({ auths: { ...PRETTY.auths, ...JSON.parse(STORED).auths } });
    });

    it('adds to a file without logins', async () => {
      write('{"credHelpers": {"public.ecr.aws": "portunus"}}');
      stub(STORED);
      expect(await run('sh')).toMatchObject({ status: 0 });
      expect(JSON.parse(written())).toEqual({
        credHelpers: { 'public.ecr.aws': 'portunus' },
        auths: JSON.parse(STORED).auths,
      });
    });

    it.each(['', ' \n', 'null'])('takes the file %j for one that holds nothing, as docker does', async (content) => {
      write(content);
      stub(STORED);
      expect(await run('sh')).toMatchObject({ status: 0 });
      expect(JSON.parse(written())).toEqual(JSON.parse(STORED));
    });

    it.each([
      ['no JSON', 'auths:\n  none: {}\n'],
      ['half a file', '{"auths": {\n'],
      ['a list', '[]\n'],
      ['two values', '{}\n{}\n'],
    ])('keeps %s as it is, and fails', async (_what, content) => {
      write(content);
      stub(STORED);
      const { status, stderr } = await run('sh');
      expect(status).toBe(1);
      expect(stderr).toContain(`${file()} is not the JSON of a docker config, and stays as it is`);
      expect(written()).toBe(content);
      expect(readdirSync(scratch.path('docker'))).toEqual(['config.json']);
    });
  });
}

{
  const { skip, note } = needing(AWS_CLI);
  describe.skipIf(skip)(`docker-config-from-secret with Debian's aws CLI${note}`, () => {
    it('fails and keeps the old file while AWS is away', async () => {
      link(TOOLS, pathOf);
      write(`${STORED}\n`);
      const nobody = 'http://127.0.0.1:1';
      scratch.script('bin/aws', `#!/bin/sh\nPATH=/usr/bin:/bin exec ${AWS_CLI} --endpoint-url ${nobody} "$@"\n`);
      const keys = { AWS_ACCESS_KEY_ID: 'AKIADOCKERHOST000001', AWS_SECRET_ACCESS_KEY: 'key-of-a-docker-host' };
      const { status, stderr } = await run('sh', { ...keys, AWS_MAX_ATTEMPTS: '1' });
      expect(status).toBe(1);
      expect(stderr).toContain('Could not connect to the endpoint URL');
      expect(stderr).toContain(`some-secret can not be read: ${file()} stays as it is`);
      expect(written()).toBe(`${STORED}\n`);
    });
  });
}

{
  const { skip, note } = needing('systemd-analyze');
  describe.skipIf(skip)(`the units${note}`, () => {
    const UNITS = ['portunus-docker-config.service', 'portunus-docker-config.timer'];
    /** The program is installed on no machine of a test. */
    const unit = (name: string) =>
      readFileSync(`clients/refresh/${name}`, 'utf8').replace('/usr/local/bin/docker-config-from-secret', SCRIPT);

    it('are right by systemd itself, which has nothing to say of them', async () => {
      const files = UNITS.map((name) => scratch.write(name, unit(name)));
      const { status, stdout, stderr } = await scratch.run('systemd-analyze', ['verify', '--man=no', ...files]);
      expect([status, stdout, stderr]).toEqual([0, '', '']);
    });

    it('are told which line is wrong', async () => {
      const [name = ''] = UNITS;
      const file = scratch.write(name, unit(name).replace('UMask=', 'Umasks='));
      const { stderr } = await scratch.run('systemd-analyze', ['verify', '--man=no', file]);
      expect(stderr).toContain("Unknown key 'Umasks' in section [Service]");
    });

    it('run the script that is installed, as often as the page says', () => {
      const [service = '', timer = ''] = UNITS.map((name) => readFileSync(`clients/refresh/${name}`, 'utf8'));
      expect(service).toContain('\nExecStart=/usr/local/bin/docker-config-from-secret\n');
      expect(timer).toContain('\nOnCalendar=*:0/10\n');
    });
  });
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Api,
  answer,
  DASH,
  type Home,
  makeHome,
  type Run,
  runClient,
  SHELLS,
  startApi,
} from '../../support/clients.ts';

const MOUNTED = '/var/run/secrets/tokens/portunus';
const NOWHERE =
  'portunus-token: no token in PORTUNUS_TOKEN_FILE, PORTUNUS_TOKEN, BITBUCKET_STEP_OIDC_TOKEN, ' +
  'ACTIONS_ID_TOKEN_REQUEST_URL, PORTUNUS_ID_TOKEN, CIRCLE_OIDC_TOKEN_V2, CIRCLE_OIDC_TOKEN, buildkite-agent, ' +
  `${MOUNTED}\n`;

let home: Home;
let api: Api;
beforeAll(async () => {
  home = makeHome();
  api = await startApi(answer(200, '{"count":1,"value":"github.id.token"}'));
});
afterAll(async () => {
  await api.stop();
  home.remove();
});
beforeEach(() => {
  api.seen.length = 0;
});

function token(run: Run) {
  return runClient('portunus-token', run);
}
function github() {
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${api.url}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner.request.token',
    PORTUNUS_URL: 'https://portunus.example',
  };
}
function buildkite() {
  const script = `#!/bin/sh\n[ "$*" = 'oidc request-token --audience https://portunus.example' ] && echo agent.id.token\n`;
  return join(home.write('bin/buildkite-agent', script, 0o755), '..');
}
/** The script, with another place for the mounted token than one that only root can write to. */
function mountedAt(file: string): string {
  const text = readFileSync('clients/portunus-token', 'utf8');
  expect(text.split(`MOUNTED=${MOUNTED}\n`)).toHaveLength(2);
  home.write('portunus-request.sh', readFileSync('clients/portunus-request.sh', 'utf8'));
  return home.write('portunus-token', text.replace(`MOUNTED=${MOUNTED}\n`, `MOUNTED=${file}\n`));
}

describe.each(SHELLS)('portunus-token in $name', (shell) => {
  it('takes the first source that has one, in this order', async () => {
    const sources: Record<string, Record<string, string>> = {
      'from.a.file': { PORTUNUS_TOKEN_FILE: home.write('token', 'from.a.file\n') },
      'a.variable.token': { PORTUNUS_TOKEN: 'a.variable.token' },
      'bitbucket.id.token': { BITBUCKET_STEP_OIDC_TOKEN: 'bitbucket.id.token' },
      'github.id.token': github(),
      'gitlab.id.token': { PORTUNUS_ID_TOKEN: 'gitlab.id.token' },
      'circle.v2.token': { CIRCLE_OIDC_TOKEN_V2: 'circle.v2.token' },
      'circle.v1.token': { CIRCLE_OIDC_TOKEN: 'circle.v1.token' },
      'agent.id.token': { PORTUNUS_URL: 'https://portunus.example' },
      'mounted.pod.token': {},
    };
    const script = mountedAt(home.write('mounted', 'mounted.pod.token'));
    const left = Object.keys(sources);
    for (const expected of Object.keys(sources)) {
      const env = Object.assign({}, ...left.map((name) => sources[name]));
      const firstPath = left.includes('agent.id.token') ? { firstPath: buildkite() } : {};
      const outcome = await token({ shell, env, script, ...firstPath });
      expect(outcome).toEqual({ code: 0, stdout: `${expected}\n`, stderr: '' });
      left.shift();
    }
  });

  it('says in one line where it looked', async () => {
    // A code of its own, by which the docker helper knows that there is no token from one that can't be had.
    expect(await token({ shell })).toEqual({ code: 3, stdout: '', stderr: NOWHERE });
  });

  it('passes over variables that are empty, and an agent that has none outside of a job', async () => {
    const firstPath = join(home.write('failing/buildkite-agent', '#!/bin/sh\necho secret >&2\nexit 1\n', 0o755), '..');
    const env = { PORTUNUS_TOKEN_FILE: '', PORTUNUS_TOKEN: '', CIRCLE_OIDC_TOKEN: '', PORTUNUS_AUDIENCE: 'x' };
    expect(await token({ shell, env, firstPath })).toEqual({ code: 3, stdout: '', stderr: NOWHERE });
    const inJob = await token({ shell, env: { ...env, BUILDKITE_JOB_ID: '0190' }, firstPath });
    expect(inJob).toEqual({ code: 1, stdout: '', stderr: 'portunus-token: buildkite-agent gave no token\n' });
  });

  it.each([
    'a"b',
    "a'b",
    'a\nurl = "http://evil.example"',
    'a$(touch /tmp/portunus-was-here)',
    'a`id`',
    'a\\nb',
    'a b',
    'a\u00e9',
  ])('refuses the token %j without showing it', async (bad) => {
    const said = 'portunus-token: PORTUNUS_TOKEN has characters that no token has\n';
    expect(await token({ shell, env: { PORTUNUS_TOKEN: bad } })).toEqual({ code: 1, stdout: '', stderr: said });
    const PORTUNUS_TOKEN_FILE = home.write('bad', bad);
    const ofFile = 'portunus-token: PORTUNUS_TOKEN_FILE has characters that no token has\n';
    expect(await token({ shell, env: { PORTUNUS_TOKEN_FILE } })).toEqual({ code: 1, stdout: '', stderr: ofFile });
  });
});

describe.each(SHELLS)('a token as it is left by editors and secret stores, in $name', (shell) => {
  it.each([
    ['a line feed', 'a.b.c\n'],
    ['CR and LF', 'a.b.c\r\n'],
    ['blanks and empty lines', '\n \ta.b.c \t\r\n\r\n'],
    ['a byte order mark', '\ufeffa.b.c\n'],
    ['a byte order mark and a blank', '\ufeff a.b.c'],
  ])('is taken with %s', async (_what, text) => {
    const PORTUNUS_TOKEN_FILE = home.write('left', text);
    for (const env of [{ PORTUNUS_TOKEN_FILE }, { PORTUNUS_TOKEN: text }]) {
      expect(await token({ shell, env })).toEqual({ code: 0, stdout: 'a.b.c\n', stderr: '' });
    }
  });

  it.each([
    ['UTF-16', Buffer.from('\ufeffa.b.c\r\n', 'utf16le'), 'is UTF-16: write it as UTF-8'],
    ['quotes', Buffer.from('"a.b.c"\n'), 'is in quotes: leave them off'],
    ['a scheme', Buffer.from('Bearer a.b.c\n'), 'begins with Bearer: leave that off'],
    ['a BOM inside', Buffer.from('a.b\ufeff.c\n'), 'has characters that no token has'],
  ])('is refused in %s, with what to do', async (_what, bytes, line) => {
    const PORTUNUS_TOKEN_FILE = home.write('left', '');
    writeFileSync(PORTUNUS_TOKEN_FILE, bytes);
    const stderr = `portunus-token: PORTUNUS_TOKEN_FILE ${line}\n`;
    expect(await token({ shell, env: { PORTUNUS_TOKEN_FILE } })).toEqual({ code: 1, stdout: '', stderr });
  });
});

describe('portunus-token', () => {
  it('does not pass over a file that it was given', async () => {
    const env = { PORTUNUS_TOKEN: 'other.id.token' };
    const failure = async (file: string) => (await token({ env: { ...env, PORTUNUS_TOKEN_FILE: file } })).stderr;
    expect(await failure('/no/such')).toBe('portunus-token: PORTUNUS_TOKEN_FILE: can not read /no/such\n');
    expect(await failure(home.folder)).toBe(`portunus-token: PORTUNUS_TOKEN_FILE: can not read ${home.folder}\n`);
    const empty = home.write('empty', '\n');
    expect(await failure(empty)).toBe(`portunus-token: PORTUNUS_TOKEN_FILE: ${empty} is empty\n`);
  });

  it('asks GitHub for a token for Portunus, with the token of the runner', async () => {
    await token({ env: { ...github(), PORTUNUS_URL: 'https://portunus.example/' } });
    await token({ env: { ...github(), PORTUNUS_AUDIENCE: 'portunus' } });
    const asked = (audience: string) => ({
      method: 'GET',
      url: `/token?api-version=2.0&audience=${audience}`,
      authorization: 'Bearer runner.request.token',
    });
    const seen = api.seen.map(({ url = '', ...rest }) => ({ ...rest, url: decodeURIComponent(url) }));
    expect(seen).toEqual([asked('https://portunus.example'), asked('portunus')]);
  });

  it.each([
    [answer(403, '{"value":"other.id.token"}'), 'GitHub gave no token: it answered 403'],
    [answer(302, '', { location: 'http://127.0.0.1:1/' }), 'GitHub gave no token: it answered 302'],
    [answer(200, '<html>'), 'GitHub answered without a token'],
    [answer(200, '{"value":"a$(id)"}'), 'the answer of GitHub has characters that no token has'],
  ])('fails where GitHub fails (%#)', async (fault, line) => {
    api.next(fault);
    const env = { ...github(), CIRCLE_OIDC_TOKEN: 'circle.v1.token' };
    expect(await token({ env })).toEqual({ code: 1, stdout: '', stderr: `portunus-token: ${line}\n` });
  });

  it.each([
    ['PORTUNUS_URL', '', 'PORTUNUS_AUDIENCE and PORTUNUS_URL are not set, and a token needs an audience'],
    ['PORTUNUS_AUDIENCE', 'a"\noutput = "/tmp/x', 'the audience has characters that none has'],
    ['ACTIONS_ID_TOKEN_REQUEST_URL', 'http://x/"\noutput = "/tmp/x', 'ACTIONS_ID_TOKEN_REQUEST_URL is not an address'],
    [
      'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
      'a"\nurl = "x',
      'ACTIONS_ID_TOKEN_REQUEST_TOKEN has characters that no token has',
    ],
  ])('refuses %s=%j', async (name, value, line) => {
    const env = { ...github(), [name]: value };
    expect(await token({ env })).toEqual({ code: 1, stdout: '', stderr: `portunus-token: ${line}\n` });
    expect(api.seen).toEqual([]);
  });

  it('does not read the .curlrc of the user', async () => {
    home.write('.curlrc', 'include\nverbose\n');
    expect(await token({ env: { ...home.env, ...github() } })).toMatchObject({
      stdout: 'github.id.token\n',
      stderr: '',
    });
  });

  it('runs by its first line as well', async () => {
    const shell = { ...DASH, command: ['env'] };
    expect(await token({ shell, env: { PORTUNUS_TOKEN: 'a.b.c' } })).toMatchObject({ code: 0, stdout: 'a.b.c\n' });
  });
});

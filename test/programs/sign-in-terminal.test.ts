// A sign-in in a terminal: what a person sees, what opens in their browser, and what Ctrl-C leaves behind.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI_CLIENT_ID, type SignInProvider, startSignInProvider } from '../../local/sign-in/provider.ts';
import { useAdminCli } from '../support/admin-cli.ts';
import { eventually } from '../support/eventually.ts';
import { browse } from '../support/person-in-browser.ts';
import { createScratch, needing, type Scratch } from '../support/programs.ts';

const { skip, note } = needing('python3');

/** Runs a program in a terminal of its own, and ends as it does. */
const IN_TERMINAL = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])) % 256)';

describe.skipIf(skip)(`a sign-in in a terminal${note}`, () => {
  const cli = useAdminCli();
  let scratch: Scratch;
  let provider: SignInProvider;

  beforeAll(async () => {
    scratch = createScratch();
    scratch.script(
      'xdg-open',
      `#!/bin/sh\nprintf '%s' "$*" > "$HOME/opened.new" && mv "$HOME/opened.new" "$HOME/opened"\n`,
    );
    provider = await startSignInProvider();
    const issuer = { id: 'terminal', url: provider.url, jwks: provider.jwks, kind: 'user', algorithms: ['ES256'] };
    const client = { audiences: [CLI_CLIENT_ID], cliClientId: CLI_CLIENT_ID, require: { token_use: ['id'] } };
    await cli.apply({ issuers: [{ ...issuer, ...client, groupsClaim: 'groups' }] });
  });
  afterAll(async () => {
    await provider.stop();
    scratch.remove();
  });

  function start(args: readonly string[], more: Record<string, string> = {}) {
    const home = scratch.path('');
    const env = { HOME: home, PATH: `${home}:${process.env.PATH}`, TERM: 'xterm', PORTUNUS_URL: cli.api.url, ...more };
    const child = spawn('python3', ['-c', IN_TERMINAL, process.execPath, 'dist/cli/portunus.js', ...args], { env });
    let shown = '';
    child.stdout.on('data', (chunk) => {
      shown += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    return { type: (keys: string) => child.stdin.write(keys), shown: () => shown, ended };
  }

  const opened = () => readFileSync(scratch.path('opened'), 'utf8');

  it.each([
    ['with a code', []],
    ['with the browser', ['--browser']],
  ])('opens the page %s, and tells who signed in', async (_how, args) => {
    await scratch.run('rm', ['-f', 'opened']);
    const login = start(['login', ...args], { DISPLAY: ':0' });
    const page = await eventually(opened);
    expect(page).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/(?:device\?user_code=[A-Z-]{9}|auth\?\S+)$/);
    await browse(page, { person: 'dana' });
    expect([await login.ended, login.shown()]).toEqual([
      0,
      expect.stringContaining('Signed in as dana@people.example (dana) at terminal.\r\n'),
    ]);
    // Nothing but text and the ends of lines.
    expect(login.shown()).toMatch(/^[\x20-\x7e\r\n]*$/);
    expect(login.shown()).not.toContain('eyJ');

    const whoami = start(['whoami']);
    expect([await whoami.ended, whoami.shown()]).toEqual([0, expect.stringContaining('Groups: shop-developers\r\n')]);
    const logout = start(['logout']);
    expect([await logout.ended, logout.shown()]).toEqual([0, expect.stringContaining('removed from this machine')]);
  });

  it('ends at Ctrl-C, and keeps nothing', async () => {
    const login = start(['login']);
    await eventually(() => expect(login.shown()).toContain('enter the code'));
    login.type('\u0003');
    expect(await login.ended).not.toBe(0);
    const whoami = start(['whoami']);
    expect([await whoami.ended, whoami.shown()]).toEqual([64, expect.stringContaining('run portunus login')]);
  });
});

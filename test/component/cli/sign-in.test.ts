// People sign in from a terminal, at a provider that is not of our making: oidc-provider, and a person with a browser.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signIn as signInAt } from '../../../cli/sign-in/sign-in.ts';
import { CLI_CLIENT_ID, type SignInProvider, startSignInProvider } from '../../../local/sign-in/provider.ts';
import { useAdminCli } from '../../support/admin-cli.ts';
import { browse, type Decisions } from '../../support/person-in-browser.ts';
import type { Run } from '../../support/run-cli.ts';

const cli = useAdminCli();
const home = mkdtempSync(join(tmpdir(), 'portunus-sign-in-'));
const state = join(home, 'portunus');
const file = join(state, 'sign-ins.json');

let provider: SignInProvider;
/** What the provider is told in each test. */
let codeLife = 600;

const ISSUER = {
  id: 'terminal',
  kind: 'user',
  audiences: [CLI_CLIENT_ID],
  cliClientId: CLI_CLIENT_ID,
  require: { token_use: ['id'] },
  algorithms: ['ES256'],
  groupsClaim: 'groups',
  adminGroups: ['portunus-admins'],
};

beforeAll(async () => {
  provider = await startSignInProvider({ configuration: { ttl: { ...TTL, DeviceCode: () => codeLife } } });
  await cli.apply({ issuers: [{ ...ISSUER, url: provider.url, jwks: provider.jwks }] });
});
beforeEach(() => rmSync(state, { recursive: true, force: true }));
afterAll(async () => {
  await provider.stop();
  rmSync(home, { recursive: true, force: true });
});

const TTL = {
  AccessToken: 600,
  Grant: 86_400,
  IdToken: 600,
  Interaction: 600,
  RefreshToken: 86_400,
  Session: 86_400,
};

const OWN = { XDG_STATE_HOME: home, PORTUNUS_TOKEN_STORE: 'file', PORTUNUS_TOKEN: '' };

/** Runs a command that asks a person for nothing. */
function run(...args: readonly string[]): Promise<Run> {
  return cli.portunus(args, OWN);
}

/** Runs the command, and lets a person answer what it asks for in a browser. */
function login(decisions: Decisions, ...args: readonly string[]): Promise<Run> {
  const env = { PATH: process.env.PATH ?? '', PORTUNUS_URL: cli.api.url, ...OWN };
  const child = spawn(process.execPath, ['dist/cli/portunus.js', 'login', ...args], { env });
  const said = { out: '', err: '' };
  let isAnswered = false;
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
    const [page] = /http:\/\/127\.0\.0\.1:\d+\/(?:device(?=\n)|auth\S+)/.exec(said.out) ?? [];
    const [, code] = /enter the code (\S+)/.exec(said.out) ?? [];
    if (isAnswered || page === undefined || (page.endsWith('/device') && code === undefined)) return;
    isAnswered = true;
    void browse(page, { ...decisions, ...(code !== undefined && { code }) });
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code: code ?? -1, ...said }));
  });
}

interface Stored {
  readonly service: string;
  readonly issuer: Readonly<Record<string, unknown>>;
  readonly tokens: { readonly idToken: string; readonly refreshToken?: string };
}

function stored(): readonly Stored[] {
  return JSON.parse(readFileSync(file, 'utf8')).signIns;
}

/** Changes what is stored, as time or somebody would. */
function change(edit: (one: Stored) => object): void {
  writeFileSync(file, JSON.stringify({ signIns: stored().map(edit) }));
}

/** A token whose end has come. Nobody looks at its signature, because it is never shown. */
const ENDED = `e30.${Buffer.from('{"sub":"ada","iat":1,"exp":2}').toString('base64url')}.e30`;

function end(): void {
  change((one) => ({ ...one, tokens: { ...one.tokens, idToken: ENDED } }));
}

async function signIn(): Promise<void> {
  expect((await login({ person: 'ada' }, '--browser')).code).toBe(0);
}

describe('portunus login', () => {
  it('signs a person in by a code that is entered elsewhere', async () => {
    const { code, out, err } = await login({ person: 'ada' });
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^Open http:\/\/127\.0\.0\.1:\d+\/device\nand enter the code [A-Z]{4}-[A-Z]{4} within 10 minutes\.\n/,
    );
    expect(out).toContain('Signed in as ada@people.example (ada) at terminal.\n');
    expect(out).toContain(`No keychain took your sign-in, so it is in ${state}, which only you can read.\n`);
    expect([statSync(state).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
    const [{ tokens } = { tokens: undefined }] = stored();
    for (const token of [tokens?.idToken, tokens?.refreshToken]) expect(out).not.toContain(String(token));

    const who = await run('whoami');
    expect(who.out).toMatch(
      /^You are ada@people\.example \(ada\) of terminal\.\nOne of your groups administers it\.\nGroups: portunus-admins\nYour token ends at \S+, and is renewed by itself\.\n$/,
    );
    // Every command that goes to the API shows the sign-in.
    const list = await run('list', 'account', '-o', 'json');
    expect(JSON.parse(list.out)).toMatchObject([{ id: 'build' }]);
  });

  it('signs a person in by the browser of this machine', async () => {
    const { code, out, err } = await login({ person: 'dana' }, '--browser');
    expect([code, err]).toEqual([0, '']);
    const address = new URL(/http\S+\/auth\S+/.exec(out)?.[0] ?? '');
    expect(Object.fromEntries(address.searchParams)).toEqual({
      client_id: 'portunus-cli',
      response_type: 'code',
      scope: 'openid profile email offline_access',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect(out).toContain('Signed in as dana@people.example (dana) at terminal.\n');
    expect((await run('whoami')).out).toContain('Groups: shop-developers\n');
  });

  it('keeps one sign-in for each service and issuer, and shows none to another service', async () => {
    await signIn();
    await signIn();
    expect(stored()).toHaveLength(1);
    const elsewhere = await run('whoami', '--url', cli.api.url.replace('127.0.0.1', 'localhost'));
    expect([elsewhere.code, elsewhere.err]).toEqual([
      64,
      'portunus: no credentials: run portunus login, or give --auth-token-file, PORTUNUS_TOKEN, --sigv4 or --web-identity\n',
    ]);
  });

  it('says that the person said no', async () => {
    const message = /^portunus: the sign-in was denied at terminal: by you, or because .* \(access_denied.*\)\n$/;
    const [byCode, byBrowser, notMine] = await Promise.all([
      login({}),
      login({}, '--browser'),
      login({ isMine: false }),
    ]);
    for (const { code, err } of [byCode, byBrowser, notMine]) {
      expect(err).toMatch(message);
      expect(code).toBe(1);
    }
    expect(readdirSync(home)).toEqual([]);
  });

  it('says that nobody entered the code in time', async () => {
    codeLife = 2;
    const { code, err } = await run('login');
    codeLife = 600;
    expect(err).toMatch(/^portunus: nobody entered the code in time: run portunus login again \(expired_token.*\)\n$/);
    expect(code).toBe(1);
  });

  it('says that the provider does not know the client', async () => {
    const wrong = { ...ISSUER, url: provider.url, cliClientId: 'another', scopes: ['openid'], maxTokenAgeSeconds: 600 };
    const failed = await signInAt(wrong, { port: 0, timeout: 1 }, () => {}).catch((error) => error.lines);
    expect(failed).toEqual([
      expect.stringMatching(
        /^terminal does not know the client another, or it wants a secret: an administrator checks cliClientId \(invalid_client.*\)$/,
      ),
    ]);
  });

  it('says that the browser was closed', async () => {
    const { code, err } = await run('login', '--browser', '--timeout', '1');
    expect([code, err]).toEqual([1, 'portunus: nobody signed in within 1 seconds: run portunus login again\n']);
  });
});

describe('a sign-in that has ended', () => {
  it('is renewed, and the refresh token with it', async () => {
    await signIn();
    const [before] = stored();
    end();
    expect((await run('whoami')).code).toBe(0);
    const [after] = stored();
    expect(after?.tokens.idToken).not.toBe(ENDED);
    expect(after?.tokens.refreshToken).not.toBe(before?.tokens.refreshToken);
  });

  it('is renewed once by two commands at a time, which both go on with it', async () => {
    await signIn();
    end();
    const runs = await Promise.all([run('whoami'), run('whoami'), run('whoami')]);
    expect(runs.map(({ code, err }) => [code, err])).toEqual(runs.map(() => [0, '']));
    // A refresh token that is shown twice would have ended the whole sign-in at this provider.
    end();
    expect((await run('whoami')).code).toBe(0);
  });

  it('is renewed where the service refuses a token that looks good, and once alone', async () => {
    await signIn();
    const good = stored()[0]?.tokens.idToken ?? '';
    const forged = `${good.slice(0, good.lastIndexOf('.'))}.${'A'.repeat(86)}`;
    change((one) => ({ ...one, tokens: { ...one.tokens, idToken: forged } }));
    expect((await run('whoami')).code).toBe(0);
    expect(stored()[0]?.tokens.idToken).not.toBe(forged);
  });

  it('is told, where the service refuses every token of it', async () => {
    await signIn();
    const refusing = createServer((_request, response) => {
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"code":"token_rejected","requestId":"r-1"}');
    });
    await once(refusing.listen(0, '127.0.0.1'), 'listening');
    const service = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`;
    change((one) => ({ ...one, service }));
    const refused = await run('whoami', '--url', service);
    change((one) => ({ ...one, tokens: { ...one.tokens, refreshToken: 'worthless' } }));
    const ended = await run('whoami', '--url', service);
    refusing.close();
    expect([refused, ended].map(({ code, err }) => [code, err])).toEqual([
      [
        1,
        'portunus: the service does not accept your sign-in, not even a renewed one (request r-1): run portunus login again\n',
      ],
      [1, 'portunus: your sign-in at terminal has ended: run portunus login again\n'],
    ]);
  });

  it('is told, where it can not be renewed', async () => {
    await signIn();
    change((one) => ({ ...one, tokens: { idToken: ENDED, refreshToken: 'worthless' } }));
    const ended = 'portunus: your sign-in at terminal has ended: run portunus login again\n';
    expect(await run('whoami')).toEqual({ code: 1, out: '', err: ended });
    change((one) => ({ ...one, tokens: { idToken: ENDED } }));
    expect(await run('whoami')).toEqual({ code: 1, out: '', err: ended });
  });
});

describe('portunus logout', () => {
  it('removes the sign-in, and takes the refresh token back at the provider', async () => {
    await signIn();
    const kept = readFileSync(file, 'utf8');
    const { code, out } = await run('logout');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Your sign-in is removed from this machine\.\nTo sign out of terminal in your browser too, open http:\S+\/session\/end\?client_id=portunus-cli\n$/,
    );
    expect(stored()).toEqual([]);
    expect((await run('whoami')).code).toBe(64);
    // Who has copied the file before can't renew anything.
    writeFileSync(file, kept);
    end();
    expect((await run('whoami')).err).toContain('has ended');
  });

  it('has nothing to do for who is not signed in', async () => {
    expect(await run('logout')).toEqual({ code: 0, out: 'You are not signed in here.\n', err: '' });
  });
});

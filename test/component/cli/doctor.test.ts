// The command that says what is wrong, on machines where one thing is.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { generate } from 'selfsigned';
import { beforeEach, describe, expect, it } from 'vitest';
import { useAdminCli } from '../../support/admin-cli.ts';
import { freePort } from '../../support/free-port.ts';
import { runPortunus } from '../../support/run-cli.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const HELPER = resolve('clients/docker-credential-portunus');

const cli = useAdminCli();
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(cli.folder, 'home-'));
});

const doctor = async (args: readonly string[] = [], overrides: Record<string, string> = {}) => {
  const own = { HOME: home, DOCKER_CONFIG: home, PORTUNUS_TOKEN: await cli.aws.issuer.mint(), ...overrides };
  return cli.portunus(['doctor', ...args], own);
};
/** Each line as status and check, with what it says. */
const linesOf = (out: string): Record<string, string> =>
  Object.fromEntries(
    [...out.matchAll(/^(pass|warn|fail|skip) +([a-z-]+) +(.*)$/gm)].map(([, status, check, detail]) => [
      String(check),
      `${status} ${detail}`,
    ]),
  );
const faultsOf = (out: string) =>
  Object.entries(linesOf(out))
    .filter(([, line]) => /^(?:fail|warn)/.test(line))
    .map(([check]) => check);

describe('portunus doctor', () => {
  it('has nothing to say against what is right, and prints no token', async () => {
    const token = await cli.aws.issuer.mint();
    const { code, out, err } = await doctor(['--connector', 'shop-images'], { PORTUNUS_TOKEN: token });
    expect([code, err, faultsOf(out)]).toEqual([0, '', []]);
    expect(linesOf(out)).toMatchObject({
      address: `pass ${cli.api.url} (PORTUNUS_URL)`,
      dns: 'pass 127.0.0.1 is an address',
      credentials: 'pass the token in PORTUNUS_TOKEN',
      token: expect.stringMatching(
        /^pass iss https:\/\/ci\.portunus\.example, aud https:\/\/portunus\.example, sub repo:/,
      ),
      caller: expect.stringMatching(/^pass repo:acme\/shop\S+, a workload of demo-ci$/),
      grant: 'pass shop-images serves ecr',
      'docker-config': expect.stringContaining('is not there yet'),
    });
    for (const part of token.split('.')) expect(out).not.toContain(part);
  });

  it('gives the same as JSON', async () => {
    const { checks } = JSON.parse((await doctor(['-o', 'json'])).out);
    expect(checks[0]).toEqual({ check: 'node', status: 'pass', detail: expect.stringContaining(process.version) });
  });

  it('looks at everything else where the address is missing, and is no https', async () => {
    const { code, out } = await doctor([], { PORTUNUS_URL: '' });
    expect([code, faultsOf(out)]).toEqual([1, ['address']]);
    expect(linesOf(out).caller).toBe('skip not checked, because status has to be right first');
    expect(linesOf(out)['docker-config']).toMatch(/^pass/);
    expect(linesOf((await doctor(['--url', 'http://portunus.example'])).out).address).toMatch(
      /^fail .* is not an https address$/,
    );
  });

  it.each<[string, () => Promise<string> | string, string, RegExp]>([
    [
      'an expired token',
      () => cli.aws.issuer.mint({ iat: 1_700_000_000, exp: 1_700_000_600 }),
      'token',
      /^fail it ended \d+ days ago; iss /,
    ],
    ['what is no token', () => 'AKIAEXAMPLE', 'token', /^fail it is not a JWT$/],
    [
      'a token for another service',
      () => cli.aws.issuer.mint({ aud: 'https://other.example' }),
      'caller',
      /^fail The token was not accepted\. \(HTTP 401, token_rejected/,
    ],
    [
      'a caller whom no grant lets in',
      () => cli.aws.issuer.mint({ repository_id: '1' }),
      'grant',
      /^fail shop-images does not exist, is disabled, or does not let you in: .*not_allowed/,
    ],
    ['no credential', () => '', 'credentials', /^fail no credentials: /],
  ])('names %s', async (_what, token, check, line) => {
    const { code, out } = await doctor(['--connector', 'shop-images'], { PORTUNUS_TOKEN: await token() });
    expect([code, linesOf(out)[check]]).toEqual([1, expect.stringMatching(line)]);
  });

  it('names a service that is away, and one that is no Portunus', async () => {
    const nobody = `127.0.0.1:${await freePort()}`;
    expect(linesOf((await doctor(['--url', `http://${nobody}`])).out).status).toBe(
      `fail ${nobody} can't be reached: nothing listens there`,
    );
    expect(linesOf((await doctor(['--url', `${cli.api.url}/elsewhere`])).out).status).toMatch(
      /^fail .* answers HTTP 404/,
    );
  });

  it('shows administrators the decision, and cleans what a token says', async () => {
    const { out } = await cli.portunus(['doctor', '--connector', 'bakery-images'], { HOME: home, DOCKER_CONFIG: home });
    expect(linesOf(out).grant).toMatch(/^pass bakery-images serves ecr; you are let in by /);
    const sub = await cli.aws.issuer.mint({ sub: 'a\u001b[2Jb' });
    expect((await doctor([], { PORTUNUS_TOKEN: sub })).out).toContain('sub a?[2Jb');
  });
});

describe('portunus doctor looks at docker', () => {
  const config = (held: unknown) => writeFileSync(join(home, 'config.json'), JSON.stringify(held), { mode: 0o600 });
  const loginLine = async (...args: string[]) => linesOf((await doctor(args)).out)['docker-login'];

  it('names the helper or the entry that serves a registry', async () => {
    expect(await loginLine('--registry', HOST)).toBe(`warn ${HOST}: there is no login`);
    config({ auths: { [HOST]: { auth: 'QVdTOng=' } } });
    expect(await loginLine()).toBe(`pass ${HOST}: in the file`);
    config({ credsStore: 'desktop' });
    const missing = await doctor(['--registry', HOST]);
    expect([missing.code, linesOf(missing.out)['docker-login']]).toEqual([
      1,
      `fail ${HOST}: docker-credential-desktop is configured, and not on the PATH`,
    ]);
    writeFileSync(join(home, 'docker-credential-portunus'), '#!/bin/sh\n', { mode: 0o755 });
    config({ credHelpers: { [HOST]: 'portunus' } });
    expect(linesOf((await doctor([], { PATH: home })).out)['docker-login']).toBe(
      `pass ${HOST}: docker-credential-portunus gets a login at each pull`,
    );
  });

  it('names a login that has ended', async () => {
    config({ auths: { [HOST]: { auth: 'QVdTOng=' } } });
    const note = { host: HOST, connector: 'shop-images', config: join(home, 'config.json') };
    mkdirSync(join(home, '.config/portunus'), { recursive: true });
    const notes = [{ ...note, expirationDate: '2026-01-01T00:00:00.000Z' }];
    writeFileSync(join(home, '.config/portunus/logins.json'), JSON.stringify(notes));
    const { out } = await doctor();
    expect(out).toContain(`${HOST}: the login by shop-images ended at 2026-01-01T00:00:00.000Z\n`);
    expect(out).toContain(' run portunus ecr login shop-images\n');
  });

  it('names a config that is none, one that others may read, and one that is passed over', async () => {
    writeFileSync(join(home, 'config.json'), '{');
    const broken = await doctor();
    expect([broken.code, faultsOf(broken.out)]).toEqual([1, ['docker-config']]);
    config({ auths: { [HOST]: { auth: 'QVdTOng=' } } });
    chmodSync(join(home, 'config.json'), 0o644);
    expect((await doctor()).out).toMatch(/^warn +docker-config +others on this machine may read \S+config\.json$/m);
    expect((await doctor([], { DOCKER_AUTH_CONFIG: '{}' })).out).toMatch(
      /^warn +docker-config +DOCKER_AUTH_CONFIG is set/m,
    );
  });

  it.each<[string, string | undefined]>([
    ['*.example Shop', 'names no connector: lower case letters, digits and hyphens'],
    ['*.example -shop', 'names no connector: lower case letters, digits and hyphens'],
    ['*.example', 'names no connector: lower case letters, digits and hyphens'],
    ['Other.example shop', 'names no host, in lower case'],
    ['*.example shop access=pull;x', 'has parameters that are not written as in a query'],
    ['  *.example:443\tshop   access=pull&repositories=shop/*', undefined],
  ])('takes the line "%s" of the registries file as the credential helper does', async (line, fault) => {
    mkdirSync(join(home, '.config/portunus'), { recursive: true });
    const path = join(home, '.config/portunus/registries');
    writeFileSync(path, `# all\n\n${line}\n${HOST} shop-images\n`);
    const told = `line 3 of ${path} ${fault}`;
    expect(linesOf((await doctor()).out).registries).toBe(fault === undefined ? `pass ${path}` : `fail ${told}`);
    const env = { PATH: process.env.PATH ?? '', HOME: home, PORTUNUS_URL: 'http://127.0.0.1:1' };
    const helper = spawnSync(HELPER, ['get'], { env, input: HOST, encoding: 'utf8' });
    // Without a token, it asks nobody.
    const goesOn = 'credentials not found in native keychain\n';
    expect(helper.stdout).toBe(fault === undefined ? goesOn : `Portunus: ${told}\n`);
  });
});

describe('portunus doctor looks at TLS and the clock', () => {
  /** Runs it against a server with a certificate that the machine trusts, and that says this time. */
  const atServer = async (name: string, [from, to]: readonly [number, number], date = new Date()) => {
    const [notBeforeDate, notAfterDate] = [from, to].map((days) => new Date(Date.now() + days * 86_400_000));
    const dates = { notBeforeDate: notBeforeDate as Date, notAfterDate: notAfterDate as Date };
    const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 2 as const, value: name }] }];
    const { private: key, cert } = await generate([{ name: 'commonName', value: name }], { ...dates, extensions });
    const server = createServer({ key, cert }, (_request, response) => {
      response.sendDate = false;
      response.writeHead(200, { date: date.toUTCString() }).end('{"status":"ok","version":"0.1.0"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const environment = { PATH: '', HOME: home, NODE_EXTRA_CA_CERTS: join(home, 'ca.pem') };
    writeFileSync(environment.NODE_EXTRA_CA_CERTS, cert);
    try {
      return linesOf((await runPortunus(['doctor', '--url', `https://localhost:${port}`], environment)).out);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  it('names a certificate that has ended, and compares the clock all the same', async () => {
    const lines = await atServer('localhost', [-30, -1], new Date(Date.now() - 86_400_000));
    expect(lines.tls).toMatch(/^fail the certificate ended at \d{4}-\S+Z$/);
    expect(lines.clock).toMatch(/^fail 864\d\d seconds ahead of the service's$/);
    expect(lines.status).toBe('skip not checked, because tls has to be right first');
  });

  it('names a certificate that is for another host, and one that is good', async () => {
    expect((await atServer('portunus.example', [-1, 90])).tls).toBe(
      'fail the certificate is for DNS:portunus.example, and not for localhost',
    );
    const good = await atServer('localhost', [-1, 90]);
    expect([good.tls, good.clock, good.status]).toEqual([
      expect.stringMatching(/^pass certificate of localhost, good until \d{4}-\S+Z$/),
      "pass as the service's",
      'pass Portunus 0.1.0',
    ]);
  });
});

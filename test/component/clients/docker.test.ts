// docker-credential-portunus over the built handler, as docker starts it.
import { readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Api,
  DOCKER_HELPERS,
  type Home,
  makeHome,
  type Run,
  runClient,
  SHELLS,
  startApi,
  viaGateway,
} from '../../support/clients.ts';
import { type Service, startService } from '../../support/service.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const NOT_FOUND = { code: 1, stdout: 'credentials not found in native keychain\n', stderr: '' };

let service: Service;
let api: Api;
let home: Home;
let env: Record<string, string>;
beforeAll(async () => {
  service = await startService();
  api = await startApi(await viaGateway());
  home = makeHome();
  env = { ...home.env, PORTUNUS_URL: api.url, PORTUNUS_TOKEN: await service.aws.issuer.mint() };
});
afterAll(async () => {
  await api.stop();
  await service.stop();
  home.remove();
});
beforeEach(() => {
  home.registries(`${HOST} shop-images`, 'public.ecr.aws shop-releases', `210987654321${HOST.slice(12)} bakery-images`);
  api.seen.length = 0;
});

function docker(verb: string, input: string, run: Run = {}) {
  return runClient('docker-credential-portunus', { env, ...run, args: [verb], input });
}
function issuedPassword() {
  const login = service.aws.standIn.issued.find((one) => one.action === 'GetAuthorizationToken');
  return login?.authorizations[0]?.password;
}

describe.each(DOCKER_HELPERS)('docker-credential-portunus get in $name', (shell) => {
  it.each([
    HOST,
    `https://${HOST}`,
    `https://${HOST}/`,
    `https://${HOST}/v2/shop/app`,
    ` https://${HOST}:443\r\n`,
    HOST.toUpperCase(),
  ])('prints the login of %j', async (address) => {
    const { code, stdout, stderr } = await docker('get', address, { shell });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // As docker's own helpers do: whoever keys its logins by this field asks by another name than ours.
    expect(JSON.parse(stdout)).toEqual({ ServerURL: address.trim(), Username: 'AWS', Secret: issuedPassword() });
    expect(api.seen).toEqual([
      {
        method: 'GET',
        url: '/v1/connectors/shop-images/ecr/credentials?format=docker-credential&region=eu-west-1&registryIds=123456789012',
        authorization: `Bearer ${env.PORTUNUS_TOKEN}`,
      },
    ]);
  });

  it('prints the login of ECR Public', async () => {
    const { stdout } = await docker('get', 'public.ecr.aws', { shell });
    expect(JSON.parse(stdout)).toMatchObject({ ServerURL: 'public.ecr.aws', Username: 'AWS' });
    expect(api.seen[0]?.url).toBe('/v1/connectors/shop-releases/ecr-public/credentials?format=docker-credential');
  });

  it("prints the service's one line where it refuses", async () => {
    const { code, stdout, stderr } = await docker('get', `210987654321${HOST.slice(12)}`, { shell });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(
      /^Portunus: Not allowed: There is no such connector for this caller; see GET \/v1\/caller and GET \/v1\/connectors\. \(not_allowed, request [\w-]+\)\n$/,
    );
  });

  it('lets docker go on where nothing is configured', async () => {
    expect(await docker('get', 'https://index.docker.io/v1/', { shell })).toEqual(NOT_FOUND);
    expect(await docker('get', '[::1]:5000', { shell })).toEqual(NOT_FOUND);
    expect(api.seen).toEqual([]);
  });

  it('lets docker go on for a registry of Amazon that has no connector, and says where it looked', async () => {
    const other = HOST.replace('1234', '4321');
    const file = `${home.folder}/.config/portunus/registries`;
    const said = (where: string) => ({
      ...NOT_FOUND,
      stderr: `Portunus: no connector for ${other}: ${where}, and PORTUNUS_CONNECTOR is not set\n`,
    });
    expect(await docker('get', other, { shell })).toEqual(said(`no line of ${file} fits`));
    const elsewhere = { ...env, XDG_CONFIG_HOME: '/nowhere' };
    expect(await docker('get', other, { shell, env: elsewhere })).toEqual(
      said('/nowhere/portunus/registries is not there'),
    );
    expect(api.seen).toEqual([]);
  });

  it('answers for the mirror that it was asked for', async () => {
    home.registries('images.example:5000 shop-images', '123456789012.dkr-ecr.eu-west-1.on.aws shop-images');
    for (const server of ['images.example:5000', 'https://123456789012.dkr-ecr.eu-west-1.on.aws/v2/']) {
      const { stdout } = await docker('get', server, { shell });
      expect(JSON.parse(stdout)).toEqual({ ServerURL: server, Username: 'AWS', Secret: issuedPassword() });
    }
  });

  it('lets docker go on where there is no token at all, and shows where it looked', async () => {
    const { PORTUNUS_TOKEN: _none, ...without } = env;
    const { stderr, ...ended } = await docker('get', HOST, { shell, env: without });
    expect(ended).toEqual({ code: 1, stdout: NOT_FOUND.stdout });
    expect(stderr).toMatch(/^portunus-token: no token in PORTUNUS_TOKEN_FILE, [^\n]*\n$/);
    expect(api.seen).toEqual([]);
  });

  it('ends with an error where there is a token that can not be read', async () => {
    const broken = { ...env, PORTUNUS_TOKEN_FILE: '/nowhere/token' };
    const stdout = 'portunus-token: PORTUNUS_TOKEN_FILE: can not read /nowhere/token\n';
    expect(await docker('get', HOST, { shell, env: broken })).toEqual({ code: 1, stdout, stderr: '' });
  });

  it('says that there is no server where none is named', async () => {
    const said = { code: 1, stdout: 'no credentials server URL\n', stderr: '' };
    expect(await docker('get', '', { shell })).toEqual(said);
    expect(await docker('get', ' \n', { shell })).toEqual(said);
  });

  it('stores nothing for its own hosts, refuses to lose what is for others, and erases nothing', async () => {
    const store = (host: string) =>
      docker('store', JSON.stringify({ ServerURL: host, Username: 'AWS', Secret: 's"e"cret' }), { shell });
    const done = { code: 0, stdout: '', stderr: '' };
    expect(await store(HOST)).toEqual(done);
    expect(await store('https://index.docker.io/v1/')).toEqual({
      code: 1,
      stdout: 'Portunus stores no credentials: index.docker.io needs another helper\n',
      stderr: '',
    });
    expect(await docker('store', '{}', { shell })).toMatchObject({ code: 1, stdout: 'no credentials server URL\n' });
    expect(await docker('erase', HOST, { shell })).toEqual(done);
    expect(api.seen).toEqual([]);
  });

  it('lists nothing, tells its version, and says how it is used', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await docker('list', 'unused', { shell })).toEqual({ code: 0, stdout: '{}\n', stderr: '' });
    expect((await docker('version', '', { shell })).stdout).toBe(`docker-credential-portunus ${version}\n`);
    expect(readFileSync('clients/docker-credential-portunus.ps1', 'utf8')).toContain(`portunus ${version}'`);
    expect(readFileSync('clients/static/main.go', 'utf8')).toMatch(new RegExp(`\\bversion += "${version}"`));
    const usage = 'usage: docker-credential-portunus get|store|erase|list|version\n';
    expect(await docker('help', '', { shell })).toEqual({ code: 1, stdout: usage, stderr: '' });
  });
});

describe('docker-credential-portunus get', () => {
  it('is found by a link to it, and says what is missing where it was copied alone', async () => {
    const bin = join(home.write('linked/.keep', ''), '..');
    for (const name of ['docker-credential-portunus', 'portunus-token']) {
      symlinkSync(resolve('clients', name), join(bin, name));
    }
    const script = join(bin, 'docker-credential-portunus');
    expect(await docker('get', HOST, { script })).toMatchObject({ code: 0, stderr: '' });
    const alone = home.write('alone/x', readFileSync('clients/docker-credential-portunus', 'utf8'));
    const stdout = `Portunus: portunus-common.sh is not beside ${alone}\n`;
    expect(await docker('get', HOST, { script: alone })).toEqual({ code: 1, stdout, stderr: '' });
  });

  it('says the same in every shell', async () => {
    // A second login of the same request comes from the cache, so that the bytes are alike.
    const outcomes = await Promise.all(SHELLS.map((shell) => docker('get', HOST, { shell })));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
  });

  it('takes PORTUNUS_CONNECTOR for hosts of Amazon that the file does not name, and for no others', async () => {
    const own = { env: { ...env, HOME: '/nowhere', PORTUNUS_CONNECTOR: 'shop-releases' } };
    expect(await docker('get', HOST, own)).toMatchObject({ code: 0 });
    expect(await docker('get', 'public.ecr.aws', own)).toMatchObject({ code: 0 });
    expect(await docker('get', 'docker.io', own)).toEqual(NOT_FOUND);
    expect(await docker('get', `${HOST}.evil.example`, own)).toEqual(NOT_FOUND);
    expect(await docker('get', HOST, { env: { ...env, PORTUNUS_CONNECTOR: 'bakery-images' } })).toMatchObject({
      code: 0,
    });
    expect(api.seen.map(({ url }) => url?.split('/')[3])).toEqual(['shop-releases', 'shop-releases', 'shop-images']);
  });

  it('hands on what the file says of a login, and what the service refuses of that', async () => {
    home.registries(`${HOST} shop-releases access=pull&repositories=shop/app`);
    expect(await docker('get', HOST)).toMatchObject({ code: 0 });
    expect(api.seen[0]?.url).toMatch(/&registryIds=123456789012&access=pull&repositories=shop\/app$/);
    home.registries(`${HOST} shop-releases region=eu-central-1`);
    expect((await docker('get', HOST)).stdout).toMatch(
      /^Portunus: Invalid request: .* region must .*\(invalid_request, /,
    );
    home.registries(`${HOST} shop-releases format=json`);
    expect((await docker('get', HOST)).stdout).toMatch(
      /^Portunus: The answer .* format must be one of .*\(format_unknown, /,
    );
  });

  it("takes a portunus-token of the user's own, and refuses what is none", async () => {
    const own = (text: string) => {
      const file = home.write('own/portunus-token', `#!/bin/sh\nprintf '${text}'\n`, 0o755);
      return docker('get', HOST, { firstPath: dirname(file) });
    };
    expect(await own(`${env.PORTUNUS_TOKEN}`)).toMatchObject({ code: 0 });
    expect(await own(`${env.PORTUNUS_TOKEN}' && echo 'warning: old' >&2 && printf '`)).toMatchObject({ code: 0 });
    const refused = (why: string) => ({ code: 1, stdout: `Portunus: the token ${why}\n`, stderr: '' });
    expect(await own('')).toEqual(refused('is empty'));
    expect(await own("' && echo 'warning' >&2 && printf '")).toEqual(refused('is empty'));
    expect(await own('one.two\\nthree')).toEqual(refused('has characters that no token has'));
  });
});

// The helper in one static file: in a root that has nothing else, with the library by which kaniko logs in, and over
// connections that fail. What it answers to docker is in test/component/clients, with the scripts.
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answerer, type Api, answer, STATIC_HELPER, startApi } from '../support/clients.ts';
import { aCertificate } from '../support/key-server.ts';
import { createScratch, needing, type Scratch, type ServedApi, serveApi } from '../support/programs.ts';
import { REGISTRY_PROGRAMS, type RegistryServer, startRegistry } from '../support/registry-server.ts';
import { type Service, startService } from '../support/service.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const CRANE = resolve('.tools/crane');

const inRoot = needing(STATIC_HELPER, CRANE, ...REGISTRY_PROGRAMS, 'chroot');
describe.skipIf(inRoot.skip)(`a root without a shell${inRoot.note}`, () => {
  let scratch: Scratch;
  let service: Service;
  let api: ServedApi;
  let registry: RegistryServer;
  let host: string;
  let environment: readonly string[];
  const inside = (command: readonly string[], input = '', more: readonly string[] = []) =>
    scratch.run('env', ['-i', ...environment, ...more, '/usr/sbin/chroot', scratch.path('root'), ...command], {
      input,
    });

  beforeAll(async () => {
    scratch = createScratch();
    service = await startService();
    api = await serveApi();
    registry = await startRegistry(scratch, HOST);
    host = `127.0.0.1:${registry.port}`;
    execFileSync('mkdir', ['-p', scratch.path('root/portunus'), scratch.path('root/tmp')]);
    execFileSync('cp', [STATIC_HELPER, CRANE, scratch.path('root/')]);
    scratch.write('root/portunus/registries', `${host} shop-images\n`);
    scratch.write('root/config.json', JSON.stringify({ credHelpers: { [host]: 'portunus' } }));
    scratch.write('root/token', await service.aws.issuer.mint());
    scratch.write('hello', 'made by a test\n');
    execFileSync('tar', ['-cf', scratch.path('root/layer.tar'), '-C', scratch.path(''), 'hello']);
    environment = [
      'PATH=/',
      'DOCKER_CONFIG=/',
      'XDG_CONFIG_HOME=/',
      'PORTUNUS_TOKEN_FILE=/token',
      `PORTUNUS_URL=${api.url}`,
    ];
  });
  afterAll(async () => {
    await registry.stop();
    await api.stop();
    await service.stop();
    scratch.remove();
  });

  it('is where it gets a login', async () => {
    const { status, stdout, stderr } = await inside(['/docker-credential-portunus', 'get'], host);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ ServerURL: host, Username: 'AWS' });
  });

  it('is where it trusts the CAs of one file, and asks with those of its folder too if that is not enough', async () => {
    const [known, other] = await Promise.all([aCertificate(), aCertificate()]);
    const server = createTlsServer({ key: known.private, cert: known.cert }, (_request, response) => {
      response.end(`{"ServerURL":"x","Username":"AWS","Secret":"the-password"}`);
    }).on('tlsClientError', () => undefined);
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const url = `PORTUNUS_URL=https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const get = async () => {
      connections = 0;
      const { status } = await inside(['/docker-credential-portunus', 'get'], host, [url]);
      return { status, connections };
    };
    execFileSync('mkdir', ['-p', scratch.path('root/etc/ssl/certs')]);
    scratch.write('root/etc/ssl/certs/ca-certificates.crt', known.cert);
    expect(await get()).toEqual({ status: 0, connections: 1 });
    scratch.write('root/etc/ssl/certs/ca-certificates.crt', other.cert);
    expect(await get()).toEqual({ status: 1, connections: 2 });
    scratch.write('root/etc/ssl/certs/mounted.pem', known.cert);
    expect(await get()).toEqual({ status: 0, connections: 2 });
    server.closeAllConnections();
    server.close();
  });

  it('is where an image is pushed and pulled with its login, and with no other', async () => {
    const image = `${host}/shop/app:1`;
    const push = () => inside(['/crane', 'append', '--insecure', '-f', '/layer.tar', '-t', image]);
    registry.admit('another password');
    expect((await push()).status).not.toBe(0);
    const { stdout } = await inside(['/docker-credential-portunus', 'get'], host);
    registry.admit(JSON.parse(stdout).Secret);
    expect(await push()).toMatchObject({ status: 0 });
    expect(await registry.images()).toEqual(['shop/app:1']);
    expect(await inside(['/crane', 'pull', '--insecure', image, '/image.tar'])).toMatchObject({ status: 0 });
  });
});

const alone = needing(STATIC_HELPER);
describe.skipIf(alone.skip)(`the static helper over connections${alone.note}`, () => {
  const LOGIN = `{"ServerURL":"${HOST}","Username":"AWS","Secret":"the-password"}`;
  const OK = answer(200, LOGIN);
  let scratch: Scratch;
  let api: Api;
  let env: Record<string, string>;
  beforeAll(async () => {
    scratch = createScratch();
    api = await startApi(OK);
    env = { PORTUNUS_URL: api.url, PORTUNUS_TOKEN: 'the.secret.token', PORTUNUS_CONNECTOR: 'c1' };
  });
  afterAll(async () => {
    await api.stop();
    scratch.remove();
  });
  beforeEach(() => {
    api.seen.length = 0;
  });
  const get = (more: Record<string, string> = {}) =>
    scratch.run(STATIC_HELPER, ['get'], { env: { ...env, ...more }, input: HOST });
  const reset: Answerer = ({ socket }) =>
    void (socket as typeof socket & { resetAndDestroy: () => void }).resetAndDestroy();

  it.each([
    ['429', answer(429, '{"message":"Too Many Requests"}')],
    ["a gateway's 502", answer(502, '<html>Bad Gateway</html>')],
    ['503', answer(503, 'Portunus: STS unavailable: try again. (sts_unavailable, request r-1)\n')],
    ['504', answer(504, '')],
    ['a reset', reset],
  ])('asks again after %s', async (_what, fault) => {
    api.next(fault);
    expect(await get()).toMatchObject({ status: 0, stderr: '' });
    expect(api.seen).toHaveLength(2);
  });

  it.each([400, 401, 403, 404, 500])('does not ask again after %i', async (status) => {
    api.next(answer(status, '{"message":"no"}'));
    expect(await get()).toMatchObject({ status: 1, stdout: `Portunus at ${api.url} answered ${status}\n` });
    expect(api.seen).toHaveLength(1);
  });

  it('waits as long as Retry-After says', async () => {
    api.next(answer(503, '', { 'retry-after': '2' }));
    const before = performance.now();
    expect(await get()).toMatchObject({ status: 0 });
    expect(performance.now() - before).toBeGreaterThanOrEqual(2_000);
  });

  it('asks the source of the token for another one after a try that may have used it', async () => {
    const tokenOf = (value: string) => answer(200, `{"value":"${value}"}`);
    api.next(tokenOf('a.b.first'), reset, answer(401, '{}'), tokenOf('a.b.second'));
    const github = { ACTIONS_ID_TOKEN_REQUEST_URL: `${api.url}/token?v=2`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner' };
    expect(await get({ ...github, PORTUNUS_TOKEN: '' })).toMatchObject({ status: 0, stderr: '' });
    expect(api.seen.map(({ authorization }) => authorization?.replace('Bearer ', ''))).toEqual([
      'runner',
      'a.b.first',
      'a.b.first',
      'runner',
      'a.b.second',
    ]);
  });

  it.each<[string, Record<string, string>]>([
    ['its name was not found', { PORTUNUS_URL: 'https://portunus.invalid' }],
    [
      'the proxy did not take the connection, see HTTPS_PROXY',
      { PORTUNUS_URL: 'https://portunus.invalid', HTTPS_PROXY: 'http://127.0.0.1:9' },
    ],
  ])('says that %s', async (reason, more) => {
    const { status, stdout } = await get(more);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^Portunus is not reachable at https:\/\/portunus\.invalid: [^\n]*\n$/);
    expect(stdout).toContain(`: ${reason} (`);
  });

  it('says what to do about a certificate, and takes a private CA from CURL_CA_BUNDLE', async () => {
    const certificate = await aCertificate();
    const server = createTlsServer({ key: certificate.private, cert: certificate.cert }, (_request, response) => {
      response.end(LOGIN);
    }).on('tlsClientError', () => undefined);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const url = { PORTUNUS_URL: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
    const refused = await get(url);
    expect(refused.stdout).toContain(
      ": its certificate is not trusted: name the file of a private CA in CURL_CA_BUNDLE, or set this machine's clock (",
    );
    const trusted = await get({ ...url, CURL_CA_BUNDLE: scratch.write('ca.pem', certificate.cert) });
    expect(trusted).toMatchObject({ status: 0, stdout: `${LOGIN}\n` });
    server.closeAllConnections();
    server.close();
  });

  it('asks the cache of the host where no source has a token, and nothing else there', async () => {
    const asked: (string | undefined)[] = [];
    const socket = scratch.path('cache.sock');
    const cache = createServer(({ url, headers }, response) => {
      asked.push(url, headers.authorization);
      response.end(LOGIN);
    });
    await new Promise<void>((listening) => cache.listen(socket, listening));
    const host = { PORTUNUS_TOKEN: '', PORTUNUS_URL: '', PORTUNUS_CACHE: socket };
    expect(await get(host)).toMatchObject({ status: 0, stdout: `${LOGIN}\n` });
    const query = 'format=docker-credential&region=eu-west-1&registryIds=123456789012';
    expect(asked).toEqual([`/v1/connectors/c1/ecr/credentials?${query}`, undefined]);
    cache.close();
    const gone = await get({ ...host, PORTUNUS_CACHE: '/nowhere' });
    expect(gone.stdout).toBe('Portunus: no cache listens at /nowhere, see PORTUNUS_CACHE\n');
    const relative = await get({ ...host, PORTUNUS_CACHE: 'cache.sock' });
    expect(relative.stdout).toBe('Portunus: PORTUNUS_CACHE is not the path of a socket\n');
  });

  it.each(['PORTUNUS_SIGV4', 'PORTUNUS_WEB_IDENTITY'])('refuses %s, and does not pass over it', async (name) => {
    const { status, stdout } = await get({ PORTUNUS_TOKEN: '', [name]: 'eu-west-1' });
    expect(status).toBe(1);
    expect(stdout).toBe(`Portunus: the static helper does not know ${name}: see PORTUNUS_CACHE\n`);
  });

  it('shows no token, whatever is wrong', async () => {
    for (const fault of [answer(500, 'the.secret.token'), answer(200, '<html>the.secret.token')]) {
      api.next(fault);
      const { stdout, stderr } = await get();
      expect(stdout + stderr).not.toContain('the.secret.token');
    }
  });
});

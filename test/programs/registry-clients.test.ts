// Real clients of registries push and pull with Portunus's logins, and a refused caller does not.
import { mkdirSync, readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratch, needing, type Scratch, type ServedApi, serveApi } from '../support/programs.ts';
import { REGISTRY_PROGRAMS, type RegistryServer, startRegistry } from '../support/registry-server.ts';
import { type Service, startService } from '../support/service.ts';

const HELPERS = resolve('clients');
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const LOGIN = '/v1/connectors/shop-images/ecr/credentials';

const { skip, note } = needing(...REGISTRY_PROGRAMS, 'umoci', 'skopeo', 'podman', 'buildah', 'curl');

describe.skipIf(skip)(`clients of registries${note}`, () => {
  let scratch: Scratch;
  let service: Service;
  let api: ServedApi;
  let registry: RegistryServer;
  /** The image's manifest, by which it is known wherever it is. */
  let digest: string;
  /** The same image's id in the storage of podman and of buildah. */
  const ids = new Map<string, string>();
  let authFiles: Readonly<Record<string, string>>;

  const digestOf = (layout: string): string =>
    JSON.parse(readFileSync(scratch.path(`${layout}/index.json`), 'utf8')).manifests[0].digest;

  const makeImage = async () => {
    mkdirSync(scratch.path('content'));
    scratch.write('content/hello', 'made by a test\n');
    for (const args of [
      ['init', '--layout', 'made'],
      ['new', '--image', 'made:latest'],
      ['insert', '--image', 'made:latest', 'content', '/content'],
      ['config', '--image', 'made:latest', '--config.cmd', '/content/hello'],
    ]) {
      await scratch.succeed('umoci', args);
    }
    return digestOf('made');
  };

  const fetchText = async (query: string, token: string) => {
    const response = await fetch(`${api.url}${LOGIN}${query}`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(200);
    return response.text();
  };

  beforeAll(async () => {
    scratch = createScratch();
    service = await startService();
    api = await serveApi();
    registry = await startRegistry(scratch, HOST);
    digest = await makeImage();
    for (const program of ['podman', 'buildah']) {
      const args = [...storage(program), 'pull', '--quiet', 'oci:made:latest'];
      ids.set(program, (await scratch.succeed(program, args)).stdout.trim());
    }
    mkdirSync(scratch.path('.config/portunus'), { recursive: true });
    const pattern = '*.dkr.ecr.eu-west-1.amazonaws.com';
    scratch.write('.config/portunus/registries', `${local()} shop-images\n${pattern} shop-images\n`);
    const token = await service.aws.issuer.mint();
    scratch.write('token', token);
    scratch.write('refused-token', await service.aws.issuer.mint({ repository_id: '23096959' }));
    const helpers = { [local()]: 'portunus', [HOST]: 'portunus' };
    authFiles = {
      helper: scratch.write('helper.json', JSON.stringify({ credHelpers: helpers })),
      file: scratch.write('file.json', await fetchText('?format=docker-config', token)),
    };
  });
  afterAll(async () => {
    await registry.stop();
    await api.stop();
    await service.stop();
    scratch.remove();
  });

  const local = () => `127.0.0.1:${registry.port}`;
  const portunus = (tokenFile = 'token') => ({
    PORTUNUS_URL: api.url,
    PATH: `${HELPERS}${delimiter}${process.env.PATH}`,
    PORTUNUS_TOKEN_FILE: scratch.path(tokenFile),
  });
  const environment = (auth: string, tokenFile?: string) => ({
    ...registry.environment,
    ...portunus(tokenFile),
    REGISTRY_AUTH_FILE: authFiles[auth] ?? '',
  });
  /** What the helper says of a host, as docker would ask it. */
  const askHelper = async (host: string): Promise<{ Username: string; Secret: string }> =>
    JSON.parse(
      (await scratch.succeed(`${HELPERS}/docker-credential-portunus`, ['get'], { env: portunus(), input: host }))
        .stdout,
    );
  const passwordOfFile = (): string => {
    const { auth } = JSON.parse(readFileSync(scratch.path('file.json'), 'utf8')).auths[HOST];
    return Buffer.from(auth, 'base64').toString().replace(/^AWS:/, '');
  };
  const issuedPasswords = () =>
    service.aws.standIn.issued.flatMap((issued) =>
      'authorizations' in issued ? issued.authorizations.map(({ password }) => password) : [],
    );
  const localImage = (program: string): string => ids.get(program) ?? '';
  const storage = (name: string) => [
    '--storage-driver=vfs',
    `--root=${scratch.path(`${name}-storage`)}`,
    `--runroot=${scratch.path(`${name}-run`)}`,
  ];

  describe.each<readonly [string, { auth: 'helper' | 'file'; host: () => string; plain: boolean }]>([
    ['the credential helper, at a registry of another name', { auth: 'helper', host: local, plain: true }],
    ["the credential helper, at the registry's own name", { auth: 'helper', host: () => HOST, plain: false }],
    [
      "a file of the format docker-config, at the registry's own name",
      { auth: 'file', host: () => HOST, plain: false },
    ],
  ])('through %s', (_how, { auth, host, plain }) => {
    const env = () => environment(auth);
    const verify = plain ? '--tls-verify=false' : '--tls-verify=true';
    const name = `shop/${auth}-${plain ? 'plain' : 'tls'}`;
    const image = (tag: string) => `docker://${host()}/${name}:${tag}`;
    let logins: number;

    beforeAll(async () => {
      const password = auth === 'file' ? passwordOfFile() : (await askHelper(host())).Secret;
      expect(issuedPasswords()).toContain(password);
      registry.admit(password);
      logins = issuedPasswords().length;
    });

    it('skopeo pushes and pulls', async () => {
      const push = ['copy', `--dest${verify.slice(1)}`, 'oci:made:latest', image('skopeo')];
      await scratch.succeed('skopeo', push, { env: env() });
      expect(await registry.images()).toContain(`${name}:skopeo`);
      const pulled = `${auth}-${plain}-pulled`;
      const pull = ['copy', `--src${verify.slice(1)}`, image('skopeo'), `oci:${pulled}:latest`];
      await scratch.succeed('skopeo', pull, { env: env() });
      expect(digestOf(pulled)).toBe(digest);
    });

    it.each(['podman', 'buildah'])('%s pushes and pulls', async (program) => {
      const call = (...args: string[]) => scratch.succeed(program, [...storage(program), ...args], { env: env() });
      await call('push', '--quiet', verify, localImage(program), image(program));
      expect(await registry.images()).toContain(`${name}:${program}`);
      const { stdout } = await call('pull', '--quiet', verify, image(program));
      expect(stdout.trim()).toBe(localImage(program));
    });

    it('takes one login for all of that, which the service had already', () => {
      expect(issuedPasswords()).toHaveLength(logins);
    });
  });

  describe('for a caller whom the service refuses', () => {
    const push = (program: string) =>
      program === 'skopeo'
        ? ['copy', '--dest-tls-verify=false', 'oci:made:latest']
        : [...storage(program), 'push', '--tls-verify=false', localImage(program)];

    it.each(['skopeo', 'podman', 'buildah'])('%s fails with the reason, and nothing arrives', async (program) => {
      registry.admit((await askHelper(local())).Secret);
      const before = await registry.images();
      const target = `docker://${local()}/shop/refused:${program}`;
      const env = environment('helper', 'refused-token');
      const { status, stdout, stderr } = await scratch.run(program, [...push(program), target], { env });
      expect(status).not.toBe(0);
      expect(`${stdout}${stderr}`).toContain(
        'Not allowed: There is no such connector for this caller; see GET /v1/caller and GET /v1/connectors. (not_allowed, ',
      );
      expect(await registry.images()).toEqual(before);
    });
  });

  it("refuses another caller's login, and the right one if it is shortened or extended", async () => {
    const { Secret: right } = await askHelper(local());
    registry.admit(right);
    const bakery = await service.aws.issuer.mint({ repository_id: '23096959' });
    const response = await fetch(`${api.url}/v1/connectors/bakery-images/ecr/credentials?format=username-password`, {
      headers: { authorization: `Bearer ${bakery}` },
    });
    const { password: others } = (await response.json()) as { password: string };
    const knock = async (password: string) => {
      const auth = Buffer.from(`AWS:${password}`).toString('base64');
      const { status } = await fetch(`http://${local()}/v2/`, { headers: { authorization: `Basic ${auth}` } });
      return status;
    };
    expect(await Promise.all([right, others, right.slice(0, -1), `${right}A`].map(knock))).toEqual([
      200, 401, 401, 401,
    ]);
  });
});

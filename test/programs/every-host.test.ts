// A login under every host name, as programs look for it: by the name that stands in the image, and no other.
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startJudgedRegistry } from '../support/judged-registry.ts';
import { createScratch, needing, type Scratch, type ServedApi, serveApi } from '../support/programs.ts';
import { type RecordingEngine, startRecordingEngine } from '../support/recording-engine.ts';
import { REGISTRY_PROGRAMS, type RegistryServer, startRegistry } from '../support/registry-server.ts';
import { type Service, startService } from '../support/service.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const OWN = [
  HOST,
  '123456789012.dkr-ecr.eu-west-1.on.aws',
  '123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com',
  '123456789012.dkr-ecr-fips.eu-west-1.on.aws',
];
const PUBLIC = ['public.ecr.aws', 'ecr-public.aws.com'];
/** Of another account, of another region, of somebody else, and one that only looks alike. */
const FOREIGN = [
  '210987654321.dkr-ecr.eu-west-1.on.aws',
  '123456789012.dkr-ecr.us-east-1.on.aws',
  'registry.example',
  '123456789012.dkr-ecr.eu-west-1.on.aws.example',
];

let scratch: Scratch;
let service: Service;
let api: ServedApi;
/** Files of the login, by what is in them: a docker config each. */
let files: Readonly<Record<'own' | 'secret' | 'public' | 'usual', string>>;
const passwords = { own: '', public: '' };

async function fetchText(route: string, query: string): Promise<string> {
  const token = await service.aws.issuer.mint();
  const url = `${api.url}/v1/connectors/shop-releases/${route}/credentials?${query}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  return response.text();
}
/** In a folder of its own, as docker wants it. */
function configOf(name: string, text: string): string {
  mkdirSync(scratch.path(name));
  return scratch.write(`${name}/config.json`, text);
}
function passwordIn(config: string, host: string): string {
  return Buffer.from(JSON.parse(config).auths[host].auth, 'base64').toString().replace(/^AWS:/, '');
}

beforeAll(async () => {
  scratch = createScratch();
  service = await startService();
  api = await serveApi();
  const own = await fetchText('ecr', 'format=docker-config&hosts=all');
  const open = await fetchText('ecr-public', 'format=docker-config&hosts=all');
  const secret = JSON.parse(await fetchText('ecr', 'format=kubernetes-secret&hosts=all'));
  passwords.own = passwordIn(own, HOST);
  passwords.public = passwordIn(open, 'public.ecr.aws');
  files = {
    own: configOf('own', own),
    secret: configOf('secret', Buffer.from(secret.data['.dockerconfigjson'], 'base64').toString()),
    public: configOf('public', open),
    usual: configOf('usual', await fetchText('ecr', 'format=docker-config')),
  };
});
afterAll(async () => {
  await api.stop();
  await service.stop();
  scratch.remove();
});

const CASES = [
  ['own', OWN, [...FOREIGN, ...PUBLIC]],
  ['secret', OWN, FOREIGN],
  ['public', PUBLIC, [...FOREIGN, ...OWN]],
  ['usual', OWN.slice(0, 1), OWN.slice(1)],
] as const;

for (const program of ['skopeo', 'podman', 'buildah']) {
  const { skip, note } = needing(program);
  describe.skipIf(skip)(`${program}${note}`, () => {
    const finds = async (file: string, host: string) => {
      const args = ['login', '--get-login', '--authfile', file, host];
      const { status, stdout } = await scratch.run(program, args);
      return status === 0 && stdout === 'AWS\n';
    };

    it.each(CASES)('finds the login under its own names, and under no foreign one: %s', async (name, own, foreign) => {
      const found: string[] = [];
      for (const host of [...own, ...foreign]) if (await finds(files[name], host)) found.push(host);
      expect(found).toEqual(own);
    });
  });
}

{
  const { skip, note } = needing('docker');
  describe.skipIf(skip)(`docker${note}`, () => {
    let engine: RecordingEngine;
    beforeAll(async () => {
      engine = await startRecordingEngine();
    });
    afterAll(() => engine.stop());

    const docker = (name: keyof typeof files, args: readonly string[], input = '') => {
      const env = { DOCKER_CONFIG: scratch.path(name), DOCKER_HOST: engine.host, DOCKER_BUILDKIT: '0' };
      return scratch.succeed('docker', args, { env, input });
    };

    it.each(CASES)('pulls with the login from its own names, and with none from a foreign one: %s', async (...row) => {
      const [name, own, foreign] = row;
      const login = `AWS:${name === 'public' ? passwords.public : passwords.own}`;
      engine.logins.clear();
      for (const host of [...own, ...foreign]) await docker(name, ['pull', '--quiet', `${host}/shop/app`]);
      expect([...engine.logins]).toEqual([
        ...own.map((host) => [`${host}/shop/app`, login]),
        ...foreign.map((host) => [`${host}/shop/app`, '']),
      ]);
    });

    it('builds with the login under every name', async () => {
      engine.builds.length = 0;
      await docker('own', ['build', '--quiet', '-'], `FROM ${OWN[1]}/shop/base\n`);
      const [sent = {}] = engine.builds;
      const hosts = Object.keys(sent).map((key) => key.replace(/^https:\/\//, ''));
      expect([...new Set(hosts)].toSorted()).toEqual([...OWN].toSorted());
      expect(new Set(Object.values(sent))).toEqual(new Set([`AWS:${passwords.own}`]));
    });
  });
}

{
  const { skip, note } = needing(...REGISTRY_PROGRAMS, 'umoci', 'skopeo');
  describe.skipIf(skip)(`a registry that judges each request${note}`, () => {
    let registry: RegistryServer;
    beforeAll(async () => {
      registry = await startRegistry(scratch, HOST);
      registry.admit(passwords.own);
      await scratch.succeed('umoci', ['init', '--layout', 'made']);
      await scratch.succeed('umoci', ['new', '--image', 'made:latest']);
      const target = `docker://127.0.0.1:${registry.port}/shop/api:latest`;
      const creds = ['--dest-tls-verify=false', '--dest-creds', `AWS:${passwords.own}`];
      await scratch.succeed('skopeo', ['copy', ...creds, 'oci:made:latest', target], { env: registry.environment });
    });
    afterAll(() => registry.stop());

    it.each(OWN)('lets skopeo in at %s', async (host) => {
      const { url: judge } = service.aws.standIn;
      const authorization = `Basic ${Buffer.from(`AWS:${passwords.own}`).toString('base64')}`;
      const judged = await startJudgedRegistry(scratch, { host, judge, port: registry.port, authorization });
      try {
        const inspect = (name: keyof typeof files) =>
          scratch.run('skopeo', ['inspect', '--no-tags', '--authfile', files[name], `docker://${host}/shop/api`], {
            env: judged.environment,
          });
        const { status, stdout } = await inspect('own');
        expect([status, JSON.parse(stdout || '{}').Name]).toEqual([0, `${host}/shop/api`]);
        // Whoever has the usual name alone gets no further at the others.
        expect((await inspect('usual')).status === 0).toBe(host === HOST);
      } finally {
        await judged.stop();
      }
    });
  });
}

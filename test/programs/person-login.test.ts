// Programs find the logins that `portunus ecr login` stores, where each of them looks.
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpApi, startHttpApi } from '../support/http-api.ts';
import { createScratch, needing, type Scratch } from '../support/programs.ts';
import { type RecordingEngine, startRecordingEngine } from '../support/recording-engine.ts';
import { type Service, startService } from '../support/service.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const DUAL_STACK = '123456789012.dkr-ecr.eu-west-1.on.aws';
const OTHER = { 'registry.example': { auth: Buffer.from('me:mine').toString('base64') } };

let scratch: Scratch;
let service: Service;
let api: HttpApi;
let token: string;
let folder: string;
beforeAll(async () => {
  scratch = createScratch();
  service = await startService();
  api = await startHttpApi(service.invoke);
  token = await service.aws.issuer.mint();
});
afterAll(async () => {
  await api.stop();
  await service.stop();
  scratch.remove();
});
beforeEach(() => {
  folder = mkdtempSync(scratch.path('config-'));
});

const hold = (config: object) =>
  scratch.write(`${folder.slice(scratch.path('').length)}/config.json`, JSON.stringify({ auths: OTHER, ...config }));
const portunus = (args: readonly string[], env: Record<string, string> = {}) =>
  scratch.succeed(process.execPath, [resolve('dist/cli/portunus.js'), 'ecr', ...args], {
    env: { PORTUNUS_URL: api.url, PORTUNUS_TOKEN: token, DOCKER_CONFIG: folder, ...env },
  });
const issued = () =>
  service.aws.standIn.issued.flatMap((one) =>
    'authorizations' in one ? one.authorizations.map(({ password }) => `AWS:${password}`) : [],
  );

{
  const { skip, note } = needing('docker');
  describe.skipIf(skip)(`docker${note}`, () => {
    let engine: RecordingEngine;
    beforeAll(async () => {
      engine = await startRecordingEngine();
    });
    afterAll(() => engine.stop());

    /** The login that docker sends for an image of a registry. */
    const sentFor = async (host: string) => {
      const image = `${host}/shop/app`;
      const env = { DOCKER_CONFIG: folder, DOCKER_HOST: engine.host };
      await scratch.succeed('docker', ['pull', '--quiet', image], { env });
      return engine.logins.get(image);
    };
    /** A helper that keeps one login, as others keep many. */
    const makeHelper = () => {
      const kept = scratch.path('kept');
      const get = `[ -s '${kept}' ] && cat '${kept}' || { echo 'credentials not found in native keychain'; exit 1; }`;
      const script = `#!/bin/sh\ncase $1 in store) cat >'${kept}' ;; get) ${get} ;; erase) : >'${kept}' ;; esac\n`;
      scratch.script('docker-credential-kept', script);
      return () => readFileSync(kept, 'utf8');
    };

    it('finds it in the file, under every host name, and the login that was there before', async () => {
      hold({});
      await portunus(['login', 'shop-images', '--hosts', 'all']);
      expect(issued()).toContain(await sentFor(HOST));
      expect(await sentFor(DUAL_STACK)).toBe(await sentFor(HOST));
      expect(await sentFor('registry.example')).toBe('me:mine');
      await portunus(['logout', 'shop-images']);
      expect([await sentFor(HOST), await sentFor('registry.example')]).toEqual(['', 'me:mine']);
    });

    it.each([{ credsStore: 'kept' }, { credHelpers: { [HOST]: 'kept' } }])(
      'finds it in the helper of %j, and nothing in the file',
      async (config) => {
        const kept = makeHelper();
        hold(config);
        await portunus(['login', 'shop-images']);
        expect(issued()).toContain(await sentFor(HOST));
        expect(JSON.parse(readFileSync(`${folder}/config.json`, 'utf8')).auths).toEqual({ ...OTHER, [HOST]: {} });
        await portunus(['logout', HOST]);
        expect([kept(), await sentFor(HOST)]).toEqual(['', '']);
      },
    );
  });
}

{
  const programs = ['skopeo', 'podman', 'buildah'];
  const { skip, note } = needing(...programs);
  describe.skipIf(skip)(`${programs.join(', ')}${note}`, () => {
    const userOf = async (program: string, env: Record<string, string>) => {
      mkdirSync(scratch.path('empty'), { recursive: true });
      const own = { HOME: scratch.path('empty'), XDG_RUNTIME_DIR: folder, ...env };
      const { stdout, stderr } = await scratch.run(program, ['login', '--get-login', HOST], { env: own });
      return (stdout + stderr).trim();
    };

    it.each(programs)(
      "%s finds it in docker's file, and in podman's own, and not after the logout",
      async (program) => {
        hold({});
        await portunus(['login', 'shop-images']);
        expect(await userOf(program, { DOCKER_CONFIG: folder })).toBe('AWS');
        const authfile = `${folder}/auth.json`;
        await portunus(['login', 'shop-images', '--authfile', authfile]);
        expect(await userOf(program, { REGISTRY_AUTH_FILE: authfile })).toBe('AWS');
        await portunus(['logout', HOST, '--authfile', authfile]);
        expect(await userOf(program, { REGISTRY_AUTH_FILE: authfile })).toContain('not logged into');
      },
    );

    it.each(programs)('%s finds it where --podman puts it', async (program) => {
      await portunus(['login', 'shop-images', '--podman'], { XDG_RUNTIME_DIR: folder });
      expect(await userOf(program, {})).toBe('AWS');
    });
  });
}

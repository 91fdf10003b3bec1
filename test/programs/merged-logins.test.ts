// A docker config into which logins were merged, read by every program that the recipes name.
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratch, needing, type Scratch } from '../support/programs.ts';
import { type RecordingEngine, startRecordingEngine } from '../support/recording-engine.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const AUTH = Buffer.from('AWS:the-password').toString('base64');
const LOGIN = JSON.stringify({ auths: { [HOST]: { auth: AUTH }, [`https://${HOST}`]: { auth: AUTH } } });
const OTHER = Buffer.from('me:mine').toString('base64');

/** What is found on machines, each with a login of another registry that has to be found afterwards too. */
const FOUND: Readonly<Record<string, object>> = {
  'nothing else': {},
  'a helper of another registry': { credHelpers: { 'gcr.io': 'gcloud' } },
  'a helper of this registry': { credHelpers: { [HOST]: 'ecr-login', [`https://${HOST}`]: 'ecr-login' } },
  'an old login of this registry': { auths: { [HOST]: { auth: OTHER } } },
  'a credential store': { credsStore: 'desktop', credHelpers: { 'gcr.io': 'gcloud' } },
};
function withOther(held: object) {
  const { auths = {} } = held as { auths?: object };
  return JSON.stringify({ ...held, auths: { 'registry.example': { auth: OTHER }, ...auths } });
}

let scratch: Scratch;
let token: string;
beforeAll(() => {
  scratch = createScratch();
  scratch.write('login', LOGIN);
  token = scratch.script('curl', tokenAndLogin());
});
afterAll(() => scratch.remove());

/** A curl that answers what GitHub and Portunus would, in the form that the request asks for. */
function tokenAndLogin() {
  return (
    `#!/bin/sh\ncase $(cat) in *ecr/credentials*) cat '${scratch.path('login')}' ;; *) echo '{"value":"a.b.c"}' ;; esac\n` +
    `printf '\\n\\n200 000 0.000100 '\n`
  );
}

type Merge = (folder: string) => Promise<string>;

/** Both places that merge, by the folder whose file is then read. */
const MERGES: Readonly<Record<string, Merge>> = {
  'docker-config-from-secret': async (folder) => {
    scratch.script('aws', `#!/bin/sh\nexec cat '${scratch.path('login')}'\n`);
    await scratch.succeed(resolve('clients/refresh/docker-config-from-secret'), [], {
      env: { DOCKER_CONFIG: folder, PORTUNUS_SECRET: 'some-secret' },
    });
    return folder;
  },
  'the GitHub action': async (folder) => {
    expect(token).toMatch(/curl$/);
    const env = { DOCKER_CONFIG: folder, GITHUB_ENV: join(folder, 'env'), GITHUB_OUTPUT: join(folder, 'output') };
    const inputs = { URL: 'https://portunus.example', CONNECTOR: 'shop-images', FORMAT: 'docker-config' };
    const variables = { AUDIENCE: '', REGION: '', REGISTRY_IDS: '', HOSTS: '', ...inputs };
    await scratch.succeed('bash', [resolve('clients/github-action/login.sh')], {
      env: {
        ...env,
        ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [`PORTUNUS_${name}`, value])),
        ACTIONS_ID_TOKEN_REQUEST_URL: 'https://github.example/?v=1',
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
        RUNNER_TEMP: folder,
      },
    });
    return readFileSync(env.GITHUB_ENV, 'utf8')
      .replace(/^DOCKER_CONFIG=/, '')
      .trim();
  },
};

function merged(merge: string, held: string): Promise<string> {
  const folder = mkdtempSync(scratch.path('config-'));
  scratch.write(`${folder.slice(scratch.path('').length)}/config.json`, withOther(FOUND[held] ?? {}));
  return (MERGES[merge] as Merge)(folder);
}

const rows = Object.keys(MERGES).flatMap((merge) => Object.keys(FOUND).map((held) => [merge, held] as const));

{
  const programs = ['skopeo', 'podman', 'buildah'];
  const { skip, note } = needing(...programs, 'jq');
  describe.skipIf(skip)(`merged logins, read by ${programs.join(', ')}${note}`, () => {
    const userOf = async (program: string, env: Record<string, string>, host: string) => {
      mkdirSync(scratch.path('empty'), { recursive: true });
      const args = ['login', '--get-login', host];
      const { stdout, stderr } = await scratch.run(program, args, { env: { HOME: scratch.path('empty'), ...env } });
      return (stdout + stderr).trim();
    };

    it.each(rows.filter(([, held]) => held !== 'a credential store'))('%s, beside %s', async (merge, held) => {
      const DOCKER_CONFIG = await merged(merge, held);
      for (const program of programs) {
        expect([program, await userOf(program, { DOCKER_CONFIG }, HOST)]).toEqual([program, 'AWS']);
        expect([program, await userOf(program, { DOCKER_CONFIG }, 'registry.example')]).toEqual([program, 'me']);
      }
    });

    it('the GitHub action, beside a credential store: by the file that its log names', async () => {
      const folder = await merged('the GitHub action', 'a credential store');
      for (const program of programs) {
        expect([program, await userOf(program, { REGISTRY_AUTH_FILE: join(folder, 'auth.json') }, HOST)]).toEqual([
          program,
          'AWS',
        ]);
      }
    });
  });
}

{
  const { skip, note } = needing('docker', 'jq');
  describe.skipIf(skip)(`merged logins, read by docker${note}`, () => {
    let engine: RecordingEngine;
    beforeAll(async () => {
      engine = await startRecordingEngine();
    });
    afterAll(() => engine.stop());

    it.each(rows)('%s, beside %s', async (merge, held) => {
      const DOCKER_CONFIG = await merged(merge, held);
      const image = `${HOST}/shop/app`;
      engine.logins.clear();
      await scratch.succeed('docker', ['pull', '--quiet', image], { env: { DOCKER_CONFIG, DOCKER_HOST: engine.host } });
      expect([...engine.logins]).toEqual([[image, 'AWS:the-password']]);
    });
  });
}

it('both places that merge have one rule', () => {
  const ruleIn = (file: string) => /^MERGE='([^']+)'$/m.exec(readFileSync(file, 'utf8'))?.[1];
  expect(ruleIn('clients/refresh/docker-config-from-secret')).toContain('credsStore');
  expect(ruleIn('clients/refresh/docker-config-from-secret')).toBe(ruleIn('clients/github-action/login.sh'));
});

import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigFile } from '../../../../cli/docker-config/config-file.ts';
import { dockerConfigFile, podmanAuthFile } from '../../../../cli/docker-config/config-file.ts';
import type { AskHelper } from '../../../../cli/docker-config/helper.ts';
import { eraseLogins, saveLogins } from '../../../../cli/docker-config/logins.ts';
import { replaceFile } from '../../../../cli/files/replace-file.ts';
import { Secret } from '../../../../shared/domain/secret.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
/** `printf AWS:the-password | base64` */
const AUTH = 'QVdTOnRoZS1wYXNzd29yZA==';
const LOGIN = {
  host: HOST,
  username: 'AWS',
  password: new Secret('the-password'),
  authorizationToken: new Secret(AUTH),
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portunus-docker-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = (name = 'config.json') => join(folder, name);
const file = (readBy: ConfigFile['readBy'] = 'docker'): ConfigFile => ({ path: path(), readBy });
const hold = (held: unknown) =>
  writeFileSync(path(), typeof held === 'string' ? held : JSON.stringify(held), { mode: 0o600 });
const held = () => JSON.parse(readFileSync(path(), 'utf8'));
const modeOf = (name?: string) => (statSync(path(name)).mode & 0o777).toString(8);

/** Helpers that do what they are asked, and what they were asked. */
function helpers(fault?: string) {
  const asked: string[][] = [];
  const ask: AskHelper = async (...call) => {
    asked.push(call);
    return fault;
  };
  return { asked, ask };
}

describe('a login', () => {
  it('makes a file that only its user may read, in a folder that is not there yet', async () => {
    const nested = { path: path('new/.docker/config.json'), readBy: 'docker' } as const;
    expect(await saveLogins(nested, [LOGIN])).toEqual({ saved: [{ host: HOST }], failed: [] });
    expect(readFileSync(nested.path, 'utf8')).toBe(
      `{\n\t"auths": {\n\t\t"${HOST}": {\n\t\t\t"auth": "${AUTH}"\n\t\t}\n\t}\n}\n`,
    );
    expect([modeOf('new/.docker/config.json'), modeOf('new/.docker')]).toEqual(['600', '700']);
    expect(readdirSync(path('new/.docker'))).toEqual(['config.json']);
  });

  it('stays beside everything that the file holds', async () => {
    const other = {
      auths: { 'ghcr.io': { auth: 'bWU6bWluZQ==', email: 'me@example.com' } },
      detachKeys: 'ctrl-e',
      plugins: { a: { b: '1' } },
    };
    hold(other);
    await saveLogins(file(), [LOGIN]);
    expect(held()).toEqual({ ...other, auths: { ...other.auths, [HOST]: { auth: AUTH } } });
  });

  it('replaces the old one of the registry, under its URL too', async () => {
    hold({
      auths: { [HOST]: { auth: 'b2xkOm9sZA==', identitytoken: 'old' }, [`https://${HOST}`]: { auth: 'b2xkOm9sZA==' } },
    });
    await saveLogins(file(), [LOGIN]);
    expect(held()).toEqual({ auths: { [HOST]: { auth: AUTH }, [`https://${HOST}`]: { auth: AUTH } } });
  });

  it.each([
    ['', {}],
    [' \n', {}],
    ['null', {}],
    ['{"auths": null, "credHelpers": null, "credsStore": null}', { credHelpers: null, credsStore: null }],
  ])('takes the file %j for one that holds nothing, as docker does', async (text, rest) => {
    hold(text);
    await saveLogins(file(), [LOGIN]);
    expect(held()).toEqual({ ...rest, auths: { [HOST]: { auth: AUTH } } });
  });

  it.runIf(process.getuid?.() === 0)('keeps the owner of the file, for root too', async () => {
    hold({});
    chownSync(path(), 1234, 1235);
    await saveLogins(file(), [LOGIN]);
    expect([statSync(path()).uid, statSync(path()).gid, modeOf()]).toEqual([1234, 1235, '600']);
  });

  it('keeps the mode of the file', async () => {
    hold({});
    chmodSync(path(), 0o640);
    await saveLogins(file(), [LOGIN]);
    expect(modeOf()).toBe('640');
  });

  it('follows a link, also to a file that is not there yet, and the link stays', async () => {
    mkdirSync(path('dotfiles'));
    symlinkSync('dotfiles/docker.json', path());
    await saveLogins(file(), [LOGIN]);
    expect(lstatSync(path()).isSymbolicLink()).toBe(true);
    await saveLogins(file(), [{ ...LOGIN, host: 'public.ecr.aws' }]);
    expect(lstatSync(path()).isSymbolicLink()).toBe(true);
    expect(Object.keys(JSON.parse(readFileSync(path('dotfiles/docker.json'), 'utf8')).auths)).toEqual([
      HOST,
      'public.ecr.aws',
    ]);
  });

  it('is refused where links lead in a circle', async () => {
    symlinkSync('other', path());
    symlinkSync('config.json', path('other'));
    await expect(saveLogins(file(), [LOGIN])).rejects.toThrow('ELOOP');
  });
});

describe('a file that is no docker config stays as it is', () => {
  it.each([
    ['no JSON', 'auths:\n  none: {}\n'],
    ['half a file', '{"auths": {\n'],
    ['a list', '[]'],
    ['two values', '{}\n{}\n'],
    ['a byte order mark', '\ufeff{}'],
    ['auths that are a list', '{"auths": []}'],
    ['an entry that is a text', '{"auths": {"a": "AWS:secret-text"}}'],
    ['helpers that are no texts', '{"credHelpers": {"a": 1}}'],
    ['a store that is no text', '{"credsStore": {}}'],
  ])('%s', async (_what, text) => {
    hold(text);
    const refused = saveLogins(file(), [LOGIN]);
    await expect(refused).rejects.toThrow(`${path()} is not a docker config, and stays as it is`);
    await expect(refused).rejects.not.toThrow('secret-text');
    expect([readFileSync(path(), 'utf8'), readdirSync(folder)]).toEqual([text, ['config.json']]);
  });

  it('bytes that are not UTF-8', async () => {
    writeFileSync(path(), Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]));
    await expect(saveLogins(file(), [LOGIN])).rejects.toThrow('is not a docker config');
    expect(readFileSync(path())).toHaveLength(7);
  });

  it('a folder of that name', async () => {
    mkdirSync(path());
    await expect(saveLogins(file(), [LOGIN])).rejects.toThrow(`${path()}: is a folder`);
    expect(readdirSync(folder)).toEqual(['config.json']);
  });
});

describe('with helpers', () => {
  const STORED = JSON.stringify({ ServerURL: HOST, Username: 'AWS', Secret: 'the-password' });

  it('goes to the store, and leaves an empty entry as docker does, in place of an old password', async () => {
    hold({ auths: { [HOST]: { auth: 'b2xkOm9sZA==' } }, credsStore: 'desktop' });
    const { asked, ask } = helpers();
    expect(await saveLogins(file(), [LOGIN], ask)).toEqual({ saved: [{ host: HOST, helper: 'desktop' }], failed: [] });
    expect(asked).toEqual([['desktop', 'store', STORED]]);
    expect(held()).toEqual({ auths: { [HOST]: {} }, credsStore: 'desktop' });
  });

  it('goes to the helper of that very host rather than to the store', async () => {
    hold({ credsStore: 'desktop', credHelpers: { [HOST]: 'pass', 'public.ecr.aws': 'ecr-login' } });
    const { asked, ask } = helpers();
    await saveLogins(file(), [LOGIN], ask);
    expect(asked).toEqual([['pass', 'store', STORED]]);
  });

  it('goes into the file where the helper of the host is the empty text, and where only other hosts have one', async () => {
    for (const config of [
      { credsStore: 'desktop', credHelpers: { [HOST]: '' } },
      { credHelpers: { 'gcr.io': 'gcloud' } },
    ]) {
      hold(config);
      const { asked, ask } = helpers();
      await saveLogins(file(), [LOGIN], ask);
      expect([asked, held()]).toEqual([[], { ...config, auths: { [HOST]: { auth: AUTH } } }]);
    }
  });

  it('goes into the file of podman, which knows helpers of hosts and no store', async () => {
    hold({ credsStore: 'desktop' });
    const { asked, ask } = helpers();
    await saveLogins(file('podman'), [LOGIN], ask);
    expect([asked, held().auths]).toEqual([[], { [HOST]: { auth: AUTH } }]);
    hold({ credHelpers: { [HOST]: 'pass' } });
    await saveLogins(file('podman'), [LOGIN], ask);
    expect(asked.map(([helper]) => helper)).toEqual(['pass']);
  });

  it('that fails is named with its field and its words, and other logins are stored', async () => {
    hold({ credHelpers: { [HOST]: 'ecr-login' } });
    const { ask } = helpers('it ended with 1: not implemented');
    const { saved, failed } = await saveLogins(file(), [LOGIN, { ...LOGIN, host: 'public.ecr.aws' }], ask);
    expect(saved).toEqual([{ host: 'public.ecr.aws' }]);
    expect(failed).toEqual([
      `${HOST}: docker-credential-ecr-login (credHelpers) of ${path()} did not store it: it ended with 1: not implemented`,
    ]);
    expect(Object.keys(held().auths)).toEqual(['public.ecr.aws']);
  });

  it('that fails for the only login leaves the file as it is', async () => {
    hold('{"credsStore":"desktop"}');
    await saveLogins(file(), [LOGIN], helpers('no').ask);
    expect(readFileSync(path(), 'utf8')).toBe('{"credsStore":"desktop"}');
  });
});

describe('a logout', () => {
  it('removes what docker would, and nothing else', async () => {
    hold({
      auths: { [HOST]: { auth: AUTH }, [`https://${HOST}`]: { auth: AUTH }, 'ghcr.io': { auth: 'bWU6bWluZQ==' } },
      detachKeys: 'ctrl-e',
    });
    expect(await eraseLogins(file(), [HOST, 'public.ecr.aws'])).toEqual({ erased: [HOST], failed: [] });
    expect(held()).toEqual({ auths: { 'ghcr.io': { auth: 'bWU6bWluZQ==' } }, detachKeys: 'ctrl-e' });
  });

  it('asks the helper to erase it', async () => {
    hold({ auths: { [HOST]: {} }, credsStore: 'desktop' });
    const { asked, ask } = helpers();
    expect(await eraseLogins(file(), [HOST], ask)).toEqual({ erased: [HOST], failed: [] });
    expect([asked, held()]).toEqual([[['desktop', 'erase', HOST]], { auths: {}, credsStore: 'desktop' }]);
  });

  it('keeps the entry of a login that the helper could not erase', async () => {
    hold({ auths: { [HOST]: {} }, credsStore: 'desktop' });
    expect(await eraseLogins(file(), [HOST], helpers('it is locked').ask)).toEqual({
      erased: [],
      failed: [`${HOST}: docker-credential-desktop (credsStore): it is locked`],
    });
    expect(held().auths).toEqual({ [HOST]: {} });
  });

  it('makes no file', async () => {
    expect(await eraseLogins(file(), [HOST])).toEqual({ erased: [], failed: [] });
    expect(existsSync(path())).toBe(false);
  });
});

it('a written file has the mode that is asked for, whatever the old one had', async () => {
  writeFileSync(path('secret'), 'old', { mode: 0o644 });
  await replaceFile(path('secret'), 'new', 0o600);
  expect([modeOf('secret'), readFileSync(path('secret'), 'utf8')]).toEqual(['600', 'new']);
});

it("the files are docker's and podman's own", () => {
  expect(dockerConfigFile({ DOCKER_CONFIG: '/d' })).toEqual({ path: '/d/config.json', readBy: 'docker' });
  expect(dockerConfigFile({}).path).toMatch(/\/\.docker\/config\.json$/);
  expect(podmanAuthFile({ REGISTRY_AUTH_FILE: '/a.json', XDG_RUNTIME_DIR: '/r' }).path).toBe('/a.json');
  if (process.platform !== 'linux') return;
  expect(podmanAuthFile({ XDG_RUNTIME_DIR: '/run/user/1000' }).path).toBe('/run/user/1000/containers/auth.json');
});

// How long the helpers wait, and for what.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answerer,
  type Api,
  answer,
  type Client,
  type Home,
  makeHome,
  type Run,
  runClient,
  SHELLS,
  startApi,
} from '../../support/clients.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const LOGIN = `{"ServerURL":"https://${HOST}","Username":"AWS","Secret":"the-password"}`;
const OK = answer(200, LOGIN);
const UNAVAILABLE = 'Portunus: STS unavailable: try again. (sts_unavailable, request r-1)';
const busy = (headers: Record<string, string>): Answerer =>
  answer(503, `${UNAVAILABLE}\n`, { 'content-type': 'text/plain', ...headers });

let api: Api;
let home: Home;
let env: Record<string, string>;
beforeAll(async () => {
  api = await startApi();
  home = makeHome();
  env = { ...home.env, PORTUNUS_URL: api.url, PORTUNUS_TOKEN: 'the.secret.token', PORTUNUS_CONNECTOR: 'c1' };
});
afterAll(async () => {
  await api.stop();
  home.remove();
});
beforeEach(() => {
  api.seen.length = 0;
});

const get = (run: Run = {}) => runClient('docker-credential-portunus', { env, ...run, args: ['get'], input: HOST });
const timed = async (run: Run = {}) => {
  const start = performance.now();
  const { stdout } = await get(run);
  return { stdout, seconds: (performance.now() - start) / 1000 };
};

describe.each(SHELLS)('in $name', (shell) => {
  it('asks a second time, a second later where Retry-After tells no seconds', async () => {
    api.next(busy({ 'retry-after': '1;id' }), OK);
    const { stdout, seconds } = await timed({ shell });
    expect(stdout).toBe(`${LOGIN}\n`);
    expect(seconds).toBeGreaterThan(1);
    expect(api.seen).toHaveLength(2);
  });

  it('asks twice and no more', async () => {
    api.next(busy({ 'retry-after': '0' }), busy({ 'retry-after': '0' }), OK);
    expect(await get({ shell })).toEqual({ code: 1, stdout: `${UNAVAILABLE}\n`, stderr: '' });
    expect(api.seen).toHaveLength(2);
    // The third answer is taken out of the next test's way.
    expect(await get({ shell })).toMatchObject({ code: 0 });
  });

  it.each(['6', '120', '00099999999999999999'])('does not wait for a Retry-After of %s', async (seconds) => {
    api.next(busy({ 'retry-after': seconds }));
    expect((await timed({ shell })).seconds).toBeLessThan(4);
    expect(api.seen).toHaveLength(1);
  });
});

describe('limits', () => {
  it.each<[Record<string, string>, number]>([
    [{}, 1],
    [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:00 GMT' }, 1],
    [{ 'retry-after': '3' }, 3],
  ])('waits as %j says', async (headers, atLeast) => {
    api.next(busy(headers), OK);
    const { stdout, seconds } = await timed();
    expect(stdout).toBe(`${LOGIN}\n`);
    expect(seconds).toBeGreaterThan(atLeast);
    expect(seconds).toBeLessThan(atLeast + 1.5);
  });

  /** Stands before curl: writes down how long it may take, and makes that two seconds. */
  const shortened = () => {
    const script = [
      '#!/bin/sh',
      `sed 's/^max-time = 30$/max-time = 2/; w ${home.folder}/given' | /usr/bin/env PATH=/usr/bin:/bin curl "$@"`,
    ];
    return join(home.write('shortened/curl', `${script.join('\n')}\n`, 0o755), '..');
  };

  it.each<Client>(['docker-credential-portunus', 'portunus-credential-process', 'portunus-kubelet'])(
    '%s ends when the service hangs',
    async (client) => {
      api.next(() => undefined);
      const image = JSON.stringify({ apiVersion: 'credentialprovider.kubelet.k8s.io/v1', image: HOST });
      const runs: Partial<Record<Client, Run>> = {
        'portunus-credential-process': { args: ['c1'] },
        'docker-credential-portunus': { args: ['get'], input: HOST },
        'portunus-kubelet': { input: image },
      };
      const { code, stdout, stderr } = await runClient(client, { ...runs[client], env, firstPath: shortened() });
      expect({ code, said: stdout + stderr }).toEqual({
        code: 1,
        said: `Portunus is not reachable at ${api.url} (curl 28)\n`,
      });
    },
  );

  it('gives the second try what is left of thirty seconds, and five to a connection', async () => {
    const given = join(home.folder, 'configurations');
    const script = `#!/bin/sh\ntee -a ${given} | /usr/bin/env PATH=/usr/bin:/bin curl "$@"\n`;
    const firstPath = join(home.write('recording/curl', script, 0o755), '..');
    api.next(async (...both) => {
      await sleep(2_100);
      await busy({ 'retry-after': '1' })(...both);
    }, OK);
    expect(await get({ firstPath })).toMatchObject({ code: 0 });
    const times = readFileSync(given, 'utf8').match(/^(max-time|connect-timeout) = \d+$/gm);
    expect(times?.slice(0, 2)).toEqual(['connect-timeout = 5', 'max-time = 30']);
    expect(['max-time = 26', 'max-time = 27']).toContain(times?.[3]);
  });

  it('says that curl is not there', async () => {
    const path = join(home.folder, 'without');
    for (const command of ['sed', 'tr', 'date', 'cat', 'sh']) {
      home.write(`without/${command}`, `#!/bin/sh\nPATH=/usr/bin:/bin exec ${command} "$@"\n`, 0o755);
    }
    const shell = { name: 'dash', command: ['/bin/sh'], path };
    expect(await get({ shell })).toEqual({ code: 1, stdout: 'Portunus: curl is not installed\n', stderr: '' });
  });
});

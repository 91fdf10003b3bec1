// How long the helpers wait, and for what.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answerer,
  type Api,
  answer,
  type Home,
  makeHome,
  type Run,
  runClient,
  startApi,
  withoutPauses,
} from '../../support/clients.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const LOGIN = `{"ServerURL":"${HOST}","Username":"AWS","Secret":"the-password"}`;
const OK = answer(200, LOGIN);
const UNAVAILABLE = 'Portunus: STS unavailable: try again. (sts_unavailable, request r-1)';
function busy(headers: Record<string, string>): Answerer {
  return answer(503, `${UNAVAILABLE}\n`, { 'content-type': 'text/plain', ...headers });
}

let api: Api;
let home: Home;
let env: Record<string, string>;
let instant: ReturnType<typeof withoutPauses>;
beforeAll(async () => {
  api = await startApi();
  home = makeHome();
  instant = withoutPauses(home);
  env = { ...home.env, PORTUNUS_URL: api.url, PORTUNUS_TOKEN: 'the.secret.token', PORTUNUS_CONNECTOR: 'c1' };
});
afterAll(async () => {
  await api.stop();
  home.remove();
});
beforeEach(() => {
  api.seen.length = 0;
});

function get(run: Run = {}) {
  return runClient('docker-credential-portunus', { env, ...run, args: ['get'], input: HOST });
}

describe('limits', () => {
  /** Stands before curl: writes down how long it may take, and makes that two seconds. */
  const shortened = () => {
    const script = [
      '#!/bin/sh',
      `sed 's/^max-time = [0-9]*$/max-time = 0.2/; w ${home.folder}/given' | /usr/bin/env PATH=/usr/bin:/bin curl "$@"`,
    ];
    return join(home.write('shortened/curl', `${script.join('\n')}\n`, 0o755), '..');
  };

  it('ends when the service hangs', async () => {
    const hanging = await startApi(() => undefined);
    const run = { env: { ...env, PORTUNUS_URL: hanging.url }, firstPath: `${instant.path}:${shortened()}` };
    const { code, stdout } = await get(run);
    await hanging.stop();
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^Portunus is not reachable at \S+: it did not answer in time \(curl 28: Operation timed out after [^\n]+\)\n$/,
    );
  });

  it('gives a try fifteen seconds, the next what is left of twenty-five, and five to a connection', async () => {
    const given = join(home.folder, 'configurations');
    const script = `#!/bin/sh\ntee -a ${given} | /usr/bin/env PATH=/usr/bin:/bin curl "$@"\n`;
    const firstPath = join(home.write('recording/curl', script, 0o755), '..');
    api.next(busy({ 'retry-after': '3' }), busy({ 'retry-after': '12' }), OK);
    expect(await get({ firstPath: `${instant.path}:${firstPath}` })).toMatchObject({ code: 0 });
    const times = readFileSync(given, 'utf8').match(/^(max-time|connect-timeout) = \d+$/gm) ?? [];
    expect(times.filter((line) => line !== 'connect-timeout = 5').slice(0, 2)).toEqual([
      'max-time = 15',
      'max-time = 15',
    ]);
    // Waits of 3 and of 12 seconds, each with up to a second of chance.
    expect(times.at(-1)).toMatch(/^max-time = [789]$/);
  });

  it('gets its login with a curl that tells neither a header nor its own words', async () => {
    // As before 7.75, which prints nothing for the one and leaves the other as it is.
    const edits = 's/%{errormsg}//; s/%header/%%header/';
    const script = `#!/bin/sh\nsed '${edits}' | PATH=/usr/bin:/bin curl "$@"\n`;
    const firstPath = `${instant.path}:${join(home.write('old/curl', script, 0o755), '..')}`;
    api.next(busy({ 'retry-after': '9' }), OK);
    expect(await get({ firstPath })).toEqual({ code: 0, stdout: `${LOGIN}\n`, stderr: '' });
    const gone = { ...env, PORTUNUS_URL: 'https://portunus.invalid' };
    const stdout = 'Portunus is not reachable at https://portunus.invalid: its name was not found (curl 6)\n';
    expect(await get({ firstPath, env: gone })).toEqual({ code: 1, stdout, stderr: '' });
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

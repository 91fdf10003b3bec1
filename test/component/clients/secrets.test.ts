// What others on the machine could see of a secret, and what a hostile value could make a shell do.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  withRecordedArguments,
} from '../../support/clients.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const TOKEN = 'the.secret.token';
const POD_TOKEN = 'the.pods.token';
const REQUEST_TOKEN = 'the-runners-request-token';
const SECRETS = [TOKEN, POD_TOKEN, REQUEST_TOKEN, 'the-password'];
const BODY = '{"auth":{"x":1},"Secret":"the-password","SecretAccessKey":"the-password"}';
const REQUEST = { apiVersion: 'credentialprovider.kubelet.k8s.io/v1', image: HOST, serviceAccountToken: POD_TOKEN };

let api: Api;
let home: Home;
let env: Record<string, string>;
let runs: [Client, Run][];
beforeAll(async () => {
  api = await startApi(answer(200, BODY));
  home = makeHome();
  const common = { ...home.env, PORTUNUS_URL: api.url, PORTUNUS_CONNECTOR: 'c1' };
  env = { ...common, PORTUNUS_TOKEN_FILE: home.write('token', TOKEN) };
  const github = {
    ...common,
    ACTIONS_ID_TOKEN_REQUEST_URL: `${api.url}/token?v=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
  };
  runs = [
    ['docker-credential-portunus', { env, args: ['get'], input: HOST }],
    ['portunus-credential-process', { env, args: ['c1'] }],
    ['portunus-kubelet', { env, input: JSON.stringify(REQUEST) }],
    ['portunus-token', { env: github }],
  ];
});
afterAll(async () => {
  await api.stop();
  home.remove();
});
beforeEach(() => {
  api.seen.length = 0;
});

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
function processes() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}
/** What a helper is asked to do while the service takes its time over the answer. */
function lookingAround(look: () => void, then: Answerer): Answerer {
  return (...both) => {
    look();
    return then(...both);
  };
}

describe.each(SHELLS)('in $name', (shell) => {
  it.skipIf(!existsSync('/proc/self/cmdline'))(
    'no process shows a secret while curl waits for the answer',
    async () => {
      for (const [client, run] of runs) {
        const shown: string[] = [];
        let curls = 0;
        api.next(
          lookingAround(
            () => {
              const lines = processes().map((id) => read(`/proc/${id}/cmdline`));
              curls = lines.filter((line) => /^curl\0-q\0--config\0-\0$/.test(line)).length;
              shown.push(...lines.filter((line) => SECRETS.some((secret) => line.includes(secret))));
              // The token of a pod is in no environment either.
              const environments = processes().map((id) => read(`/proc/${id}/environ`));
              shown.push(...environments.filter((text) => text.includes(POD_TOKEN)));
            },
            answer(200, client === 'portunus-token' ? `{"value":"${TOKEN}"}` : BODY),
          ),
        );
        const { code } = await runClient(client, { ...run, shell });
        const asks = run.args?.[0] !== 'store';
        if (!asks) await runClient('docker-credential-portunus', { env, shell, args: ['get'], input: HOST });
        expect({ client, code, shown, curl: curls > 0 }).toEqual({ client, code: 0, shown: [], curl: true });
      }
      expect(api.seen.filter(({ url }) => SECRETS.some((secret) => url?.includes(secret)))).toEqual([]);
    },
  );

  it('no command is started with a secret', async () => {
    const { path, log } = withRecordedArguments(home, ['curl', 'sed', 'tr', 'cat', 'date', 'sleep']);
    const input = `{"ServerURL":"${HOST}","Username":"AWS","Secret":"the-password"}`;
    await runClient('docker-credential-portunus', { env, shell, firstPath: path, args: ['store'], input });
    for (const [client, run] of runs) {
      api.next(answer(200, client === 'portunus-token' ? `{"value":"${TOKEN}"}` : BODY));
      await runClient(client, { ...run, shell, firstPath: path });
    }
    // What is not recorded would not be seen: a shell's own printf is no command, and there is no other in its path.
    const lines = read(log);
    expect(lines).toContain('curl -q --config -\n');
    expect(SECRETS.filter((secret) => lines.includes(secret))).toEqual([]);
  });

  it.each([
    ['docker-credential-portunus', 'get', 'Portunus: this is not the name of a registry\n'],
    ['docker-credential-portunus', 'store', 'Portunus: this is not the name of a registry\n'],
  ] as const)('%s %s refuses hosts that no registry has, and runs nothing', async (client, verb, stdout) => {
    const touched = join(home.folder, 'touched');
    for (const bad of [
      `$(touch ${touched})`,
      `\`touch ${touched}\``,
      `x;touch\t${touched}`,
      'a b.example',
      '*',
      'x?y',
    ]) {
      const host = bad.replaceAll('/', '$IFS');
      for (const input of [bad, host, `https://${host}/v1`, `${HOST}\n${host}`]) {
        const given = verb === 'store' ? `{"ServerURL":"${input.replace('\n', ' ')}"}` : input;
        const outcome = await runClient(client, { env, shell, args: [verb], input: given });
        expect({ given, ...outcome }).toEqual({ given, code: 1, stdout, stderr: '' });
      }
    }
    expect(existsSync(touched)).toBe(false);
    expect(api.seen).toEqual([]);
  });

  it('no failure shows a token', async () => {
    const faults = [
      answer(401, `Portunus: no. ${'x'.repeat(10)}`),
      answer(500, TOKEN),
      answer(302, ''),
      answer(200, TOKEN),
    ];
    for (const fault of faults) {
      for (const [client, run] of runs) {
        api.next(fault);
        const { code, stdout, stderr } = await runClient(client, { ...run, shell });
        if (client === 'portunus-token' && code === 0) continue;
        expect({ client, code }).toEqual({ client, code: 1 });
        expect((stdout + stderr).trim().split('\n')).toHaveLength(1);
        expect(SECRETS.filter((secret) => (stdout + stderr).includes(secret))).toEqual([]);
      }
    }
  });

  it('leaves no file behind, not in the home and not in the folder for temporary files', async () => {
    const TMPDIR = join(home.write('tmp/.keep', ''), '..');
    for (const [client, run] of runs) await runClient(client, { ...run, shell, env: { ...run.env, TMPDIR } });
    expect(readdirSync(TMPDIR)).toEqual(['.keep']);
  });
});

describe('where curl has options of its own', () => {
  it('does not read the .curlrc of the user', async () => {
    home.write('.curlrc', 'include\ntrace = "/dev/stdout"\n');
    const outcome = await runClient('docker-credential-portunus', { env, args: ['get'], input: HOST });
    expect(outcome).toEqual({ code: 0, stdout: `${BODY}\n`, stderr: '' });
  });
});

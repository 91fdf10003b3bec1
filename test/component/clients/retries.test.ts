// What passes by itself is tried again, what is final is not: each way in which a request can end, for each helper.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answerer,
  type Api,
  answer,
  type Client,
  DASH,
  type Home,
  makeHome,
  type Run,
  runClient,
  SHELLS,
  startApi,
  withoutPauses,
} from '../../support/clients.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const BODY = `{"ServerURL":"${HOST}","Username":"AWS","Secret":"s","SecretAccessKey":"s","auth":{"${HOST}":{}},"value":"a.b.c"}`;
const OK = answer(200, BODY);
const UNAVAILABLE = 'Portunus: STS unavailable: try again. (sts_unavailable, request r-1)';
function busy(headers: Record<string, string>): Answerer {
  return answer(503, `${UNAVAILABLE}\n`, { 'content-type': 'text/plain', ...headers });
}

let api: Api;
let home: Home;
let env: Record<string, string>;
let instant: ReturnType<typeof withoutPauses>;
let runs: Record<Client, Run>;
beforeAll(async () => {
  api = await startApi(OK);
  home = makeHome();
  instant = withoutPauses(home);
  env = { ...home.env, PORTUNUS_URL: api.url, PORTUNUS_TOKEN: 'the.secret.token', PORTUNUS_CONNECTOR: 'c1' };
  const github = {
    PORTUNUS_URL: 'https://portunus.example',
    ACTIONS_ID_TOKEN_REQUEST_URL: `${api.url}/token?v=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner.token',
  };
  const image = JSON.stringify({ apiVersion: 'credentialprovider.kubelet.k8s.io/v1', image: HOST });
  runs = {
    'docker-credential-portunus': { env, args: ['get'], input: HOST },
    'portunus-credential-process': { env, args: ['c1'] },
    'portunus-kubelet': { env, input: image },
    'portunus-token': { env: github },
  };
});
afterAll(async () => {
  await api.stop();
  home.remove();
});
beforeEach(() => {
  api.seen.length = 0;
  instant.pauses();
});

function run(client: Client, more: Run = {}) {
  return runClient(client, { firstPath: instant.path, ...runs[client], ...more });
}
function get(more: Run = {}) {
  return run('docker-credential-portunus', more);
}

const reset: Answerer = ({ socket }) =>
  void (socket as typeof socket & { resetAndDestroy: () => void }).resetAndDestroy();
const TRANSIENT: readonly [string, Answerer][] = [
  ['429', answer(429, '{"message":"Too Many Requests"}')],
  ["the gateway's 502", answer(502, '<html>Bad Gateway</html>')],
  ['503', busy({})],
  ['504', answer(504, '')],
  ['a reset', reset],
  ['an empty reply', ({ socket }) => void socket.destroy()],
  [
    'an answer that breaks off',
    ({ socket }, response) => {
      response.writeHead(200, { 'content-length': '5000' }).write(BODY);
      setTimeout(() => socket.destroy(), 20);
    },
  ],
];

describe.each(SHELLS)('in $name', (shell) => {
  it.each(TRANSIENT)('gets its login after %s, twice', async (_what, fault) => {
    api.next(fault, fault);
    expect(await get({ shell })).toEqual({ code: 0, stdout: `${BODY}\n`, stderr: '' });
    expect(api.seen).toHaveLength(3);
    expect(instant.pauses()).toHaveLength(2);
  });

  it('takes pauses that grow, and ends within its time with what was said last', async () => {
    api.next(...Array.from({ length: 20 }, () => busy({})));
    expect(await get({ shell })).toEqual({ code: 1, stdout: `${UNAVAILABLE}\n`, stderr: '' });
    const pauses = instant.pauses();
    const [first = 0, second = 0, third = 0, fourth = 0, ...more] = pauses;
    // Half of 1, 2, 4 and 8 seconds, and up to as much again.
    for (const [index, pause] of [first, second, third, fourth].entries()) {
      expect(pause).toBeGreaterThanOrEqual(2 ** index / 2);
      expect(pause).toBeLessThanOrEqual(2 ** index);
    }
    expect(more.length).toBeLessThanOrEqual(3);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(22);
    await drain();
  });

  it.each<[string, number, number]>([
    ['3', 3, 4],
    ['08', 8, 9],
    ['0', 0.5, 1],
    ['Sat, 21 Nov 2026 12:00:00 GMT', 0.5, 1],
    ['1;id', 0.5, 1],
    ['-5', 0.5, 1],
    // What is left of its time, but for the last try.
    ['120', 20, 22],
    ['00099999999999999999', 20, 22],
  ])('waits as a Retry-After of %j says, as far as there is time', async (after, least, most) => {
    api.next(busy({ 'retry-after': after }));
    expect(await get({ shell })).toMatchObject({ code: 0 });
    const [pause = 0, ...more] = instant.pauses();
    expect(more).toEqual([]);
    expect(pause).toBeGreaterThanOrEqual(least);
    expect(pause).toBeLessThanOrEqual(most);
  });
});

/** Takes what a test left in the queue of answers. */
async function drain() {
  for (let more = true; more; ) more = (await (await fetch(api.url)).text()) !== BODY;
}

describe('every helper', () => {
  const clients: readonly Client[] = [
    'docker-credential-portunus',
    'portunus-credential-process',
    'portunus-kubelet',
    'portunus-token',
  ];

  it.each(clients)('%s has the same rule', async (client) => {
    for (const [what, fault] of TRANSIENT) {
      api.next(fault);
      expect({ what, ...(await run(client)) }).toMatchObject({ what, code: 0, stderr: '' });
      expect(instant.pauses()).toHaveLength(1);
    }
  });

  it.each(clients)('%s does not ask again after a refusal', async (client) => {
    for (const status of [400, 401, 403, 404, 500]) {
      api.seen.length = 0;
      api.next(answer(status, '{"message":"no"}'));
      expect(await run(client)).toMatchObject({ code: 1 });
      expect({ status, asked: api.seen.length }).toEqual({ status, asked: 1 });
    }
    expect(instant.pauses()).toEqual([]);
  });

  it.each(clients)('%s asks again where nobody listened', async (client) => {
    const gone = await startApi();
    await gone.stop();
    const environment: Record<string, string> = { ...runs[client].env, PORTUNUS_URL: gone.url };
    if (client === 'portunus-token') environment.ACTIONS_ID_TOKEN_REQUEST_URL = `${gone.url}/token?v=2`;
    const { code, stdout, stderr } = await run(client, { env: environment });
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/: the connection was refused \(curl 7: [^\n]+\)\n$/);
    expect(instant.pauses().length).toBeGreaterThanOrEqual(4);
  });
});

describe('a token that an earlier try has used', () => {
  const tokenOf = (value: string) => answer(200, `{"value":"${value}"}`);
  const REJECTED = answer(401, '{"message":"no"}');
  const tokensSeen = () => api.seen.map(({ authorization }) => authorization?.replace('Bearer ', ''));
  const github = () => {
    const { PORTUNUS_TOKEN: _none, ...rest } = env;
    const more = { ACTIONS_ID_TOKEN_REQUEST_URL: `${api.url}/token?v=2`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner' };
    return { ...rest, ...more };
  };

  it.each(SHELLS)('gives way to another one of its source, in $name', async (shell) => {
    api.next(tokenOf('a.b.first'), reset, REJECTED, tokenOf('a.b.second'));
    expect(await get({ shell, env: github() })).toMatchObject({ code: 0, stderr: '' });
    expect(tokensSeen()).toEqual(['runner', 'a.b.first', 'a.b.first', 'runner', 'a.b.second']);
  });

  it('is not sent again where its source has no other', async () => {
    api.next(reset, REJECTED);
    expect(await get()).toMatchObject({ code: 1 });
    expect(api.seen).toHaveLength(2);
  });

  it('is not replaced by that of the machine where a kubelet gave it', async () => {
    const apiVersion = 'credentialprovider.kubelet.k8s.io/v1';
    const input = JSON.stringify({ apiVersion, image: HOST, serviceAccountToken: 'pod.own.token' });
    api.next(reset, REJECTED);
    expect(await run('portunus-kubelet', { input })).toMatchObject({ code: 1 });
    expect(tokensSeen()).toEqual(['pod.own.token', 'pod.own.token']);
  });

  it('is an answer like any other at the first try', async () => {
    api.next(tokenOf('a.b.first'), REJECTED);
    expect(await get({ env: github() })).toMatchObject({ code: 1 });
    expect(tokensSeen()).toEqual(['runner', 'a.b.first']);
  });
});

describe('where sleep takes whole seconds only', () => {
  it('waits at least as long', async () => {
    const log = home.write('whole-seconds', '');
    const script = `#!/bin/sh\ncase $1 in *[!0-9]*) exit 1 ;; esac\necho "$1" >>'${log}'\n`;
    const folder = home.write('whole/sleep', script, 0o755).replace(/\/sleep$/, '');
    api.next(busy({ 'retry-after': '3' }));
    expect(await get({ firstPath: folder })).toMatchObject({ code: 0 });
    expect(readFileSync(log, 'utf8')).toBe('4\n');
  });
});

describe('a crowd', () => {
  /**
   * A door that lets in so many in each second, as API Gateway does, and tells the others to come again. It opens when
   * the whole crowd is there, as a busy machine would start it too slowly for the door to turn anyone away.
   */
  const door = (admitted: number, crowd: number) => {
    const arrived = Promise.withResolvers<void>();
    const seen = { requests: 0, turnedAway: 0 };
    let second = 0;
    let inside = 0;
    const answerer: Answerer = async (request, response) => {
      seen.requests += 1;
      if (seen.requests === crowd) arrived.resolve();
      await arrived.promise;
      const now = Math.floor(performance.now() / 1000);
      if (now !== second) [second, inside] = [now, 0];
      inside += 1;
      if (inside <= admitted) return OK(request, response);
      seen.turnedAway += 1;
      return answer(429, '{"message":"Too Many Requests"}', { 'retry-after': '1' })(request, response);
    };
    return { seen, answerer };
  };

  it('of 120 at once gets all its logins through a door that lets in 40 a second', async () => {
    const { seen, answerer } = door(40, 120);
    const crowded = await startApi(answerer);
    const shells = SHELLS.filter(({ name }) => name !== 'bash');
    const all = Array.from({ length: 120 }, (_, index) =>
      runClient('docker-credential-portunus', {
        ...runs['docker-credential-portunus'],
        env: { ...env, PORTUNUS_URL: crowded.url },
        shell: shells[index % shells.length] ?? DASH,
      }),
    );
    const outcomes = await Promise.all(all);
    await crowded.stop();
    expect(outcomes.filter(({ stdout }) => stdout !== `${BODY}\n`)).toEqual([]);
    // The first moment may lie in two seconds.
    expect(seen.turnedAway).toBeGreaterThanOrEqual(40);
  });
});

// What the helpers make of a service that is ill, away, or somebody else.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answerer,
  type Api,
  answer,
  DOCKER_HELPERS,
  type Home,
  makeHome,
  type Run,
  runClient,
  startApi,
} from '../../support/clients.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
function problem(status: number, code: string, errors: object = {}): Answerer {
  return answer(
    status,
    JSON.stringify({
      type: `urn:portunus:error:${code}`,
      title: 'Title',
      status,
      detail: 'What is wrong.',
      code,
      stage: 'request',
      retryable: false,
      requestId: 'r-2',
      ...errors,
    }),
  );
}

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

function get(run: Run = {}) {
  return runClient('docker-credential-portunus', { env, ...run, args: ['get'], input: HOST });
}

describe.each(DOCKER_HELPERS)('in $name', (shell) => {
  it.each<[string, Answerer, string]>([
    ['401', problem(401, 'token_rejected'), 'Portunus: What is wrong. (token_rejected, request r-2)'],
    ['403', problem(403, 'not_allowed'), 'Portunus: What is wrong. (not_allowed, request r-2)'],
    [
      '406 with the field at fault',
      problem(406, 'format_unknown', { errors: [{ field: 'format', detail: 'must be one of json' }] }),
      'Portunus: What is wrong. format must be one of json. (format_unknown, request r-2)',
    ],
    ['a line with control characters', answer(500, 'Portunus: \u001b[31mred\u0007\n'), 'Portunus: [31mred'],
    ['two lines', answer(500, 'Portunus: one\nPortunus: two\n'), 'Portunus: one'],
    ["the gateway's own 404", answer(404, '{"message":"Not Found"}'), 'Portunus at API answered 404'],
    ['HTML', answer(500, '<html>the.secret.token</html>'), 'Portunus at API answered 500'],
    ['an empty answer', answer(400, ''), 'Portunus at API answered 400'],
    [
      "AWS's refusal, which the service says in one line",
      answer(502, 'Portunus: Role refused: AWS did not. (role_refused, request r-2)\n'),
      'Portunus: Role refused: AWS did not. (role_refused, request r-2)',
    ],
    ["AWS's refusal", problem(502, 'role_refused'), 'Portunus: What is wrong. (role_refused, request r-2)'],
    ['a redirect', answer(302, '', { location: '/' }), 'Portunus at API answered 302'],
    ['HTML for a success', answer(200, '<html>"Secret"</html>'), 'Portunus: API answered, but not as Portunus does'],
    ['another JSON for a success', answer(200, '{"a":1}'), 'Portunus: API answered, but not as Portunus does'],
    ['nothing for a success', answer(204, ''), 'Portunus at API answered 204'],
    [
      'an answer without end',
      answer(200, 'x', { 'content-length': '5000000' }),
      'Portunus is not reachable at API: the answer is too long',
    ],
  ])('says in one line: %s', async (_name, fault, line) => {
    api.next(fault);
    const stdout = `${line.replace('API', api.url)}\n`;
    const said = await get({ shell });
    // In brackets are the words of what made the request, which is not curl everywhere.
    expect({ ...said, stdout: said.stdout.replace(/ \(curl.*\)$/m, '') }).toEqual({ code: 1, stdout, stderr: '' });
    expect(api.seen).toHaveLength(1);
  });

  it.each([
    ['', 'is not set'],
    ['http://portunus.example', 'must begin with https://'],
    ['http://127.0.0.1.evil.example', 'must begin with https://'],
    ['http://localhostx', 'must begin with https://'],
    ['file:///etc/passwd', 'must begin with https://'],
    ['https://', 'must begin with https://'],
    ['https://user:secret@portunus.example', 'is not the address of a service'],
    ['https://portunus.example?token=secret', 'is not the address of a service'],
    ['https://x"\noutput = "/tmp/x', 'is not the address of a service'],
    ['https://$(id)', 'is not the address of a service'],
    ['http://[::1].evil.example', 'must begin with https://'],
    ['https://portunus.example/v1', 'is the address of the service alone: leave off /v1'],
    ['https://portunus.example/v1/', 'is the address of the service alone: leave off /v1'],
  ])('refuses PORTUNUS_URL=%j without showing it', async (url, fault) => {
    const stdout = `Portunus: PORTUNUS_URL ${fault}\n`;
    expect(await get({ shell, env: { ...env, PORTUNUS_URL: url } })).toEqual({ code: 1, stdout, stderr: '' });
  });
});

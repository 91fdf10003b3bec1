// Commands that run with a connector's session, in processes of their own as people start them.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpApi, startHttpApi } from '../../support/http-api.ts';
import { describeLong, LONG } from '../../support/long.ts';
import { runPortunus } from '../../support/run-cli.ts';
import { type Answer, type Service, startService } from '../../support/service.ts';

let service: Service;
let api: HttpApi;
let home: string;
let token: string;
/** Changes what the service answers. */
let change: (answer: Answer) => Answer = (answer) => answer;

beforeAll(async () => {
  service = await startService();
  // Nothing is cached, so each session that is asked for has other keys.
  api = await startHttpApi(async (name, event) => change(await (await service.freshEnvironment(name))(name, event)));
  home = mkdtempSync(join(tmpdir(), 'portunus-exec-'));
  token = await service.aws.issuer.mint();
  mkdirSync(join(home, '.aws'));
  const keys = 'aws_access_key_id = AKIAOFTHEPERSON00001\naws_secret_access_key = of-the-person\n';
  writeFileSync(join(home, '.aws/credentials'), `[default]\n${keys}`);
});
afterAll(async () => {
  await api.stop();
  await service.stop();
  rmSync(home, { recursive: true, force: true });
});

const exec = (...args: string[]) =>
  runPortunus(['exec', ...args], {
    PATH: process.env.PATH ?? '',
    HOME: home,
    PORTUNUS_URL: api.url,
    PORTUNUS_TOKEN: token,
    AWS_PROFILE: 'default',
    AWS_ACCESS_KEY_ID: 'AKIAOFTHEPARENT00001',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_STS: service.aws.standIn.url,
  });
const node = (script: string) => [process.execPath, '--input-type=module', '-e', script];
const PRINT = `console.log(JSON.stringify(Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'))))`;
const variablesOf = (out: string): Record<string, string> => Object.fromEntries(JSON.parse(out));

/** Asks AWS who it is by the SDK's own chain of credentials, and once more after the end of the first session. */
const ASK = `
  const { STSClient, GetCallerIdentityCommand } = await import(${JSON.stringify(import.meta.resolve('@aws-sdk/client-sts'))});
  const client = new STSClient({ maxAttempts: 1 });
  for (const pause of [0, 1_100]) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    console.log((await client.send(new GetCallerIdentityCommand({}))).Arn);
  }
`;

describe('portunus exec', () => {
  it("gives the command an endpoint, the connector's region, and nothing of the parent's credentials", async () => {
    const { code, out, err } = await exec('shop-releases', '--', ...node(PRINT));
    expect([code, err]).toEqual([0, '']);
    expect(variablesOf(out)).toEqual({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/credentials$/),
      AWS_CONTAINER_AUTHORIZATION_TOKEN: expect.stringMatching(/^[\w-]{43}$/),
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_STS: service.aws.standIn.url,
    });
    await expect(fetch(variablesOf(out).AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '')).rejects.toThrow();
  });

  it('with --env gives it the keys themselves', async () => {
    const { code, out } = await exec('shop-releases', '--env', '--region', 'eu-central-1', '--', ...node(PRINT));
    expect([code, variablesOf(out)]).toEqual([
      0,
      {
        AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
        AWS_SECRET_ACCESS_KEY: expect.any(String),
        AWS_SESSION_TOKEN: expect.any(String),
        AWS_CREDENTIAL_EXPIRATION: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_REGION: 'eu-central-1',
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_ENDPOINT_URL_STS: service.aws.standIn.url,
      },
    ]);
  });

  it('passes input and output through, and ends as the command does', async () => {
    const { code, out, err } = await exec(
      'shop-releases',
      '--env',
      '--',
      'sh',
      '-c',
      'echo out; echo err >&2; exit 42',
    );
    expect([code, out, err]).toEqual([42, 'out\n', 'err\n']);
  });

  it('passes a signal on, and ends when the command has', async () => {
    // It ends by itself too: a command that is left behind would keep the test run open.
    const script = "trap 'echo stopped; exit 7' TERM; echo started; for _ in $(seq 200); do sleep 0.05; done";
    const args = ['exec', 'shop-releases', '--env', '--', 'sh', '-c', script];
    const env = { PATH: process.env.PATH ?? '', HOME: home, PORTUNUS_URL: api.url, PORTUNUS_TOKEN: token };
    const child = spawn(process.execPath, ['dist/cli/portunus.js', ...args], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    let out = '';
    for await (const chunk of child.stdout) {
      out += chunk;
      if (out === 'started\n') child.kill('SIGTERM');
    }
    expect([await ended, out]).toEqual([7, 'started\nstopped\n']);
  });

  it('runs nothing for a caller who may not', async () => {
    const { code, out, err } = await exec('shop-images', '--', 'echo', 'it ran');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^portunus: One or more fields are invalid\..*invalid_request/);
    expect(err).toContain('serves');
  });
});

describeLong(`portunus exec, for long${LONG}`, () => {
  it('lets an SDK go on beyond the end of a session, with new keys', async () => {
    change = (answer) => {
      const soon = new Date(Date.now() + 1_000).toISOString();
      const { credentials } = answer.body;
      if (credentials?.accessKeyId === undefined) return answer;
      const body = { ...answer.body, credentials: { ...credentials, expirationDate: soon }, refreshAfter: soon };
      return { ...answer, text: JSON.stringify(body) };
    };
    service.aws.standIn.calls.length = 0;
    const { code, out, err } = await exec('shop-releases', '--', ...node(ASK));
    change = (answer) => answer;
    // Of a busy machine the SDK says that it is slow.
    const said = err.replace(/^@smithy\/node-http-handler - \[WARN\] .*\n/gm, '');
    expect([code, said, new Set(out.trim().split('\n')).size]).toEqual([0, '', 1]);
    expect(out).toContain('assumed-role/shop-releases/');
    const asked = service.aws.standIn.calls.filter(({ action }) => action === 'GetCallerIdentity');
    expect(new Set(asked.map(({ accessKeyId }) => accessKeyId)).size).toBe(2);
  });
});

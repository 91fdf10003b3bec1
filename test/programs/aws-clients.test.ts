// AWS's own tools get their credentials from Portunus, by the two protocols that they all have.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeLongUnless, LONG } from '../support/long.ts';
import { AWS_CLI, createScratch, needing, type Scratch, type ServedApi, serveApi } from '../support/programs.ts';
import { type Service, startService } from '../support/service.ts';

const PATH = '/v1/connectors/shop-releases/credentials';
const ROLE = 'arn:aws:sts::123456789012:assumed-role/shop-releases/';
/** A session of half an hour, which is the shortest that a container endpoint gives, and a token of an hour. */
const [LIFE_SECONDS, LATER_SECONDS] = [1_800, 1_860];

let scratch: Scratch;
let service: Service;
let api: ServedApi;
let token: string;
let refused: string;

beforeAll(async () => {
  scratch = createScratch();
  service = await startService();
});
afterAll(async () => {
  await service.stop();
  scratch.remove();
});
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  // With nothing in its cache, which could be of a later time than this test's.
  api = await serveApi();
  token = await service.aws.issuer.mint();
  refused = await service.aws.issuer.mint({ repository_id: '23096959' });
  service.aws.standIn.issued.length = 0;
});
afterEach(async () => {
  vi.useRealTimers();
  await api.stop();
});

function urlOf(format: string) {
  return `${api.url}${PATH}?format=${format}&durationSeconds=${LIFE_SECONDS}`;
}

function profile(command: string) {
  return {
    AWS_CONFIG_FILE: scratch.write(
      'config',
      `[profile portunus]\nregion = eu-west-1\ncredential_process = ${command}\n`,
    ),
    AWS_PROFILE: 'portunus',
    PORTUNUS_URL: api.url,
    PORTUNUS_TOKEN_FILE: scratch.path('token'),
  };
}

/** Without anything of ours on the machine: curl reads the token from its standard input, where `ps` does not look. */
function byCurl(bearer: string) {
  scratch.write('token', bearer);
  const header = `printf 'header = "Authorization: Bearer %s"' "$(cat "$PORTUNUS_TOKEN_FILE")"`;
  const curl = `${header} | curl -sS --fail-with-body --config - '${urlOf('credential-process')}'`;
  return profile(
    scratch.script('by-curl', `#!/bin/sh\nanswer=$(${curl}) || { echo "$answer" >&2; exit 1; }\necho "$answer"\n`),
  );
}
function byHelper(bearer: string) {
  scratch.write('token', bearer);
  const program = resolve('clients/portunus-credential-process');
  return profile(`${program} shop-releases durationSeconds=${LIFE_SECONDS}`);
}
function endpoint(authorization: Readonly<Record<string, string>>) {
  return {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: urlOf('container'),
    ...authorization,
  };
}
function byText(bearer: string) {
  return endpoint({ AWS_CONTAINER_AUTHORIZATION_TOKEN: bearer });
}
function byFile(bearer: string) {
  return endpoint({ AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: scratch.write('token', bearer) });
}

type Way = readonly [string, (bearer: string) => Readonly<Record<string, string>>, readonly string[]];
const SENTENCE = 'There is no such connector for this caller; see GET /v1/caller and GET /v1/connectors.';
const PROCESS: Way = ['a process of curl alone', byCurl, ['"code":"not_allowed"', `"detail":"${SENTENCE}"`]];
const HELPER: Way = ['portunus-credential-process', byHelper, [`Portunus: ${SENTENCE} (not_allowed, request `]];
const MESSAGE = `Not allowed: ${SENTENCE} (not_allowed, request `;

/** The sessions that STS opened in this test. */
function opened() {
  return service.aws.standIn.issued.flatMap((issued) => (issued.action === 'AssumeRole' ? [issued.arn] : []));
}

function later(): string {
  vi.setSystemTime(Date.now() + LATER_SECONDS * 1000);
  return `+${LATER_SECONDS}s`;
}

{
  const { skip, note } = needing(AWS_CLI, 'faketime', 'curl');
  const ways: readonly Way[] = [
    PROCESS,
    HELPER,
    ['the container endpoint', byText, [`{"Code":"not_allowed","Message":"${MESSAGE}`]],
  ];
  describe.skipIf(skip).each(ways)(`the AWS CLI by %s${note}`, (_how, environment, sentences) => {
    const args = () => ['sts', 'get-caller-identity', '--output', 'json', '--endpoint-url', service.aws.standIn.url];

    it('is the session of the connector', async () => {
      const { stdout } = await scratch.succeed(AWS_CLI, args(), { env: environment(token) });
      expect(opened()).toEqual([expect.stringContaining(ROLE)]);
      expect(JSON.parse(stdout)).toMatchObject({ Account: '123456789012', Arn: opened()[0] });
    });

    it('gets another one when that has ended', async () => {
      const env = environment(token);
      await scratch.succeed(AWS_CLI, args(), { env });
      const { stdout } = await scratch.succeed('faketime', ['-f', later(), AWS_CLI, ...args()], { env });
      expect(opened()).toHaveLength(2);
      expect(JSON.parse(stdout).Arn).toBe(opened()[1]);
    });

    it('says why it gets none', async () => {
      const { status, stdout, stderr } = await scratch.run(AWS_CLI, args(), { env: environment(refused) });
      expect([status === 0, stdout]).toEqual([false, '']);
      for (const sentence of sentences) expect(stderr).toContain(sentence);
      expect(opened()).toEqual([]);
    });
  });
}

/** Each line that it reads puts its clock on by so many seconds, and makes it ask by the client that it keeps. */
const SDK_PROGRAM = `
import { createInterface } from 'node:readline';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
const RealDate = Date;
let ahead = 0;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [RealDate.now() + ahead] : args));
  }
  static now() {
    return RealDate.now() + ahead;
  }
};
const [endpoint, name] = process.argv.slice(1);
const { fromHttp } = await import('@aws-sdk/credential-provider-http');
const { fromProcess } = await import('@aws-sdk/credential-provider-process');
const only = { process: fromProcess, http: fromHttp }[name];
const client = new STSClient({ region: 'eu-west-1', endpoint, ...(only && { credentials: only() }) });
for await (const line of createInterface({ input: process.stdin })) {
  ahead = Number(line) * 1000;
  await client.send(new GetCallerIdentityCommand({})).then(
    ({ Arn }) => console.log(JSON.stringify(Arn)),
    (error) => console.log(JSON.stringify([error.message, error.Code, error.Message].join(' '))),
  );
}
`;

/** `name` is that of the one provider that it is to ask, and not all that it knows in its own order. */
function startSdk(env: Readonly<Record<string, string>>, name = 'any') {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SDK_PROGRAM, service.aws.standIn.url, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, HOME: scratch.path('.'), AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (secondsAhead = 0): Promise<string> => {
      child.stdin.write(`${secondsAhead}\n`);
      return JSON.parse((await lines.next()).value ?? '"it ended"');
    },
    end: async () => {
      const exit = once(child, 'exit');
      child.stdin.end();
      await exit;
    },
  };
}

const { skip: skipSdk, note: sdkNote } = needing('curl');
const describeSdk = describeLongUnless(skipSdk);
const FILE: Way = ['the container endpoint with a file of the token', byFile, [`not_allowed ${MESSAGE}`]];

describeSdk.each<Way>([
  PROCESS,
  HELPER,
  ['the container endpoint with a token', byText, [`not_allowed ${MESSAGE}`]],
  FILE,
])(`the AWS SDK for JavaScript by %s${sdkNote}${LONG}`, (_how, environment, sentences) => {
  it('is the session of the connector, and another one when that has ended', async () => {
    const sdk = startSdk(environment(token));
    const first = await sdk.ask();
    expect(first).toContain(ROLE);
    expect(await sdk.ask()).toBe(first);
    expect([opened(), api.requests.length]).toEqual([[first], 1]);
    later();
    const second = await sdk.ask(LATER_SECONDS);
    expect([opened(), api.requests.length]).toEqual([[first, second], 2]);
    await sdk.end();
  });

  // Where it tries all that it knows, the SDK keeps to itself why each of them failed.
  it('says why it gets no credentials if it is configured to ask Portunus', async () => {
    const env = environment(refused);
    const sdk = startSdk(env, 'AWS_PROFILE' in env ? 'process' : 'http');
    const said = await sdk.ask();
    for (const sentence of sentences) expect(said).toContain(sentence);
    expect(opened()).toEqual([]);
    await sdk.end();
  });

  it('gets none by any other way then', async () => {
    const sdk = startSdk(environment(refused));
    expect(await sdk.ask()).toContain('Could not load credentials from any providers');
    // The last thing that it tries knows of no files, and so shows no token.
    for (const { status } of api.requests) expect(status).toBeOneOf([401, 403]);
    expect(opened()).toEqual([]);
    await sdk.end();
  });
});

describeSdk.each<Way>([PROCESS, HELPER, FILE])(
  `the AWS SDK for JavaScript by %s${sdkNote}${LONG}`,
  (_how, environment) => {
    it('shows the token that is in the file by then', async () => {
      const sdk = startSdk(environment(refused));
      await sdk.ask();
      scratch.write('token', token);
      expect(await sdk.ask()).toContain(ROLE);
      await sdk.end();
    });
  },
);

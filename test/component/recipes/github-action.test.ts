// The composite action's script, run as the runner would run it, against the built handlers.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Ran, runProgram, type ServedApi, serveApi } from '../../support/recipes.ts';
import { type Service, startService } from '../../support/service.ts';

const FOLDER = 'clients/github-action';
const ACTION = parse(readFileSync(join(FOLDER, 'action.yml'), 'utf8'));
const [STEP] = ACTION.runs.steps;
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

let service: Service;
let api: ServedApi;
let root = '';
/** What GitHub hands out as the job's token, by the audience that is asked for. */
let tokenFor: (audience: string) => Promise<string>;
let audiences: string[] = [];

beforeAll(async () => {
  service = await startService();
  api = await serveApi(() => service.aws.issuer.mint());
});
afterAll(async () => {
  await api.stop();
  await service.stop();
});
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'action-'));
  for (const folder of ['home', 'temp', 'instant']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'instant', 'sleep'), '#!/bin/sh\n', { mode: 0o755 });
  for (const file of ['env', 'output']) writeFileSync(join(root, file), '');
  audiences = [];
  tokenFor = () => service.aws.issuer.mint();
  api.requests.length = 0;
  api.intercept = ({ url = '', headers }, respond) => {
    const asked = new URL(url, api.url);
    if (asked.pathname !== '/github-token') return false;
    if (headers.authorization !== 'Bearer runner-token' || asked.searchParams.get('api-version') !== '2.0') {
      respond(401, '{}');
    } else {
      const audience = asked.searchParams.get('audience') ?? '';
      audiences.push(audience);
      void tokenFor(audience).then((value) => respond(200, JSON.stringify({ count: 1, value })));
    }
    return true;
  };
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

type Inputs = Readonly<Record<string, string>>;

/** The variables that the action's file makes of the inputs, with its defaults. */
function variablesOf(inputs: Inputs): Record<string, string> {
  return Object.fromEntries(
    Object.entries<string>(STEP.env).map(([name, expression]) => {
      const [, input = ''] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression) ?? [];
      return [name, inputs[input] ?? ACTION.inputs[input].default];
    }),
  );
}

function run(inputs: Inputs = {}, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return runProgram(['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', STEP.run], {
    cwd: root,
    env: {
      ...variablesOf({ url: api.url, connector: 'shop-images', ...inputs }),
      // Pauses take no time.
      PATH: `${join(root, 'instant')}:${process.env.PATH}`,
      HOME: join(root, 'home'),
      RUNNER_TEMP: join(root, 'temp'),
      GITHUB_ACTION_PATH: join(process.cwd(), FOLDER),
      GITHUB_ENV: join(root, 'env'),
      GITHUB_OUTPUT: join(root, 'output'),
      ACTIONS_ID_TOKEN_REQUEST_URL: `${api.url}/github-token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-token',
      ...env,
    },
  });
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** As the runner reads its files: `NAME=value`, or `NAME<<DELIMITER` and lines up to that delimiter. */
function variablesIn(file: string): Record<string, string> {
  const lines = textOf(file).split('\n');
  expect(lines.pop()).toBe('');
  const variables: Record<string, string> = {};
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    const [, name = '', delimiter] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (delimiter === undefined) {
      const [plain = '', ...value] = line.split('=');
      expect(value.length).toBeGreaterThan(0);
      variables[plain] = value.join('=');
      continue;
    }
    const end = lines.indexOf(delimiter);
    expect(end).toBeGreaterThanOrEqual(0);
    variables[name] = lines.splice(0, end).join('\n');
    lines.shift();
  }
  return variables;
}

/** The texts that are masked, which must be the first that the step prints. */
function masksIn({ stdout }: Ran): readonly string[] {
  const lines = stdout.split('\n');
  const count = lines.findIndex((line) => !line.startsWith('::add-mask::'));
  expect(lines.slice(count).join('\n')).not.toContain('::add-mask::');
  return lines.slice(0, count).map((line) => line.slice('::add-mask::'.length));
}

function unmasked(ran: Ran): string {
  return ran.stdout.replaceAll(/^::add-mask::.*\n/gm, '') + ran.stderr;
}

function expectNothingWritten() {
  expect([textOf('env'), textOf('output')]).toEqual(['', '']);
  expect(readdirSync(join(root, 'temp'))).toEqual([]);
  expect(readdirSync(join(root, 'home'))).toEqual([]);
}

function passwordOf(auth: string): string {
  return Buffer.from(auth, 'base64').toString().replace('AWS:', '');
}

describe('docker-config, the default', () => {
  it('masks, writes a config of its own and names it to the steps that follow', async () => {
    const ran = await run();
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    const { DOCKER_CONFIG = '', ...others } = variablesIn('env');
    expect(others).toEqual({});
    expect(DOCKER_CONFIG.startsWith(join(root, 'temp', 'portunus.'))).toBe(true);
    const { auths } = JSON.parse(readFileSync(join(DOCKER_CONFIG, 'config.json'), 'utf8'));
    expect(Object.keys(auths)).toEqual([HOST, `https://${HOST}`]);
    const { auth } = auths[HOST];
    expect(masksIn(ran)).toEqual(expect.arrayContaining([auth, passwordOf(auth)]));
    expect(masksIn(ran)).toHaveLength(5);
    expect(unmasked(ran)).toBe(`Portunus: docker is logged in to ${HOST}, https://${HOST}\n`.replace(/, https.*/, ''));
    expect(variablesIn('output')).toEqual({ portunus_proxyEndpointDomain: HOST });
  });

  it('is readable by nobody else', async () => {
    await run();
    const { DOCKER_CONFIG = '' } = variablesIn('env');
    expect(statSync(DOCKER_CONFIG).mode & 0o777).toBe(0o700);
    expect(statSync(join(DOCKER_CONFIG, 'config.json')).mode & 0o777).toBe(0o600);
  });

  it('takes a region and several registries', async () => {
    const ran = await run({ region: 'eu-central-1', 'registry-ids': '123456789012, 210987654321' });
    expect(ran.code).toBe(0);
    const { DOCKER_CONFIG = '' } = variablesIn('env');
    const { auths } = JSON.parse(readFileSync(join(DOCKER_CONFIG, 'config.json'), 'utf8'));
    const hosts = ['123456789012', '210987654321'].map((id) => `${id}.dkr.ecr.eu-central-1.amazonaws.com`);
    expect(Object.keys(auths)).toEqual(hosts.flatMap((host) => [host, `https://${host}`]));
    expect(unmasked(ran)).toBe(`Portunus: docker is logged in to ${hosts.join(', ')}\n`);
    expect(variablesIn('output')).toEqual({ portunus_proxyEndpointDomain: hosts[0] });
  });

  it("keeps what the job's config held, and leaves that as it was", async () => {
    const old = join(root, 'home', '.docker');
    mkdirSync(join(old, 'buildx'), { recursive: true });
    const held = JSON.stringify({ auths: { 'ghcr.io': { auth: 'b2xk' }, [HOST]: { auth: 'b2xk' } }, credsStore: 'x' });
    writeFileSync(join(old, 'config.json'), held);
    expect((await run()).code).toBe(0);
    const { DOCKER_CONFIG = '' } = variablesIn('env');
    const { auths, credsStore, credHelpers } = JSON.parse(readFileSync(join(DOCKER_CONFIG, 'config.json'), 'utf8'));
    expect(Object.keys(auths)).toEqual(['ghcr.io', HOST, `https://${HOST}`]);
    expect(auths['ghcr.io']).toEqual({ auth: 'b2xk' });
    expect(passwordOf(auths[HOST].auth).length).toBeGreaterThan(100);
    expect({ credsStore, credHelpers }).toEqual({ credsStore: 'x', credHelpers: { [HOST]: '' } });
    expect(readdirSync(DOCKER_CONFIG).toSorted()).toEqual(['auth.json', 'buildx', 'config.json']);
    expect(readFileSync(join(old, 'config.json'), 'utf8')).toBe(held);
  });

  it('says where the login is for programs that know no credsStore, and only then', async () => {
    const old = join(root, 'home', '.docker');
    mkdirSync(old);
    const linesWith = async (held: object) => {
      writeFileSync(join(old, 'config.json'), JSON.stringify(held));
      writeFileSync(join(root, 'env'), '');
      const { code, stdout } = await run();
      expect(code).toBe(0);
      return stdout.split('\n').filter((line) => line.startsWith('Portunus: '));
    };
    const [told = '', ...more] = await linesWith({ credsStore: 'desktop' });
    expect(more).toEqual([]);
    const [, file = ''] =
      /; it has a credsStore, so programs other than docker need --authfile (\S+)$/.exec(told) ?? [];
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')).auths)).toEqual([HOST, `https://${HOST}`]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const auths = { 'registry.example': { auth: 'bWU6bWluZQ==' } };
    const [both = ''] = await linesWith({ credsStore: 'desktop', auths });
    const kept = JSON.parse(readFileSync(both.split('--authfile ')[1] ?? '', 'utf8')).auths;
    expect(Object.keys(kept)).toEqual(['registry.example', HOST, `https://${HOST}`]);
    for (const held of [{}, { credsStore: '' }, { credHelpers: { 'gcr.io': 'gcloud' } }]) {
      expect(await linesWith(held)).toEqual([`Portunus: docker is logged in to ${HOST}`]);
    }
  });

  it('takes a helper away from the registry, and from no other', async () => {
    const old = join(root, 'home', '.docker');
    mkdirSync(old);
    const credHelpers = { 'gcr.io': 'gcloud', [HOST]: 'ecr-login', [`https://${HOST}`]: 'ecr-login' };
    writeFileSync(join(old, 'config.json'), JSON.stringify({ credHelpers }));
    expect((await run()).code).toBe(0);
    const { DOCKER_CONFIG = '' } = variablesIn('env');
    const written = JSON.parse(readFileSync(join(DOCKER_CONFIG, 'config.json'), 'utf8'));
    expect(written.credHelpers).toEqual({ 'gcr.io': 'gcloud' });
    expect(Object.keys(written.auths)).toEqual([HOST, `https://${HOST}`]);
  });

  it('links what a folder holds that is named by a relative path', async () => {
    mkdirSync(join(root, 'docker', 'cli-plugins', 'docker-buildx'), { recursive: true });
    expect((await run({}, { DOCKER_CONFIG: 'docker' })).code).toBe(0);
    const { DOCKER_CONFIG = '' } = variablesIn('env');
    expect(readdirSync(join(DOCKER_CONFIG, 'cli-plugins'))).toEqual(['docker-buildx']);
  });

  it('runs twice in a job, and the second time keeps the first', async () => {
    mkdirSync(join(root, 'home', '.docker', 'cli-plugins'), { recursive: true });
    writeFileSync(join(root, 'home', '.docker', 'cli-plugins', 'docker-buildx'), '');
    await run();
    const { DOCKER_CONFIG: first = '' } = variablesIn('env');
    writeFileSync(join(root, 'env'), '');
    await run({ region: 'eu-central-1' }, { DOCKER_CONFIG: first });
    const { DOCKER_CONFIG: second = '' } = variablesIn('env');
    const { auths } = JSON.parse(readFileSync(join(second, 'config.json'), 'utf8'));
    expect(Object.keys(auths)).toContain(HOST);
    expect(Object.keys(auths)).toContain('123456789012.dkr.ecr.eu-central-1.amazonaws.com');
    expect(readdirSync(join(second, 'cli-plugins'))).toEqual(['docker-buildx']);
  });

  it('asks for the host names that are wanted, and for none otherwise', async () => {
    await run();
    expect(api.requests.at(-1)).not.toContain('hosts');
    await run({ hosts: 'all' });
    expect(api.requests.at(-1)).toMatch(/\?format=docker-config&hosts=all$/);
    const written = variablesIn('env').DOCKER_CONFIG ?? '';
    const { auths } = JSON.parse(readFileSync(join(written, 'config.json'), 'utf8'));
    expect(Object.keys(auths)).toContain('123456789012.dkr-ecr.eu-west-1.on.aws');
    expect(variablesIn('output')).toEqual({ portunus_proxyEndpointDomain: HOST });
  });

  it.each(['', ' \n', 'null', '{}'])('takes the config %j for one that holds nothing, as docker does', async (held) => {
    mkdirSync(join(root, 'home', '.docker'));
    writeFileSync(join(root, 'home', '.docker', 'config.json'), held);
    expect((await run()).code).toBe(0);
    const { auths } = JSON.parse(readFileSync(join(variablesIn('env').DOCKER_CONFIG ?? '', 'config.json'), 'utf8'));
    expect(Object.keys(auths)).toEqual([HOST, `https://${HOST}`]);
  });

  it('fails with one line where the config that is there is no JSON', async () => {
    mkdirSync(join(root, 'home', '.docker'));
    writeFileSync(join(root, 'home', '.docker', 'config.json'), '{');
    const ran = await run();
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/\n::error title=Portunus::\S+config\.json is not a docker config\n$/);
    expect([textOf('env'), textOf('output'), readdirSync(join(root, 'temp'))]).toEqual(['', '', []]);
  });
});

describe('the other formats', () => {
  it('env: masked variables for the steps that follow', async () => {
    const ran = await run({ format: 'env' });
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    const variables = variablesIn('env');
    expect(Object.keys(variables)).toEqual([
      'custom_aws_ecr_authorizationToken_password',
      'custom_aws_ecr_expirationDate',
      'custom_aws_ecr_proxyEndpoint',
      'custom_aws_ecr_proxyEndpointDomain',
      'custom_aws_ecr_username',
      'custom_aws_ecr_password',
      'custom_aws_ecr_credentials_json_password',
    ]);
    expect(variables.custom_aws_ecr_proxyEndpointDomain).toBe(HOST);
    expect(JSON.parse(variables.custom_aws_ecr_credentials_json_password ?? '').password).toBe(
      variables.custom_aws_ecr_password,
    );
    const secrets = Object.entries(variables).filter(([name]) => name.endsWith('_password'));
    expect(masksIn(ran)).toEqual(expect.arrayContaining(secrets.map(([, value]) => value)));
    expect(unmasked(ran)).toBe('');
    expect(textOf('output')).toBe('');
  });

  it("output: what the action's file names", async () => {
    const ran = await run({ format: 'output' });
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    const variables = variablesIn('output');
    const outputs = Object.entries<{ value: string }>(ACTION.outputs).map(([name, { value }]) => {
      const [, from = ''] = /^\$\{\{ steps\.login\.outputs\.(\w+) \}\}$/.exec(value) ?? [];
      return [name, variables[from]];
    });
    expect(Object.fromEntries(outputs)).toEqual({
      registry: HOST,
      username: 'AWS',
      password: expect.stringMatching(/.{100}/),
      'expiration-date': expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(masksIn(ran)).toContain(variables.portunus_password);
    expect(textOf('env')).toBe('');
  });
});

describe('the token', () => {
  it("is asked for with Portunus's address as audience, or the one that is given", async () => {
    await run({ url: `${api.url}/` });
    await run({ audience: 'https://portunus.example/a b&c' });
    expect(audiences).toEqual([api.url, 'https://portunus.example/a b&c']);
  });

  it('is masked before anything else', async () => {
    let minted = '';
    tokenFor = async () => {
      minted = await service.aws.issuer.mint();
      return minted;
    };
    const ran = await run();
    expect(masksIn(ran)[0]).toBe(minted);
    expect(api.requests.join('\n')).not.toContain(minted);
  });

  it('is no argument of any program, and neither is what it is traded for', async () => {
    mkdirSync(join(root, 'bin'));
    for (const name of ['curl', 'jq', 'base64', 'mktemp', 'ln']) {
      const note = `printf '%s\\n' "${name} $*" >> '${join(root, 'arguments')}'`;
      writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${note}\nPATH=\${PATH#*:} exec ${name} "$@"\n`, {
        mode: 0o755,
      });
    }
    mkdirSync(join(root, 'home', '.docker'));
    writeFileSync(join(root, 'home', '.docker', 'config.json'), '{}');
    const ran = await run({}, { PATH: `${join(root, 'bin')}:${process.env.PATH}` });
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    const shown = textOf('arguments');
    expect(shown).toMatch(/^curl .*^base64 .*^jq .*^mktemp /ms);
    for (const secret of ['runner-token', ...masksIn(ran)]) expect(shown).not.toContain(secret);
  });
});

describe('a step that fails', () => {
  const refused: readonly [what: string, inputs: Inputs, env: Inputs, line: RegExp][] = [
    [
      'without the permission',
      {},
      { ACTIONS_ID_TOKEN_REQUEST_URL: '' },
      /^GitHub gives this job no token: it needs "permissions: \{id-token: write\}"$/,
    ],
    [
      'whose request GitHub refuses',
      {},
      { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'other' },
      /^GitHub gave this job no token: it answered 401$/,
    ],
    [
      'for a connector that is not there',
      { connector: 'no-such' },
      {},
      /^There is no such connector for this caller; see GET \/v1\/caller and GET \/v1\/connectors\. \(HTTP 403, not_allowed, request request-1\)$/,
    ],
    [
      'with a region that is none',
      { region: 'nowhere' },
      {},
      /^One or more fields are invalid\. region .+\. \(HTTP 400, invalid_request, request request-1\)$/,
    ],
    [
      'with registries that are none',
      { 'registry-ids': '12' },
      {},
      /^One or more fields are invalid\. registryIds\S* .+\. \(HTTP 400/,
    ],
    ['with an unknown format', { format: 'json' }, {}, /^the input format must be docker-config, env or output$/],
    [
      'with several registries as outputs',
      { format: 'output', 'registry-ids': '123456789012,210987654321' },
      {},
      /^the format output takes one registry/,
    ],
    ['without encryption', { url: 'http://portunus.example' }, {}, /^the input url must begin with https:\/\/$/],
    [
      'with a path as connector',
      { connector: '../caller?' },
      {},
      /^the input connector must be the id of a connector$/,
    ],
    [
      'with the path of the API in its url',
      { url: 'https://portunus.example/v1/' },
      {},
      /^the input url is the address of the service alone: leave off \/v1$/,
    ],
    [
      'with a quote in an input',
      { region: 'eu"\noutput = "x' },
      {},
      /^the input region has characters that it can not have$/,
    ],
    ['with a command as connector', { connector: '$(touch pwned)' }, {}, /^the input connector must be/],
  ];

  it.each(refused)('%s says so in one line and writes nothing', async (_what, inputs, env, line) => {
    const ran = await run(inputs, env);
    expect(ran.code).toBe(1);
    const text = unmasked(ran);
    expect(text).toMatch(/^::error title=Portunus::[^\n]+\n$/);
    expect(text.slice('::error title=Portunus::'.length, -1)).toMatch(line);
    expectNothingWritten();
    expect(existsSync(join(root, 'pwned'))).toBe(false);
  });

  it.each(['docker-config', 'env', 'output'])('as a caller who is refused (%s)', async (format) => {
    tokenFor = () => service.aws.issuer.mint({ repository_id: '666' });
    const ran = await run({ format });
    expect(ran.code).toBe(1);
    expect(unmasked(ran)).toBe(
      '::error title=Portunus::There is no such connector for this caller; see GET /v1/caller and GET /v1/connectors. (HTTP 403, not_allowed, request request-1)\n',
    );
    expectNothingWritten();
  });

  const RETRIED: readonly [
    string,
    (request: IncomingMessage, respond: (status: number, body: string) => void) => void,
  ][] = [
    ['429', (_request, respond) => respond(429, '{"message":"Too Many Requests"}')],
    ["the gateway's 502", (_request, respond) => respond(502, '<html>')],
    ['503', (_request, respond) => respond(503, '{"code":"sts_unavailable","detail":"try again","requestId":"r"}')],
    ['504', (_request, respond) => respond(504, '')],
    ['a connection that breaks', ({ socket }) => void socket.destroy()],
  ];

  it.each(RETRIED)(
    'tries again after %s, of GitHub as of Portunus, and takes what it then gets',
    async (_what, fault) => {
      const { intercept } = api;
      const failed = new Set<string>();
      api.intercept = (request, respond) => {
        const [path = ''] = (request.url ?? '').split('?');
        if (failed.has(path)) return intercept(request, respond);
        failed.add(path);
        fault(request, respond);
        return true;
      };
      const ran = await run();
      expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
      expect(api.requests.filter((request) => request.includes('/ecr/credentials'))).toHaveLength(2);
      expect(api.requests.filter((request) => request.includes('/github-token'))).toHaveLength(2);
    },
  );

  it('is not fooled by an address that answers with something else', async () => {
    const { intercept } = api;
    api.intercept = (request, respond) => {
      if (intercept(request, respond)) return true;
      respond(404, '<html>\n::set-output name=x::y\n</html>');
      return true;
    };
    const ran = await run();
    expect(ran.code).toBe(1);
    expect(unmasked(ran)).toBe(`::error title=Portunus::no answer of Portunus at ${api.url} (HTTP 404)\n`);
    expectNothingWritten();
  });

  it('says that nobody answers', async () => {
    const ran = await run({ url: 'http://127.0.0.1:1' });
    expect(ran.code).toBe(1);
    expect(unmasked(ran)).toMatch(
      /^::error title=Portunus::Portunus is not reachable at http:\/\/127\.0\.0\.1:1: the connection was refused \(curl 7: [^\n]+\)\n$/,
    );
    expectNothingWritten();
  });
});

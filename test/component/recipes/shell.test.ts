// The recipes' shell scripts: read by the shells, held against the API, and run against the built handlers.
import {
  chmodSync,
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
import { Secret } from 'kubernetes-models/v1';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readIssueRequest } from '../../../shared/http/request/read-issue-request.ts';
import {
  AGENT_KEYS,
  PAGES,
  PORTUNUS,
  runProgram,
  type ServedApi,
  SNIPPETS,
  serveApi,
  shellScriptsOf,
  snippetOf,
  snippetsNamed,
  textOf,
  toEvent,
} from '../../support/recipes.ts';
import { type Service, startService } from '../../support/service.ts';

const SCRIPTS = SNIPPETS.flatMap((snippet) => shellScriptsOf(snippet).map((script) => ({ ...snippet, script })));

describe('every script', () => {
  it('is found', () => {
    const pages = new Set(SCRIPTS.filter(({ script }) => script.includes(PORTUNUS)).map(({ page }) => page));
    // In the action's own script for GitHub, and in the Jenkinsfile by a variable.
    expect([...pages].toSorted()).toEqual(
      PAGES.filter((page) => !['github.md', 'jenkins.md'].includes(page)).toSorted(),
    );
    expect(SCRIPTS.filter(({ page }) => page === 'jenkins.md').length).toBe(4);
  });

  it.each(SCRIPTS)('can be read by sh and bash ($page, $file)', async ({ script, file }) => {
    for (const shell of file === 'azure-pipelines.yml' ? ['bash'] : ['sh', 'bash']) {
      expect(await runProgram([shell, '-n', '-c', script], { cwd: '.' })).toEqual({ code: 0, stdout: '', stderr: '' });
    }
  });

  it.each(SCRIPTS)('passes no secret in an argument ($page, $file)', ({ script }) => {
    const curls = script.replaceAll('\\\n', ' ').match(/\bcurl [^|;\n]*/g) ?? [];
    for (const command of curls) {
      expect(command).not.toMatch(/Bearer|PRIVATE-TOKEN|--user|\s-u\s/);
      expect(command).not.toMatch(/\$\{?\w*(?:token|secret|password)/i);
    }
  });
});

const RETRIES = 'curl -sS --max-time 15 --retry 4 --retry-all-errors --retry-max-time 25 ';

describe('every request of a recipe', () => {
  // What a person types to check a set-up is no part of a job.
  const curls = SCRIPTS.flatMap(({ page, script }) =>
    (script.replaceAll('\\\n', ' ').match(/\bcurl (?!-sS -H @- https)[^|;\n]*/g) ?? []).map((command) => ({
      page,
      command: command.trim(),
    })),
  ).filter(({ command }) => command !== 'curl' && !command.includes('/caller-identity'));

  it('is found', () => expect(curls.length).toBeGreaterThanOrEqual(15));

  it.each(curls)('is tried again by one rule, and a refusal is not ($page: $command)', ({ command }) => {
    expect(command.startsWith(RETRIES)).toBe(true);
    // With it curl would take a refusal for an error to try again.
    expect(command).not.toContain('--fail');
    // A pipe would get the answers of all tries.
    expect(command).toMatch(/ -o \S+ -w '%\{http_code\}'/);
  });
});

describe('every address in a recipe', () => {
  const addresses = PAGES.flatMap((page) =>
    [...textOf(page).matchAll(/https:\/\/portunus\.example\.com(\/[^\s'"`)\\]*)/g)].map(([, target = '']) => ({
      page,
      target,
    })),
  );

  it('is found', () => expect(addresses.length).toBeGreaterThan(12));

  it.each(addresses)('$page: $target is answered', ({ target }) => {
    const routed = toEvent('GET', target);
    expect(routed).toBeDefined();
    if (routed?.handler !== 'issue') return;
    const { event } = routed;
    const action = event.rawPath.endsWith('/caller-identity')
      ? 'caller-identity'
      : event.rawPath.endsWith('/ecr/credentials')
        ? 'ecr-login'
        : 'session';
    const { parameters } = readIssueRequest(event, action);
    if (action !== 'caller-identity') expect(parameters.format).toBe(event.queryStringParameters?.format);
  });

  it('would not be, with a misspelt format or parameter', () => {
    const read = (target: string) => () => {
      const routed = toEvent('GET', target);
      if (routed === undefined) throw new Error('no such route');
      return readIssueRequest(routed.event, 'ecr-login');
    };
    const login = '/v1/connectors/shop-images/ecr/credentials';
    expect(read(`${login}?format=docker-config`)).not.toThrow();
    for (const target of [
      `${login}?format=docker`,
      `${login}?formats=json`,
      `${login}s`,
      `${login}?format=container`,
    ]) {
      expect(read(target)).toThrow();
    }
  });
});

describe('run against Portunus', () => {
  let service: Service;
  let api: ServedApi;
  let token = '';
  let root = '';
  let work = '';

  /** Programs of the CIs' machines. Each notes its arguments; what it is to say stands in a file. */
  const addProgram = (name: string, body: string) => {
    const file = join(root, 'bin', name);
    writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "${name} $*" >> '${root}/arguments'\n${body}\n`);
    chmodSync(file, 0o755);
  };

  beforeAll(async () => {
    service = await startService();
    api = await serveApi(() => service.aws.issuer.mint());
    token = await service.aws.issuer.mint();
    root = mkdtempSync(join(tmpdir(), 'recipes-'));
    mkdirSync(join(root, 'bin'));
    for (const name of ['docker', 'apk']) addProgram(name, 'cat > /dev/null');
    addProgram('buildkite-agent', `cat '${root}/token'`);
    addProgram('circleci', `cat '${root}/token'`);
    const keys = Object.entries(AGENT_KEYS).map(([name, value]) => `echo "export ${name}='${value}'"`);
    addProgram('aws', `case $1 in configure) ${keys.join('; ')};; *) cat '${root}/token';; esac`);
    addProgram('kubectl', `cat > '${root}/applied.json'`);
    addProgram('curl', `PATH=\${PATH#*:} exec curl "$@"`);
    writeFileSync(join(root, 'token'), token);
  });
  afterAll(async () => {
    await api.stop();
    await service.stop();
    rmSync(root, { recursive: true });
  });
  beforeEach(() => {
    rmSync(join(root, 'work'), { recursive: true, force: true });
    rmSync(join(root, 'arguments'), { force: true });
    work = join(root, 'work');
    mkdirSync(work);
    mkdirSync(join(work, 'tmp'));
    api.requests.length = 0;
    api.intercept = () => false;
  });

  const run = async (script: string, env: Readonly<Record<string, string>> = {}, shell = 'sh') =>
    runProgram(
      [
        shell,
        '-e',
        '-c',
        script.replaceAll(PORTUNUS, api.url).replaceAll('/var/run/portunus/token', join(root, 'token')),
      ],
      {
        cwd: work,
        env: {
          PATH: `${join(root, 'bin')}:${process.env.PATH}`,
          HOME: work,
          TMPDIR: join(work, 'tmp'),
          WORKSPACE_TMP: join(work, 'tmp'),
          ...env,
        },
      },
    );

  const scriptOf = (page: string, file: string, index = 0): string => {
    const script = SCRIPTS.filter((one) => one.page === page && one.file === file)[index]?.script;
    if (script === undefined) throw new Error(`${page} has no script of ${file}`);
    return script;
  };

  /** What nobody else on the machine or on the way may see. */
  const expectNothingShown = (...secrets: readonly string[]) => {
    const shown = readFileSync(join(root, 'arguments'), 'utf8') + api.requests.join('\n');
    for (const secret of [token, ...secrets]) expect(shown).not.toContain(secret);
  };

  const configIn = (folder: string): string => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const name = files.find((one) => one.endsWith('config.json'));
    return name === undefined ? '' : readFileSync(join(folder, name), 'utf8');
  };

  const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

  /** The scripts that end in a docker config, and where the token comes from. */
  const LOGINS: readonly [page: string, file: string, shell: string, env: (token: string) => Record<string, string>][] =
    [
      ['gitlab.md', '.gitlab-ci.yml', 'sh', (value) => ({ PORTUNUS_TOKEN: value })],
      ['bitbucket.md', 'bitbucket-pipelines.yml', 'bash', (value) => ({ BITBUCKET_STEP_OIDC_TOKEN: value })],
      ['buildkite.md', '.buildkite/hooks/pre-command', 'bash', () => ({})],
      ['circleci.md', '.circleci/config.yml', 'bash', () => ({ BASH_ENV: '/dev/null' })],
      ['jenkins.md', 'Jenkinsfile', 'sh', (value) => ({ PORTUNUS_TOKEN: value })],
      ['azure-devops.md', 'azure-pipelines.yml', 'bash', () => ({ SYSTEM_ACCESSTOKEN: 'token-of-the-pipeline' })],
      ['terraform.md', 'terraform-pre-apply', 'sh', (value) => ({ TFC_WORKLOAD_IDENTITY_TOKEN: value })],
    ];

  /** What the CI itself gives: a folder for the Jenkinsfile, an address that hands out tokens on Azure. */
  const surroundings = (page: string, given: string) => {
    if (page === 'jenkins.md') {
      const url = `${api.url}/v1/connectors/shop-images/ecr/credentials?format=docker-config`;
      return { DOCKER_CONFIG: join(work, 'tmp', 'docker'), LOGIN_URL: url };
    }
    if (page !== 'azure-devops.md') return {};
    api.intercept = ({ url, method, headers }, respond) => {
      if (url !== '/oidctoken?api-version=7.1') return false;
      const asked = method === 'POST' && headers.authorization === 'Bearer token-of-the-pipeline';
      respond(asked ? 200 : 401, JSON.stringify({ oidcToken: given }));
      return true;
    };
    return { SYSTEM_OIDCREQUESTURI: `${api.url}/oidctoken` };
  };

  it.each(LOGINS)('%s: %s logs docker in', async (page, file, shell, env) => {
    const environment = { ...env(token), ...surroundings(page, token) };
    const { code, stdout, stderr } = await run(scriptOf(page, file), environment, shell);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { auths } = JSON.parse(configIn(work));
    expect(Object.keys(auths)).toEqual([HOST, `https://${HOST}`]);
    // Nobody else on the machine reads it, and nothing of the request is left beside it.
    const files = readdirSync(work, { recursive: true, encoding: 'utf8' }).map((name) => join(work, name));
    const [config = '', ...more] = files.filter((name) => lstatSync(name).isFile() && !name.includes('.docker'));
    expect([config.endsWith('config.json'), more]).toEqual([true, []]);
    expect(statSync(config).mode & 0o777).toBe(0o600);
    const { auth } = auths[HOST];
    const password = Buffer.from(auth, 'base64').toString().replace('AWS:', '');
    expectNothingShown(auth, password);
    expect(stdout).not.toContain(password);
    // Azure's secrets are made known to it by printing them in a command.
    expect(stdout.replace(`##vso[task.setsecret]${token}\n`, '')).not.toContain(token);
  });

  it.each(LOGINS)('%s: %s ends when it is refused', async (page, file, shell, env) => {
    const foreign = await service.aws.issuer.mint({ repository_id: '666' });
    writeFileSync(join(root, 'token'), foreign);
    const { code, stderr } = await run(
      scriptOf(page, file),
      { ...env(foreign), ...surroundings(page, foreign) },
      shell,
    );
    writeFileSync(join(root, 'token'), token);
    expect(code).not.toBe(0);
    expect(stderr).toContain('"code":"not_allowed"');
    expect(configIn(work)).toBe('');
    const shown = existsSync(join(root, 'arguments')) ? readFileSync(join(root, 'arguments'), 'utf8') : '';
    expect(shown).not.toMatch(/^docker /m);
  });

  it.each(LOGINS)('%s: %s is tried again after what passes by itself', async (page, file, shell, env) => {
    const environment = { ...env(token), ...surroundings(page, token) };
    const { intercept } = api;
    // Half of the pages meet the one, half the other: curl itself takes a second for each.
    let left: readonly (number | 'reset')[] = page < 'c' ? [503] : ['reset'];
    api.intercept = (request, respond) => {
      if (intercept(request, respond)) return true;
      const [fault, ...more] = left;
      left = more;
      if (fault === undefined) return false;
      if (fault === 'reset') request.socket.destroy();
      else respond(fault, '{"code":"sts_unavailable"}');
      return true;
    };
    expect(await run(scriptOf(page, file), environment, shell)).toMatchObject({ code: 0 });
    expect(Object.keys(JSON.parse(configIn(work)).auths)).toContain(HOST);
  });

  it.each(LOGINS.filter(([page]) => page !== 'terraform.md'))(
    "%s: %s keeps the user's plug-ins, contexts and builders",
    async (page, file, shell, env) => {
      for (const name of ['cli-plugins/docker-buildx', 'contexts/meta', 'buildx/current']) {
        mkdirSync(join(work, 'dotfiles', name), { recursive: true });
      }
      // As those have it who keep their settings elsewhere.
      symlinkSync('dotfiles', join(work, '.docker'));
      writeFileSync(join(work, '.docker', 'config.json'), '{"auths":{"other.example":{}}}');
      const environment = { ...env(token), ...surroundings(page, token) };
      expect(await run(scriptOf(page, file), environment, shell)).toMatchObject({ code: 0, stderr: '' });
      const folders = readdirSync(join(work, 'tmp')).map((name) => join(work, 'tmp', name));
      const [folder = '', ...more] = folders.filter((name) => existsSync(join(name, 'config.json')));
      expect(more).toEqual([]);
      expect(readdirSync(folder).toSorted()).toEqual(['buildx', 'cli-plugins', 'config.json', 'contexts']);
      expect(readdirSync(join(folder, 'cli-plugins'))).toEqual(['docker-buildx']);
      expect(lstatSync(join(folder, 'config.json')).isSymbolicLink()).toBe(false);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(statSync(join(folder, 'config.json')).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(work, '.docker', 'config.json'), 'utf8')).toBe('{"auths":{"other.example":{}}}');
    },
  );

  it("the user's folder may be named by a relative path", async () => {
    mkdirSync(join(work, 'relative', 'cli-plugins', 'docker-buildx'), { recursive: true });
    const script = `${scriptOf('buildkite.md', '.buildkite/hooks/pre-command')}\nls "$DOCKER_CONFIG/cli-plugins/"`;
    expect(await run(script, { DOCKER_CONFIG: 'relative' }, 'bash')).toMatchObject({
      code: 0,
      stdout: 'docker-buildx\n',
    });
  });

  it('Buildkite takes away its links, and not where they lead', async () => {
    mkdirSync(join(work, '.docker', 'cli-plugins', 'docker-buildx'), { recursive: true });
    const hooks = `${scriptOf('buildkite.md', '.buildkite/hooks/pre-command')}\n${scriptOf('buildkite.md', '.buildkite/hooks/pre-exit')}`;
    expect((await run(hooks, {}, 'bash')).code).toBe(0);
    expect(readdirSync(join(work, '.docker', 'cli-plugins'))).toEqual(['docker-buildx']);
    expect(readdirSync(join(work, 'tmp'))).toEqual([]);
  });

  it('CircleCI and Azure hand the folder on to the next step', async () => {
    const bashEnv = join(work, 'bash-env');
    writeFileSync(bashEnv, '');
    await run(scriptOf('circleci.md', '.circleci/config.yml'), { BASH_ENV: bashEnv }, 'bash');
    expect(readFileSync(bashEnv, 'utf8')).toMatch(/^export DOCKER_CONFIG='\/\S+'\n$/);
    const azure = { SYSTEM_ACCESSTOKEN: 'token-of-the-pipeline', ...surroundings('azure-devops.md', token) };
    const { stdout } = await run(scriptOf('azure-devops.md', 'azure-pipelines.yml'), azure, 'bash');
    expect(stdout).toMatch(/^##vso\[task\.setsecret\]\S+\n##vso\[task\.setvariable variable=DOCKER_CONFIG\]\/\S+\n$/);
  });

  it('Buildkite takes the folder away afterwards, and only its own', async () => {
    const hooks = `${scriptOf('buildkite.md', '.buildkite/hooks/pre-command')}\n${scriptOf('buildkite.md', '.buildkite/hooks/pre-exit')}`;
    expect((await run(hooks, {}, 'bash')).code).toBe(0);
    expect(configIn(work)).toBe('');
    writeFileSync(join(work, 'config.json'), '{}');
    await run(scriptOf('buildkite.md', '.buildkite/hooks/pre-exit'), { DOCKER_CONFIG: work }, 'bash');
    expect(configIn(work)).toBe('{}');
  });

  it("GitLab's runner gets its variable", async () => {
    const put = { authorization: '', body: '' };
    api.intercept = (request, respond) => {
      if (request.url !== '/api/v4/projects/20/variables/DOCKER_AUTH_CONFIG' || request.method !== 'PUT') return false;
      put.authorization = String(request.headers['private-token']);
      request.on('data', (chunk) => {
        put.body += chunk;
      });
      request.on('end', () => respond(200, '{}'));
      return true;
    };
    const env = {
      PORTUNUS_TOKEN: token,
      GITLAB_API_TOKEN: 'glpat-example',
      CI_API_V4_URL: `${api.url}/api/v4`,
      CI_PROJECT_ID: '20',
    };
    const { code, stderr } = await run(scriptOf('gitlab.md', '.gitlab-ci.yml', 2), env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(put.authorization).toBe('glpat-example');
    const value = new URLSearchParams(put.body).get('value') ?? '';
    const { auth } = JSON.parse(value).auths[HOST];
    expectNothingShown('glpat-example', auth);
  });

  it('Bamboo signs its request, and gets the variables of the task', async () => {
    const { code, stderr } = await run(scriptOf('bamboo.md', 'bamboo-specs/bamboo.yml'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = readFileSync(join(work, 'portunus.properties'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => line.split('=')[0])).toEqual([
      'aws.ecr.authorizationToken.password',
      'aws.ecr.expirationDate',
      'aws.ecr.proxyEndpoint',
      'aws.ecr.proxyEndpointDomain',
      'aws.ecr.username',
      'aws.ecr.password',
      'aws.ecr.credentials.json.password',
    ]);
    expectNothingShown(...Object.values(AGENT_KEYS));
    // What the next task reads: the namespace of the Inject variables task, then dots as underscores.
    const next = scriptOf('bamboo.md', 'bamboo-specs/bamboo.yml', 1);
    const names = [...next.matchAll(/\$bamboo_(custom_\w+)/g)].map(([, name]) => name);
    const given = lines.map((line) => `custom.${line.split('=')[0]}`.replaceAll('.', '_'));
    expect(given).toEqual(expect.arrayContaining(names));
  });

  it('Bamboo gets the same by the plan of migrating.md, with the variables of the old one', async () => {
    const [script = ''] = shellScriptsOf(snippetOf('migrating.md', 'after.yml'));
    const env = { bamboo_connectorId: 'shop-images', bamboo_region: 'eu-west-1' };
    const { code, stderr } = await run(script, env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(api.requests).toEqual([
      'GET /iam/v1/connectors/shop-images/ecr/credentials?format=bamboo&namespace=aws.ecr&region=eu-west-1',
    ]);
    expect(readFileSync(join(work, 'portunus.properties'), 'utf8')).toMatch(/^aws\.ecr\.password=\S{100,}$/m);
    expectNothingShown(...Object.values(AGENT_KEYS));
  });

  it.each([
    ['gets its login from Portunus', undefined, 'portunus'],
    ['falls back on its own role where Portunus fails', 503, 'own role'],
    ['does not where Portunus refuses', 403, undefined],
  ])('Bamboo, by the script of migrating.md, %s', async (_what, status, expected) => {
    addProgram('docker', `cat > '${work}/password'`);
    api.intercept = (_request, respond) => {
      if (status !== undefined) respond(status, '{"code":"stopped"}');
      return status !== undefined;
    };
    const script = snippetOf('migrating.md', 'fall-back').text.replace('--retry 4', '--retry 0');
    const { code, stderr } = await run(script, { bamboo_connectorId: 'shop-images', bamboo_region: 'eu-west-1' });
    addProgram('docker', 'cat > /dev/null');
    const password = existsSync(join(work, 'password')) ? readFileSync(join(work, 'password'), 'utf8') : undefined;
    // The stand-in of the AWS CLI prints the token, whatever it is asked.
    const from = password === undefined ? undefined : password === token ? 'own role' : 'portunus';
    expect({ code, from }).toEqual({ code: expected === undefined ? 1 : 0, from: expected });
    expect(stderr).toBe(expected === undefined ? '{"code":"stopped"}' : '');
    expect(existsSync(join(work, 'portunus.answer'))).toBe(expected === undefined);
  });

  it("a runner's machine asks as itself, by the program of build-images.md", async () => {
    addProgram('portunus-token', snippetOf('build-images.md', 'portunus-token').text.replaceAll(/^#!.*\n/g, ''));
    const helper = join(process.cwd(), 'clients/docker-credential-portunus');
    const host = Object.keys(JSON.parse(snippetOf('build-images.md', 'config.json').text).credHelpers)[0];
    const env = { PORTUNUS_URL: api.url, PORTUNUS_CONNECTOR: 'shop-images' };
    const { code, stdout } = await run(`printf '%s' '${host}' | '${helper}' get`, env);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ServerURL: host, Username: 'AWS', Secret: expect.any(String) });
    expectNothingShown(JSON.parse(stdout).Secret);
  });

  it('Bamboo is refused with a signature that is not right', async () => {
    const script = scriptOf('bamboo.md', 'bamboo-specs/bamboo.yml').replace(':eu-west-1:', ':eu-west-2:');
    const { code, stderr } = await run(script);
    expect(code).not.toBe(0);
    expect(stderr).toContain('Forbidden');
    expect(existsSync(join(work, 'portunus.properties'))).toBe(false);
  });

  it('Bamboo in another account shows a token', async () => {
    const script = `${scriptOf('bamboo.md', '')}\ncat portunus.properties`;
    const { code, stdout } = await run(script);
    expect(code).toBe(0);
    expect(stdout).toContain('aws.ecr.password=');
    expectNothingShown();
  });

  it('Kubernetes applies a pull secret of the right form', async () => {
    const { code, stderr } = await run(scriptOf('kubernetes.md', 'pull-secret.yaml'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const secret = JSON.parse(readFileSync(join(root, 'applied.json'), 'utf8'));
    new Secret(secret).validate();
    expect(secret.metadata.name).toBe('portunus-shop-images-login');
    expect(secret.type).toBe('kubernetes.io/dockerconfigjson');
    expectNothingShown(secret.data['.dockerconfigjson']);
  });

  it("Terraform's data source gets an object of texts", async () => {
    // The sample definitions have no connector that only pulls.
    const script = scriptOf('terraform.md', 'login.sh').replace('shop-pull', 'shop-images');
    const { code, stdout } = await run(script, { TFC_WORKLOAD_IDENTITY_TOKEN: token });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ username: 'AWS', password: expect.any(String) });
    const asked = snippetsNamed('main.tf').flatMap(({ text }) => [...text.matchAll(/login\.result\.(\w+)/g)]);
    expect(asked.map(([, name]) => name)).toEqual(['username', 'password']);
    expectNothingShown(JSON.parse(stdout).password);
  });

  it("AWS's variables are set by the script", async () => {
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CREDENTIAL_EXPIRATION'];
    const script = `${scriptOf('aws.md', '', 1)}\nprintf '%s\\n' ${names.map((name) => `"$${name}"`).join(' ')}`;
    const { code, stdout } = await run(script, { PORTUNUS_TOKEN: token });
    expect(code).toBe(0);
    const values = stdout.trimEnd().split('\n');
    expect(values.map((value) => value.length > 10)).toEqual([true, true, true, true]);
    expectNothingShown(...values.slice(1));
  });

  it("AWS's token file holds the token and no line break", async () => {
    const { code } = await run(scriptOf('aws.md', ''), { PORTUNUS_TOKEN: token });
    expect(code).toBe(0);
    expect(readFileSync(join(work, 'portunus-token'), 'utf8')).toBe(token);
    const header = { authorization: token };
    const answer = await fetch(`${api.url}/v1/connectors/shop-releases/credentials?format=container`, {
      headers: header,
    });
    expect(Object.keys((await answer.json()) as object)).toEqual([
      'AccessKeyId',
      'SecretAccessKey',
      'Token',
      'Expiration',
    ]);
    expectNothingShown();
  });

  it('the checks show whom Portunus and AWS see', async () => {
    const caller = await run(scriptOf('README.md', '', 1), { PORTUNUS_TOKEN: token });
    expect(JSON.parse(caller.stdout)).toMatchObject({ issuer: 'demo-ci', administrator: false });
    const identity = await run(scriptOf('aws.md', '', 2), { PORTUNUS_TOKEN: token });
    expect(JSON.parse(identity.stdout).arn).toContain(':assumed-role/shop-releases/');
    expectNothingShown();
  });
});

// The programs that an agent may start for its login, each as a user of it would set it up.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AMAZON_CA, BUNDLE } from './agent-network.ts';
import type { AgentWorld } from './agent-world.ts';

const AWS_HELPER = '/usr/bin/docker-credential-ecr-login';
const AWS_CLI = '/usr/bin/aws';
/** clients/README.md says how it is built. The absolute path of the script lets it find its other parts beside it. */
export const STATIC_HELPER = resolve('.tools/docker-credential-portunus');
export const SHELL_HELPER = resolve('clients/docker-credential-portunus');
const CLI = resolve('dist/cli/portunus.js');

const CONNECTOR = 'shop-images';
/** Registries of one connector, as images of one build may come from. */
export const HOSTS = ['123456789012', '210987654321', '310987654321', '410987654321', '510987654321'].map(
  (id) => `${id}.dkr.ecr.eu-west-1.amazonaws.com`,
);

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly input: string;
}

/** Returns how long programs took that run one after the other. */
export function timed(programs: readonly Program[]): number {
  const started = performance.now();
  const ended = programs.map(({ file, args, env, input }) => spawnSync(file, args, { env, input, encoding: 'utf8' }));
  const took = performance.now() - started;
  for (const [index, { status, stdout, stderr }] of ended.entries()) {
    if (status !== 0 || stdout.length < 1_000) {
      throw new Error(`${programs[index]?.file}: ${status} ${stdout} ${stderr}`);
    }
  }
  return took;
}

const PATH = '/usr/bin:/bin';

/** Portunus's clients. A token that was not seen before makes the login a fresh one. */
export function portunusPrograms({ api }: AgentWorld, home: string) {
  const environment = (token: string) => ({
    PATH,
    HOME: home,
    PORTUNUS_URL: api,
    PORTUNUS_CONNECTOR: CONNECTOR,
    PORTUNUS_TOKEN: token,
  });
  const helper = (file: string, env: NodeJS.ProcessEnv, host = HOSTS[0]): Program => ({
    file,
    args: ['get'],
    env,
    input: `https://${host}`,
  });
  const curl = (token: string, query: string, ...lines: readonly string[]): Program => {
    const url = `${api}/v1/connectors/${CONNECTOR}/ecr/credentials?${query}`;
    const input = ['silent', `url = "${url}"`, `header = "Authorization: Bearer ${token}"`, ...lines].join('\n');
    return { file: '/usr/bin/curl', args: ['-q', '--config', '-'], env: { PATH, HOME: home }, input };
  };
  const oneRegistry = 'format=docker-credential&region=eu-west-1&registryIds=123456789012';
  return {
    shell: (token: string, host?: string) => helper(SHELL_HELPER, environment(token), host),
    static: (token: string, host?: string) => helper(STATIC_HELPER, environment(token), host),
    /** The helper's request, and nothing around it. */
    curl: (token: string) => curl(token, oneRegistry),
    /** The same, with as few CAs as the helper lets it read. */
    curlWithOneCa: (token: string) => curl(token, oneRegistry, `cacert = "${AMAZON_CA}"`),
    /** One request for several registries. */
    curlForAll: (token: string, hosts: readonly string[]) => {
      const ids = hosts.map((host) => host.slice(0, 12)).join(',');
      return curl(token, `format=docker-config&registryIds=${ids}`, `cacert = "${AMAZON_CA}"`);
    },
    cached: (file: string, socket: string, host?: string) =>
      helper(file, { PATH, HOME: home, PORTUNUS_CONNECTOR: CONNECTOR, PORTUNUS_CACHE: socket }, host),
  };
}

/** The host's cache, as a process of its own. */
export async function startCache({ api }: AgentWorld, folder: string, token: string) {
  mkdirSync(join(folder, 'cache'), { mode: 0o700 });
  writeFileSync(join(folder, 'token'), token, { mode: 0o600 });
  const socket = join(folder, 'cache/socket');
  const args = [CLI, 'cache', '--auth-token-file', join(folder, 'token'), '--socket', socket];
  const env = { PATH, HOME: folder, PORTUNUS_URL: api, NODE_EXTRA_CA_CERTS: AMAZON_CA };
  const child: ChildProcess = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return { socket, stop: () => void child.kill() };
}

/** AWS's own programs, for an agent that assumes a role. */
export function awsPrograms({ user, roleArn }: AgentWorld, folder: string) {
  const profile = [
    '[profile ci]',
    `role_arn = ${roleArn}`,
    'source_profile = base',
    'region = eu-west-1',
    'sts_regional_endpoints = regional',
    '[profile base]',
    `aws_access_key_id = ${user.accessKeyId}`,
    `aws_secret_access_key = ${user.secretAccessKey}`,
    'region = eu-west-1',
  ].join('\n');
  const newHome = () => {
    const home = mkdtempSync(join(folder, 'home-'));
    mkdirSync(join(home, '.aws'));
    writeFileSync(join(home, '.aws/config'), profile);
    return home;
  };
  const environment = (home: string) => ({
    PATH,
    HOME: home,
    AWS_PROFILE: 'ci',
    AWS_SDK_LOAD_CONFIG: '1',
    AWS_STS_REGIONAL_ENDPOINTS: 'regional',
    AWS_CA_BUNDLE: BUNDLE,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  const kept = newHome();
  const helper = (home: string): Program => {
    const { AWS_CA_BUNDLE: _system, ...env } = environment(home);
    return { file: AWS_HELPER, args: ['get'], env, input: `https://${HOSTS[0]}` };
  };
  return {
    /** A new agent has no login in its home. */
    helper: () => helper(newHome()),
    /** An agent that keeps its home has one in a file there. */
    helperWithFile: () => helper(kept),
    cli: (): Program => ({
      file: AWS_CLI,
      args: ['ecr', 'get-login-password'],
      env: environment(newHome()),
      input: '',
    }),
  };
}

/** The programs that are not there. */
export function missingPrograms(): readonly string[] {
  return [AWS_HELPER, AWS_CLI, STATIC_HELPER, '/usr/bin/unshare', AMAZON_CA].filter((file) => !existsSync(file));
}

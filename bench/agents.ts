// npm run bench -- agents: measures how long an agent waits for its login, from the start of the program to its exit.
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentWorld } from './agent-world.ts';
import { median, row, verdict } from './statistics.ts';

const RUNS = 30;
const WARM_UP = 5;
const HELPER = '/usr/bin/docker-credential-ecr-login';
const AWS_CLI = '/usr/bin/aws';
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

type Program = (run: number) => {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
};

/** Makes a home directory with nothing cached in it, because new agents have no cache. */
function newHome(folder: string): string {
  const home = mkdtempSync(join(folder, 'home-'));
  mkdirSync(join(home, '.aws'));
  return home;
}

function timed(program: Program, run: number): number {
  const { file, args, env } = program(run);
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(file, args, { env, input: `https://${HOST}`, encoding: 'utf8' });
  const took = performance.now() - started;
  if (status !== 0 || stdout.length < 1_000) throw new Error(`${file}: ${status} ${stdout} ${stderr}`);
  return took;
}

function programsOf({ folder, certificateFile, api, proxy, tokens, user, roleArn }: AgentWorld) {
  const common = { PATH: '/usr/bin:/bin', SSL_CERT_FILE: certificateFile, CURL_CA_BUNDLE: certificateFile };
  const ours = (token: string | undefined): ReturnType<Program> => ({
    file: 'clients/docker-credential-portunus',
    args: ['get'],
    env: {
      ...common,
      PATH: `${process.cwd()}/clients:${common.PATH}`,
      HOME: folder,
      PORTUNUS_URL: api,
      PORTUNUS_CONNECTOR: 'shop-images',
      PORTUNUS_TOKEN: token,
    },
  });
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
  const aws = (): NodeJS.ProcessEnv => {
    const home = newHome(folder);
    writeFileSync(join(home, '.aws/config'), profile);
    const settings = { AWS_PROFILE: 'ci', AWS_SDK_LOAD_CONFIG: '1', AWS_STS_REGIONAL_ENDPOINTS: 'regional' };
    return { ...common, ...settings, HOME: home, HTTPS_PROXY: proxy, AWS_CA_BUNDLE: certificateFile };
  };
  return {
    fresh: (run: number) => ours(tokens[run]),
    held: () => ours(tokens[0]),
    helper: () => ({ file: HELPER, args: ['get'], env: aws() }),
    cli: () => ({ file: AWS_CLI, args: ['ecr', 'get-login-password'], env: aws() }),
  } satisfies Record<string, Program>;
}

/** Prints the measured times. It needs Debian's amazon-ecr-credential-helper and awscli. */
export async function benchAgents(): Promise<void> {
  const missing = [HELPER, AWS_CLI].filter((file) => !existsSync(file));
  if (missing.length > 0) return console.log(`left out, for want of ${missing.join(' and ')}`);
  const child = fork('dist/bench/agent-world.js', { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [world]: AgentWorld[] = await once(child, 'message');
  if (world === undefined) throw new Error('no world');
  const programs = programsOf(world);
  const times: Record<keyof typeof programs, number[]> = { fresh: [], held: [], helper: [], cli: [] };
  // The programs take turns, so that a slow phase of the machine affects all of them alike.
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    for (const name of Object.keys(programs) as (keyof typeof programs)[]) {
      const took = timed(programs[name], run);
      if (run >= WARM_UP) times[name].push(took);
    }
  }
  child.disconnect();
  rmSync(world.folder, { recursive: true, force: true });
  console.log(row('our helper, fresh login, ms', times.fresh));
  console.log(row('our helper, login still held, ms', times.held));
  console.log(row('amazon-ecr-credential-helper, ms', times.helper));
  console.log(row('aws ecr get-login-password, ms', times.cli));
  console.log(verdict('fresh / their helper', median(times.fresh) / median(times.helper), 1.15));
  console.log(verdict('held / their helper', median(times.held) / median(times.helper), 0.5));
  console.log(verdict('fresh / aws CLI', median(times.fresh) / median(times.cli), 0.2));
}

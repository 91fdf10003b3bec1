// Programs of Python's registry, as `.ci/run` installs them: in the versions of .ci/python-tools.txt, and no others.
import { type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { answering } from './dynamodb-local.ts';
import { freePort } from './free-port.ts';
import type { Scratch } from './programs.ts';

const FOLDER = resolve('.tools/python/bin');
export const PYTHON = join(FOLDER, 'python');
export const CFN_LINT = join(FOLDER, 'cfn-lint');
export const PARLIAMENT = join(FOLDER, 'parliament');
export const SCHEMATHESIS = join(FOLDER, 'schemathesis');
/** Unlike Debian's, it uploads a template to the address that AWS_ENDPOINT_URL names. */
export const AWS_CLI_1 = join(FOLDER, 'aws');

/** moto with what our template needs and moto lacks. It finds a bucket in the address of a template by the name `localhost`. */
export async function startMotoServer(): Promise<{ url: string; stop: () => void }> {
  const port = await freePort();
  const args = ['test/support/moto/server.py', '-H', '127.0.0.1', '-p', String(port)];
  const { url, stop } = await answering('moto', port, spawn(PYTHON, args, { stdio: 'ignore' }));
  return { url: url.replace('127.0.0.1', 'localhost'), stop };
}

/** The words of a shell that run the AWS CLI, by a process that has loaded it: most of a command's time is that. */
export async function startAwsCli(scratch: Scratch): Promise<{ words: string; stop: () => void }> {
  const socket = scratch.path('aws-cli.sock');
  const env = { PATH: process.env.PATH ?? '', HOME: scratch.path('.'), LANG: 'C.UTF-8' };
  const stdio: StdioOptions = ['ignore', 'pipe', 'inherit'];
  const server = spawn(PYTHON, ['test/support/moto/aws-cli-server.py', socket], { env, stdio });
  await Promise.race([once(server.stdout as Readable, 'data'), once(server, 'exit')]);
  const program = resolve('test/support/moto/aws-cli.py');
  return { words: `'${PYTHON}' -I -S '${program}' '${socket}'`, stop: () => void server.kill() };
}

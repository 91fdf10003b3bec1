import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeSockets } from './sockets.ts';
import { StartFault } from './start-fault.ts';
import { REQUEST_HEADER, type TaggedLine } from './tagged-line.ts';

/** The built handlers behind the routes of serverless.yml, in a separate process. */
export interface Offline {
  readonly socketPath: string;
  /** Resolves with the last lines of output when the process has ended. */
  readonly ended: Promise<string>;
  readonly stop: () => Promise<void>;
}

const STARTUP_MS = 60_000;
const PAUSE_MS = 50;
/** How many lines of output are kept, to show why the process ended. */
const KEPT_LINES = 30;

export async function startOffline(
  environment: NodeJS.ProcessEnv,
  onLogLine: (line: TaggedLine) => void,
): Promise<Offline> {
  const sockets = await makeSockets();
  const child = spawnOffline(environment, ['--httpPort', sockets.api, '--lambdaPort', sockets.lambda]);
  const said = keepLastLines(child);
  child.on('message', (message) => onLogLine(message as TaggedLine));
  const ended = once(child, 'exit').then(async () => {
    await sockets.remove();
    return said.join('\n');
  });
  const stop = async () => {
    if (child.connected) child.disconnect();
    await ended;
  };
  if (await answers(sockets.api, child)) return { socketPath: sockets.api, ended, stop };
  await stop();
  throw new StartFault(`${said.join('\n')}\nThe functions of serverless.yml could not be served; see above.`);
}

function spawnOffline(environment: NodeJS.ProcessEnv, args: readonly string[]): ChildProcess {
  const preload = new URL('tag-log-lines.js', import.meta.url).href;
  const serverless = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  // serverless-offline would take the caller's identity from this variable.
  const { AUTHORIZER: _believed, ...env } = environment;
  return spawn(process.execPath, ['--import', preload, serverless, 'offline', '--noSponsor', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

function keepLastLines(child: ChildProcess): readonly string[] {
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue;
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
    });
  }
  return lines;
}

async function answers(socketPath: string, child: ChildProcess): Promise<boolean> {
  const until = Date.now() + STARTUP_MS;
  while (Date.now() < until && child.exitCode === null && child.signalCode === null) {
    if (await isUp(socketPath)) return true;
    await sleep(PAUSE_MS);
  }
  return false;
}

function isUp(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { [REQUEST_HEADER]: 'start' };
    get({ socketPath, path: '/v1/status', headers, agent: false }, (response) => {
      response.resume();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}

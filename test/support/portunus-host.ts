// The built CLI without a start of Node.js for each command, which takes ten times as long as most commands do.
import { type ChildProcess, fork, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { runPortunus } from './run-cli.ts';

/** Like `runPortunus`; a command that is run beside another one does get a process of its own. */
type RunCommand = typeof runPortunus;

/** What a command evaluates stays in memory, so that a process doesn't live for ever. */
const COMMANDS_OF_A_HOST = 100;

interface Host {
  readonly child: ChildProcess;
  readonly failed: Promise<never>;
  commands: number;
}

/** One for all test files of a worker, one after the other. It ends with the worker. */
let host: Host | undefined;
let busy = false;

export const runHosted: RunCommand = async (args, environment, input = '') => {
  if (busy) return runPortunus(args, environment, input);
  busy = true;
  host ??= startHost();
  const { child, failed } = host;
  host.commands += 1;
  try {
    child.send({ args, environment, input });
    const [run] = await Promise.race([once(child, 'message'), failed]);
    return run;
  } finally {
    busy = false;
    if (host?.commands === COMMANDS_OF_A_HOST) {
      host = undefined;
      child.disconnect();
    }
  }
};

function startHost(): Host {
  const stdio: StdioOptions = ['ignore', 'inherit', 'inherit', 'ipc'];
  const child = fork('test/support/cli-host.mjs', { execArgv: [], env: {}, stdio });
  const failed = once(child, 'exit').then(([code, signal]) => {
    if (host?.child === child) host = undefined;
    throw new Error(`the CLI's process ended in the middle of a command: ${signal ?? code}`);
  });
  // It also ends after its last command, when nobody waits for it.
  failed.catch(() => {});
  return { child, failed, commands: 0 };
}

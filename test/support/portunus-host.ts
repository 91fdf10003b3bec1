// The built CLI without a start of Node.js for each command, which takes ten times as long as most commands do.
import { type ChildProcess, fork, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { afterAll } from 'vitest';
import { runPortunus } from './run-cli.ts';

/** Like `runPortunus`; a command that is run beside another one does get a process of its own. */
export type RunCommand = typeof runPortunus;

/** One process for all commands of a test file, from the first to the last. */
export function usePortunusHost(): RunCommand {
  let host: Host | undefined;
  let busy = false;
  afterAll(() => host?.child.disconnect());
  return async (args, environment, input = '') => {
    if (busy) return runPortunus(args, environment, input);
    busy = true;
    host ??= startHost();
    try {
      host.child.send({ args, environment, input });
      const [run] = await Promise.race([once(host.child, 'message'), host.failed]);
      return run;
    } finally {
      busy = false;
    }
  };
}

interface Host {
  readonly child: ChildProcess;
  readonly failed: Promise<never>;
}

function startHost(): Host {
  const stdio: StdioOptions = ['ignore', 'inherit', 'inherit', 'ipc'];
  const child = fork('test/support/cli-host.mjs', { execArgv: [], env: {}, stdio });
  const failed = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the CLI's process ended in the middle of a command: ${signal ?? code}`);
  });
  // It also ends after the last command, when nobody waits for it.
  failed.catch(() => {});
  return { child, failed };
}

import { type ChildProcess, spawn } from 'node:child_process';
import type { FunctionName } from './service.ts';

/** Starts a process of one invocation, which can be killed. It ends with 0 if the answer is 200. */
export function spawnOnce(name: FunctionName, event: object): ChildProcess {
  const child = spawn(process.execPath, ['test/support/invoke-once.mjs', name], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.end(JSON.stringify(event));
  return child;
}

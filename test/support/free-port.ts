import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Systems choose the ports of connections, and of servers that ask for any, from 32768 on. */
const [FIRST, END] = [10_000, 32_768];

/**
 * A port that nobody listens on, for programs that can't choose one themselves, and for what nobody may answer. A port that the
 * system chose would be free to be chosen for another process before it is used.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(FIRST, END);
  const server = createServer();
  const isFree = await Promise.race([
    once(server.listen(port, '127.0.0.1'), 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]);
  if (!isFree) return freePort();
  server.close();
  await once(server, 'close');
  return port;
}

import { once } from 'node:events';
import type { Server } from 'node:http';
import { StartFault } from './start-fault.ts';

export const LOOPBACK = '127.0.0.1';

const DEFAULT_PORT = '3000';

export function readPort(text: string = DEFAULT_PORT): number {
  const port = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new StartFault(`PORT must be a number from 1 to 65535, such as PORT=3001, and is '${text.slice(0, 20)}'.`);
}

/** Listens only on loopback. Throws a `StartFault` if the port is not available. */
export async function listenOn(server: Server, port: number): Promise<void> {
  server.listen({ port, host: LOOPBACK });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartFault(`${reasonOf(error, port)} Choose another one, such as PORT=${otherThan(port)}.`);
  }
}

function reasonOf(error: unknown, port: number): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EADDRINUSE'
    ? `Port ${port} is taken: another program listens on ${LOOPBACK}:${port}.`
    : `Port ${port} can't be listened on (${code}).`;
}

function otherThan(port: number): number {
  return port < 1024 || port === 65_535 ? 3000 : port + 1;
}

// Stands between a client and a server and knows of bytes alone: what a network does to a connection, done on demand.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type TcpFault =
  /** Nobody listens, and the connections there were are gone. */
  | 'refuse'
  /** Connections are accepted; nothing that is sent arrives. */
  | 'blackhole'
  /** Connections break as soon as something is sent. */
  | 'reset'
  /** The answer breaks off after so many bytes. */
  | { readonly resetAfterBytes: number }
  /** The answer comes byte by byte, one in so many milliseconds. */
  | { readonly dripMs: number }
  /** The answer comes late. */
  | { readonly latencyMs: number };

export interface TcpProxy {
  readonly port: number;
  /** How many connections were accepted so far. */
  readonly connections: () => number;
  /** How many parts of requests have come so far, also those that a fault swallowed. */
  readonly received: () => number;
  readonly forwardTo: (port: number) => void;
  /** From now on; `undefined` ends it. */
  readonly meet: (fault: TcpFault | undefined) => Promise<void>;
  /** What becomes of the connections there are, as after a long freeze; new ones are whole. */
  readonly age: (fault: 'reset' | 'blackhole') => void;
  readonly stop: () => Promise<void>;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  fault: 'reset' | 'blackhole' | undefined;
  /** Of the answers, those sent on before the fault began not counted. */
  bytes: number;
}

async function drip({ client }: Link, chunk: Buffer, dripMs: number): Promise<void> {
  for (const byte of chunk) {
    if (client.destroyed) return;
    client.write(Buffer.from([byte]));
    await sleep(dripMs);
  }
}

/** Passes on a part of an answer as the fault lets it. */
function answer(link: Link, chunk: Buffer, fault: TcpFault | undefined): void {
  const { client } = link;
  if (fault === 'blackhole' || client.destroyed) return;
  if (typeof fault !== 'object') {
    client.write(chunk);
  } else if ('dripMs' in fault) {
    void drip(link, chunk, fault.dripMs);
  } else if ('latencyMs' in fault) {
    void sleep(fault.latencyMs).then(() => client.destroyed || client.write(chunk));
  } else {
    client.write(chunk.subarray(0, Math.max(0, fault.resetAfterBytes - link.bytes)), () => {
      if (link.bytes >= fault.resetAfterBytes) client.resetAndDestroy();
    });
    link.bytes += chunk.length;
  }
}

export async function startTcpProxy(target = 0): Promise<TcpProxy> {
  const links = new Set<Link>();
  let targetPort = target;
  let current: TcpFault | undefined;
  let connections = 0;
  let received = 0;

  const join = (client: Socket): void => {
    connections += 1;
    const link: Link = { client, server: connect(targetPort, '127.0.0.1'), fault: undefined, bytes: 0 };
    links.add(link);
    client.on('data', (chunk) => {
      received += 1;
      const fault = link.fault ?? current;
      if (fault === 'reset') client.resetAndDestroy();
      else if (fault !== 'blackhole') link.server.write(chunk);
    });
    link.server.on('data', (chunk) => answer(link, chunk, link.fault ?? current));
    for (const [one, other] of [
      [client, link.server],
      [link.server, client],
    ] as const) {
      one
        .on('error', () => undefined)
        .on('close', () => {
          other.destroy();
          links.delete(link);
        });
    }
  };
  const end = () => {
    for (const { client } of links) client.resetAndDestroy();
  };

  const server: Server = createServer(join);
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    end();
    await closed;
  };
  const port = await listen(0);
  return {
    port,
    connections: () => connections,
    received: () => received,
    forwardTo: (to) => {
      targetPort = to;
    },
    meet: async (fault) => {
      current = fault;
      for (const link of links) link.bytes = 0;
      if (fault === 'refuse') await close();
      else if (!server.listening) await listen(port);
    },
    age: (fault) => {
      for (const link of links) link.fault = fault;
    },
    stop: close,
  };
}

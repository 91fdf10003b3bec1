// A server on this machine under a name of its own, as programs reach it through a proxy: over TLS, with a certificate of
// that name.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { aCertificate } from './key-server.ts';

export interface NamedHost {
  /** On 127.0.0.1, of the proxy. It is the server too, for plain HTTP. */
  readonly port: number;
  /** The certificate in PEM. It is its own authority. */
  readonly certificate: string;
  readonly stop: () => void;
}

type Door = (request: IncomingMessage, response: ServerResponse, scheme: 'http' | 'https') => void;

/** The proxy opens no way to anything but `host`. */
export async function startNamedHost(host: string, door: Door): Promise<NamedHost> {
  const certificate = await aCertificate(host);
  const tls = createTlsServer({ key: certificate.private, cert: certificate.cert }, (request, response) =>
    door(request, response, 'https'),
  );
  const server = createServer((request, response) => door(request, response, 'http'));
  const tunnels = new Set<Socket>();
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    if (request.url !== `${host}:443`) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    tunnels.add(socket.on('error', () => undefined));
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    tls.emit('connection', socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    certificate: certificate.cert,
    stop: () => {
      for (const socket of tunnels) socket.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

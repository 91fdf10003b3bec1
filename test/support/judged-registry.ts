// A registry with images in it, where the stand-in judges each request by the session that a login was fetched with.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { aCertificate } from './key-server.ts';
import type { Scratch } from './programs.ts';

export interface JudgedRegistry {
  /** A client's environment by which it reaches the registry by its own name, over TLS. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

interface Upstreams {
  readonly host: string;
  /** The stand-in, which has no images of its own. */
  readonly judge: string;
  /** Where the images are, for whoever the judge lets in. */
  readonly port: number;
  readonly authorization: string;
}

const REFUSALS = [401, 403];

async function ask(judge: string, { method, url, headers }: IncomingMessage): Promise<IncomingMessage> {
  const [answer] = (await once(send(`${judge}${url}`, { method, headers }).end(), 'response')) as [IncomingMessage];
  return answer;
}

/** Reads only: a body would have to go both ways. */
export async function startJudgedRegistry(scratch: Scratch, upstreams: Upstreams): Promise<JudgedRegistry> {
  const { host, judge, port, authorization } = upstreams;
  const certificate = await aCertificate(host);
  const tls = createTlsServer({ key: certificate.private, cert: certificate.cert }, async (request, response) => {
    const verdict = await ask(judge, request);
    if (REFUSALS.includes(verdict.statusCode ?? 0)) {
      response.writeHead(verdict.statusCode ?? 0, verdict.headers);
      verdict.pipe(response);
      return;
    }
    verdict.resume();
    const headers = { ...request.headers, authorization, 'x-forwarded-proto': 'https' };
    const onward = send({ port, method: request.method, path: request.url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy()).end();
  });
  const tunnels = new Set<Socket>();
  const proxy = createServer().on('connect', (request: IncomingMessage, socket: Socket) => {
    tunnels.add(socket.on('error', () => undefined));
    if (request.url !== `${host}:443`) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    tls.emit('connection', socket);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    environment: {
      HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      SSL_CERT_FILE: scratch.write('judged.pem', certificate.cert),
      NO_PROXY: '127.0.0.1',
    },
    stop: async () => {
      for (const socket of tunnels) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

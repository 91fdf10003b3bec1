// A Docker engine that pulls and builds nothing and remembers with which logins it was asked to.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordingEngine {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** `user:password` of each pull, by image; empty where none was sent. */
  readonly logins: Map<string, string>;
  /** The same by host, of each build of the classic builder: it sends all that it has. */
  readonly builds: Readonly<Record<string, string>>[];
  readonly stop: () => Promise<void>;
}

interface Sent {
  readonly username?: string;
  readonly password?: string;
}

function valueIn(header: string | string[] | undefined) {
  return JSON.parse(Buffer.from(header === undefined ? 'e30=' : String(header), 'base64').toString());
}

function loginOf({ username, password }: Sent): string {
  return username === undefined ? '' : `${username}:${password}`;
}

export async function startRecordingEngine(): Promise<RecordingEngine> {
  const logins = new Map<string, string>();
  const builds: Readonly<Record<string, string>>[] = [];
  // As Go's servers take: the logins of a build are one header.
  const server = createServer({ maxHeaderSize: 1_048_576 }, (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://engine.example');
    response.setHeader('api-version', '1.41').setHeader('ostype', 'linux');
    if (pathname.endsWith('/images/create')) {
      logins.set(searchParams.get('fromImage') ?? '', loginOf(valueIn(request.headers['x-registry-auth'])));
      response.end('{"status":"Pulled"}\n');
    } else if (pathname.endsWith('/build')) {
      const sent: Record<string, Sent> = valueIn(request.headers['x-registry-config']);
      builds.push(Object.fromEntries(Object.entries(sent).map(([host, login]) => [host, loginOf(login)])));
      request.resume().on('end', () => response.end('{"stream":"Successfully built 0123456789ab\\n"}\n'));
    } else {
      response.end(pathname.endsWith('/_ping') ? 'OK' : '{}');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    logins,
    builds,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

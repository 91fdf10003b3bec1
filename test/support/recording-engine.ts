// A Docker engine that pulls nothing and remembers with which login it was asked to.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordingEngine {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** `user:password` of each pull, by image; empty where none was sent. */
  readonly logins: Map<string, string>;
  readonly stop: () => Promise<void>;
}

const loginIn = (header: string | undefined): string => {
  const { username, password } = JSON.parse(Buffer.from(header ?? 'e30=', 'base64').toString());
  return username === undefined ? '' : `${username}:${password}`;
};

export const startRecordingEngine = async (): Promise<RecordingEngine> => {
  const logins = new Map<string, string>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://engine.example');
    response.setHeader('api-version', '1.41').setHeader('ostype', 'linux');
    if (pathname.endsWith('/images/create')) {
      logins.set(
        searchParams.get('fromImage') ?? '',
        loginIn(request.headers['x-registry-auth'] as string | undefined),
      );
      response.end('{"status":"Pulled"}\n');
    } else {
      response.end(pathname.endsWith('/_ping') ? 'OK' : '{}');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    logins,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

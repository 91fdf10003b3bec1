import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandError } from '../command.ts';

export interface Endpoint {
  readonly url: string;
  /** What a request must have as its `Authorization`. */
  readonly token: string;
  readonly stop: () => Promise<void>;
}

/** The Ruby SDK wants a path. */
const PATH = '/credentials';

/**
 * Serves credentials to programs of this machine that know the token, by the protocol of AWS's container credentials.
 * Web pages get nothing, whatever name they have for this address.
 */
export async function startEndpoint(credentials: () => Promise<string>): Promise<Endpoint> {
  const token = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    void answer(request, response, host(), token, credentials).catch(() => response.destroy());
  });
  const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://${host()}${PATH}`,
    token,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  host: string,
  token: string,
  credentials: () => Promise<string>,
): Promise<void> {
  const fault = faultOf(request, host, token);
  if (fault !== undefined) return send(response, fault, failureText(fault === 404 ? 'NotFound' : 'AccessDenied', ''));
  try {
    send(response, 200, await credentials());
  } catch (error) {
    // SDKs show this text to their user. A reason that is not ours could hold anything.
    const why = error instanceof CommandError ? error.lines.join('; ') : 'the session could not be renewed';
    send(response, 503, failureText('ServiceUnavailable', why));
  }
}

/** The status of a request that gets no credentials. */
function faultOf({ method, url, headers }: IncomingMessage, host: string, token: string): number | undefined {
  // A page whose own name leads to this address (DNS rebinding) sends that name, and every page its origin.
  if (headers.host !== host || headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return 403;
  if (!isSame(headers.authorization ?? '', token)) return 403;
  return method === 'GET' && url === PATH ? undefined : 404;
}

/** Takes as long for every text. */
function isSame(given: string, token: string): boolean {
  const [one, other] = [given, token].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(one as Buffer, other as Buffer);
}

function failureText(Code: string, Message: string): string {
  return JSON.stringify({ Code, Message });
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(body);
}

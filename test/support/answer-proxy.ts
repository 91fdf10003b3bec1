// Stands before the API, and changes answers on their way back.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PassingRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface PassingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Returns what to answer instead. */
export type Change = (request: PassingRequest, answer: PassingAnswer) => PassingAnswer;

export interface AnswerProxy {
  readonly url: string;
  /** Changes answers from now on. Without a change, all pass as they are. */
  readonly meet: (change?: Change) => void;
  readonly stop: () => void;
}

export async function startAnswerProxy(target: string): Promise<AnswerProxy> {
  let change: Change = (_request, answer) => answer;
  const server = createServer(async ({ url: path = '/', headers }, response) => {
    // Node sets these by itself.
    const { host: _host, connection: _connection, ...sent } = headers as Record<string, string>;
    const received = await fetch(`${target}${path}`, { headers: sent });
    const text = await received.text();
    const answer = { status: received.status, headers: Object.fromEntries(received.headers), text };
    const { status, headers: changed, text: body } = change({ path, headers }, answer);
    const { 'content-length': _length, 'transfer-encoding': _encoding, date: _date, ...kept } = changed as typeof sent;
    response.writeHead(status, kept).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    meet: (next = (_request, answer) => answer) => {
      change = next;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

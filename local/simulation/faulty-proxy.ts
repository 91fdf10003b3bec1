import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How often each kind of fault happens, from 0 to 1. */
export interface FaultRates {
  readonly throttle: number;
  readonly serverError: number;
  /** The request is carried out, but its answer never arrives. */
  readonly lostReply: number;
}

export interface FaultyProxy {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts a proxy for a service with a JSON protocol (DynamoDB, SQS). It fails as often as `rates` says. */
export async function startFaultyProxy(target: string, rates: FaultRates, random: () => number): Promise<FaultyProxy> {
  const server = createServer((request, response) => {
    answer(request, response, target, rates, random).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
  target: string,
  rates: FaultRates,
  random: () => number,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const roll = random();
  if (roll < rates.throttle) return refuse(response, 400, 'ThrottlingException');
  if (roll < rates.throttle + rates.serverError) return refuse(response, 500, 'InternalServerError');
  const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
  const answered = await fetch(`${target}${request.url}`, {
    method: 'POST',
    headers: headers as Record<string, string>,
    body: Buffer.concat(chunks),
  });
  const body = Buffer.from(await answered.arrayBuffer());
  if (roll < rates.throttle + rates.serverError + rates.lostReply) {
    response.socket?.resetAndDestroy();
    return;
  }
  const crc = answered.headers.get('x-amz-crc32');
  const type = answered.headers.get('content-type') ?? 'application/x-amz-json-1.0';
  response.writeHead(answered.status, { 'content-type': type, ...(crc !== null && { 'x-amz-crc32': crc }) });
  response.end(body);
}

function refuse(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: `com.amazonaws#${type}`, message: 'As the simulation wants it.' }));
}

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forward } from '../../../local/api/forward.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portunus-forward-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('gives the answer that came before the whole body was sent, and not 500', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('none');
  });
  const socketPath = join(folder, 'socket');
  server.listen(socketPath);
  await once(server, 'listening');
  const closed = once(server, 'connection').then(([socket]) => once(socket, 'close'));
  async function* body() {
    yield Buffer.from('{');
    await closed;
    yield Buffer.from('}');
  }
  const received = Object.assign(Readable.from(body(), { objectMode: false }), {
    method: 'POST',
    url: '/v1/none',
    rawHeaders: ['host', '127.0.0.1', 'content-type', 'application/json', 'transfer-encoding', 'chunked'],
  });
  try {
    const { status, body: text } = await forward(received as unknown as IncomingMessage, 'one', {
      socketPath,
      identity: undefined,
    });
    expect([status, text.toString()]).toEqual([404, 'none']);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import dynalite from 'dynalite';
import { refusePages } from '../refuse-pages.ts';
import { putItem } from './put-item.ts';
import type { Answer } from './transact-items.ts';
import { type Ask, createTransactWrite } from './transact-write.ts';
import { createTurns } from './turns.ts';

export interface EmbeddedDynamoDb {
  readonly url: string;
  readonly stop: () => void;
}

interface ServiceTimes {
  readonly DynamoDB?: number;
}

type Handler = (request: unknown, response: unknown) => void;

const PUT = 'DynamoDB_20120810.PutItem';
const TRANSACT = 'DynamoDB_20120810.TransactWriteItems';

/**
 * Starts dynalite in memory, with what it lacks: transactions, and the item that made the condition of a put fail.
 * `serviceTimesMs` delays each answer. A change of it holds for later calls.
 */
export async function startEmbeddedDynamoDb(serviceTimesMs: ServiceTimes = {}): Promise<EmbeddedDynamoDb> {
  const server = dynalite({ createTableMs: 0 });
  const [answer] = server.listeners('request') as Handler[];
  if (answer === undefined) throw new Error('dynalite has no handler');
  server.removeAllListeners('request');
  const turns = createTurns();
  const transactWrite = createTransactWrite();
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const target = request.headers['x-amz-target'];
    const serveBy = async (operation: (text: string, ask: Ask) => Promise<Answer>): Promise<void> => {
      const done = operation(await readText(request), asking(answer, request.headers));
      send(response, await done.catch(failed));
    };
    if (target === TRANSACT) void turns.alone(() => serveBy(transactWrite));
    else if (target === PUT) void turns.beside(() => serveBy(putItem));
    else {
      void turns.beside(async () => {
        // The client gave up while its request waited, so its `close` event has already passed and would never release
        // the turn.
        if (response.destroyed) return;
        const closed = once(response, 'close');
        answer(request, response);
        await closed;
      });
    }
  };
  server.on('request', (...both) => {
    const { DynamoDB: delayMs = 0 } = serviceTimesMs;
    if (delayMs > 0) setTimeout(serve, delayMs, ...both);
    else serve(...both);
  });
  refusePages(server);
  // Keeps idle connections open for long. If the server closed one just as a client reuses it, that request would fail.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Calls dynalite's handler without the network, with the headers of the transaction's request. */
function asking(answer: Handler, headers: IncomingHttpHeaders) {
  return (operation: string, input: object): Promise<Answer> =>
    new Promise((resolve) => {
      const request = Object.assign(Readable.from([Buffer.from(JSON.stringify(input))]), {
        method: 'POST',
        url: '/',
        headers: { ...headers, 'x-amz-target': `DynamoDB_20120810.${operation}` },
      });
      const response = {
        statusCode: 200,
        setHeader: () => {},
        end: (text: string) => resolve({ status: response.statusCode, body: JSON.parse(text) }),
      };
      answer(request, response);
    });
}

function failed(error: Error): Answer {
  return {
    status: 500,
    body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: error.message },
  };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}

// Stands between the handlers and the embedded DynamoDB: counts what passes, and fails on demand.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type TableOperation = 'BatchGetItem' | 'GetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'TransactWriteItems';

export type TableFault =
  /** No answer at all. */
  | 'hang'
  /** The connection breaks before anything was done. */
  | 'reset'
  /** Done, but the connection breaks before the answer. */
  | 'lost-answer'
  | 'throttle'
  | 'server-error'
  | 'access-denied'
  | 'no-table'
  /** 200 with something that is no answer of DynamoDB. */
  | 'html'
  | 'empty'
  /** A batch of which nothing was read. */
  | 'unprocessed';

export interface TableCall {
  readonly operation: string;
  readonly table: string;
  /** What `dynamodb:LeadingKeys` holds of it. */
  readonly leadingKeys: readonly string[];
}

/** What an answer cost. */
export interface TableAnswer {
  readonly operation: string;
  /** The capacity that DynamoDB says the call consumed, in units. */
  readonly units: number;
  /** The answer's length. */
  readonly bytes: number;
}

export interface TableProxy {
  readonly url: string;
  /** Every attempt so far, oldest first, those that met a fault too. A test may empty it. */
  readonly calls: TableCall[];
  /** Every answer that was passed on, oldest first. A test may empty it. */
  readonly answers: TableAnswer[];
  /** Where requests go when they meet no fault. */
  readonly forwardTo: (url: string | undefined) => void;
  /**
   * The next `times` attempts of an operation meet the fault, all of them until `clear` for `Infinity`; the first
   * `spared` of them pass.
   */
  readonly inject: (operation: TableOperation, fault: TableFault, times?: number, spared?: number) => void;
  readonly clear: () => void;
  /** Done before the next attempt of an operation passes. */
  readonly beforeNext: (operation: TableOperation, step: () => Promise<void>) => void;
  readonly stop: () => Promise<void>;
}

const ERRORS: Partial<Record<TableFault, { readonly status: number; readonly type: string }>> = {
  throttle: { status: 400, type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' },
  'server-error': { status: 500, type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' },
  'access-denied': { status: 400, type: 'com.amazon.coral.service#AccessDeniedException' },
  'no-table': { status: 400, type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException' },
};

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** A transaction of ours is on one table, and so is a batch. */
function tableOf({ TableName, TransactItems = [], RequestItems = {} }: Sent): string {
  const [{ Put, Update } = {}] = TransactItems;
  return TableName ?? (Put ?? Update)?.TableName ?? Object.keys(RequestItems)[0] ?? '';
}

/** Of a query, the first value of its condition. */
function leadingKeysOf({ Key, Item, ExpressionAttributeValues, TransactItems = [], RequestItems = {} }: Sent) {
  return [
    Key,
    Item,
    ...Object.values(RequestItems).flatMap(({ Keys }) => Keys),
    ...TransactItems.map(({ Put, Update }) => Put?.Item ?? Update?.Key),
    ExpressionAttributeValues,
  ].flatMap(
    (named) =>
      named?.pk?.S ?? named?.kind?.S ?? named?.[':kind']?.S ?? named?.[':pk']?.S ?? named?.[':versions']?.S ?? [],
  );
}

type Named = Readonly<Record<string, { readonly S?: string }>>;

interface Sent {
  readonly TableName?: string;
  readonly Key?: Named;
  readonly Item?: Named;
  readonly ExpressionAttributeValues?: Named;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Named[] }>>;
  readonly TransactItems?: readonly {
    readonly Put?: { readonly TableName: string; readonly Item?: Named };
    readonly Update?: { readonly TableName: string; readonly Key?: Named };
  }[];
}

function spoil(response: ServerResponse, fault: TableFault, { RequestItems }: Sent): void {
  const error = ERRORS[fault];
  if (fault === 'hang') return;
  if (fault === 'reset' || fault === 'lost-answer') {
    response.socket?.resetAndDestroy();
  } else if (error !== undefined) {
    response.writeHead(error.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: error.type, message: 'As the test wants it.' }));
  } else if (fault === 'unprocessed') {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ Responses: {}, UnprocessedKeys: RequestItems, ConsumedCapacity: [] }));
  } else if (fault === 'html') {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><title>Sign in</title><p>Please sign in.');
  } else {
    response.writeHead(200);
    response.end();
  }
}

/** A single call reports one consumption, and a batch a list of them. */
function unitsOf(text: string): number {
  const { ConsumedCapacity = [] } = JSON.parse(text);
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}

async function forward(request: IncomingMessage, body: string, url: string): Promise<Response> {
  const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
  return fetch(url, { method: 'POST', headers: headers as Record<string, string>, body });
}

export async function startTableProxy(): Promise<TableProxy> {
  const calls: TableCall[] = [];
  const answers: TableAnswer[] = [];
  const waiting: { operation: string; fault: TableFault; left: number; spared: number }[] = [];
  const steps: { operation: string; step: () => Promise<void> }[] = [];
  let target = '';

  const take = (operation: string): TableFault | undefined => {
    const next = waiting.find((one) => one.operation === operation);
    if (next === undefined) return undefined;
    if (next.spared > 0) {
      next.spared -= 1;
      return undefined;
    }
    next.left -= 1;
    if (next.left === 0) waiting.splice(waiting.indexOf(next), 1);
    return next.fault;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const operation = String(request.headers['x-amz-target']).replace(/^DynamoDB_20120810\./, '');
    const sent: Sent = JSON.parse(body);
    calls.push({ operation, table: tableOf(sent), leadingKeys: leadingKeysOf(sent) });
    const next = steps.findIndex((one) => one.operation === operation);
    if (next >= 0) await steps.splice(next, 1)[0]?.step();
    const fault = take(operation);
    if (fault !== undefined && fault !== 'lost-answer') return spoil(response, fault, sent);
    const answered = await forward(request, body, target);
    const text = await answered.text();
    if (fault !== undefined) return spoil(response, fault, sent);
    answers.push({ operation, units: unitsOf(text), bytes: Buffer.byteLength(text) });
    const crc = answered.headers.get('x-amz-crc32');
    response.writeHead(answered.status, {
      'content-type': 'application/x-amz-json-1.0',
      ...(crc === null ? {} : { 'x-amz-crc32': crc }),
    });
    response.end(text);
  };

  const server = createServer((request, response) => {
    // A client that gave up is its own affair.
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answers,
    forwardTo: (url = '') => {
      target = url;
    },
    inject: (operation, fault, times = 1, spared = 0) => void waiting.push({ operation, fault, left: times, spared }),
    clear: () => {
      waiting.length = 0;
    },
    beforeNext: (operation, step) => void steps.push({ operation, step }),
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

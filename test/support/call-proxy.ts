// Stands between the handlers and everything of AWS: counts what passes, and lets a test decide what becomes of a call.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call on its way. Its body may hold secrets. */
export interface PassingCall {
  /** From 1, since the proxy was last reset. */
  readonly number: number;
  /** As AWS names it: `PutItem`, `AssumeRole`. */
  readonly action: string;
  readonly region: string;
  readonly body: string;
}

export type Encounter =
  /** Answered here, as the service would refuse it; nothing is done. */
  | { readonly refuse: string; readonly status?: number }
  /** The connection breaks: before the call is sent on, or after it is done and before its answer. */
  | { readonly cut: 'before' | 'after'; readonly act?: () => void };

export interface CallProxy {
  readonly url: string;
  /** The actions that passed, oldest first, those that met something too. */
  readonly passed: readonly string[];
  /** Decides of each call from now on; `undefined` lets it pass, and without a decider all pass. */
  readonly meet: (decide?: (call: PassingCall) => Encounter | undefined) => void;
  /** Nothing has passed, and nothing is met. */
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function actionOf(headers: IncomingHttpHeaders, body: string): string {
  return String(headers['x-amz-target'] ?? new URLSearchParams(body).get('Action')).replace(/^.*\./, '');
}

/** As the request's signature names it. */
function regionOf({ authorization = '' }: IncomingHttpHeaders): string {
  return /Credential=[^/]+\/[0-9]{8}\/([^/]+)/.exec(authorization)?.[1] ?? '';
}

/** The JSON protocols have their target in a header; what has none speaks the query protocol, and XML. */
function refuse(response: ServerResponse, isJson: boolean, code: string, status: number): void {
  response.writeHead(status, { 'content-type': isJson ? 'application/x-amz-json-1.1' : 'text/xml' });
  const text = 'As the test wants it.';
  response.end(
    isJson
      ? JSON.stringify({ __type: code, message: text })
      : `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error></ErrorResponse>`,
  );
}

/** Byte for byte, the Host header too: the signature is over it. */
export async function forward(message: IncomingMessage, body: Buffer, target: string) {
  const { hostname, port } = new URL(target);
  const { method = 'POST', url: path = '/', headers } = message;
  // A kept connection may be closing on the other side, and the caller would see a break that nobody ordered.
  const onward = request({ hostname, port, method, path, headers, agent: false });
  onward.end(body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  return { answer, answered: await readBody(answer) };
}

/** `tables` is where DynamoDB is, `others` where everything else is. */
export async function startCallProxy(tables: string, others: string): Promise<CallProxy> {
  const passed: string[] = [];
  let decide: ((call: PassingCall) => Encounter | undefined) | undefined;

  const pass = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const bytes = await readBody(message);
    const { headers } = message;
    const body = bytes.toString();
    const action = actionOf(headers, body);
    const number = passed.push(action);
    const met = decide?.({ number, action, region: regionOf(headers), body });
    if (met !== undefined && 'refuse' in met) {
      return refuse(response, 'x-amz-target' in headers, met.refuse, met.status ?? 400);
    }
    if (met?.cut === 'before') return cut(response, met.act);
    const isTable = String(headers['x-amz-target']).startsWith('DynamoDB_');
    const { answer, answered } = await forward(message, bytes, isTable ? tables : others);
    if (met !== undefined) return cut(response, met.act);
    response.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
  };
  const cut = (response: ServerResponse, act = () => {}): void => {
    act();
    response.socket?.resetAndDestroy();
  };

  const server = createServer((message, response) => {
    // A client that is gone is its own affair.
    pass(message, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    meet: (decider) => {
      decide = decider;
    },
    reset: () => {
      passed.length = 0;
      decide = undefined;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

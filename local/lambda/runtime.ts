import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RuntimeOptions {
  /** The folder with the unpacked zip (`/var/task` on Lambda). */
  readonly taskRoot: string;
  /** The handler as in the template: `dist/issue/handler.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** One execution environment: a function that runs under AWS's own runtime interface client. */
export interface LambdaRuntime {
  /** From the start of the process to its first request for work, in milliseconds. */
  readonly initMs: number;
  /** Resolves with what the handler returned. Rejects with what it threw, in Lambda's form. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly logged: () => string;
  readonly stop: () => Promise<void>;
}

interface Pending {
  readonly id: string;
  readonly event: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The part of the Lambda Runtime API (version 2018-06-01) that the runtime interface client uses. */
class RuntimeApi {
  readonly #queue: Pending[] = [];
  readonly #running = new Map<string, Pending>();
  readonly #timeoutMs: number;
  readonly #ready: () => void;
  readonly #failed: (error: Error) => void;
  #waiting: ServerResponse | undefined;
  readonly ready: Promise<void>;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#ready = resolve;
    this.#failed = reject;
  }

  readonly answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, id = '', action = ''] =
      /\/runtime\/(?:invocation\/([^/]+)\/)?(\w+(?:\/error)?)$/.exec(message.url ?? '') ?? [];
    if (message.url?.endsWith('/invocation/next')) {
      this.#waiting = response;
      this.#ready();
      return this.#dispatch();
    }
    const text = await readText(message);
    response.writeHead(202).end('{"status":"OK"}');
    if (action === 'init/error') return this.#failed(new Error(`init failed: ${text}`));
    const pending = this.#running.get(id);
    this.#running.delete(id);
    return action === 'response' ? pending?.resolve(JSON.parse(text)) : pending?.reject(new Error(text));
  };

  readonly invoke = (event: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      this.#queue.push({ id: randomUUID(), event, resolve, reject });
      this.#dispatch();
    });

  #dispatch(): void {
    const [next] = this.#queue;
    if (this.#waiting === undefined || next === undefined) return;
    this.#queue.shift();
    this.#running.set(next.id, next);
    this.#waiting.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': next.id,
      'lambda-runtime-deadline-ms': String(Date.now() + this.#timeoutMs),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:111122223333:function:portunus-local',
    });
    this.#waiting.end(JSON.stringify(next.event));
    this.#waiting = undefined;
  }
}

function startProcess(api: Server, { taskRoot, handler, environment }: RuntimeOptions): ChildProcess {
  const { port } = api.address() as AddressInfo;
  const args = ['--import', `${process.cwd()}/local/lambda/use-native-client.mjs`];
  const client = `${process.cwd()}/node_modules/aws-lambda-ric/index.mjs`;
  return spawn(process.execPath, [...args, client], {
    cwd: taskRoot,
    env: {
      AWS_LAMBDA_FUNCTION_NAME: 'portunus-local',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/portunus-local',
      AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      ...environment,
      _HANDLER: handler,
      LAMBDA_TASK_ROOT: taskRoot,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts a function as Lambda does. Rejects with Lambda's message if it cannot be loaded. */
export async function startLambdaRuntime(options: RuntimeOptions): Promise<LambdaRuntime> {
  const api = new RuntimeApi(options.timeoutMs ?? 15_000);
  const server = createServer((message, response) => void api.answer(message, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const started = performance.now();
  const child = startProcess(server, options);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    server.closeAllConnections();
    server.close();
  };
  const exited = once(child, 'exit').then(() => Promise.reject(new Error(`the process ended: ${output}`)));
  exited.catch(() => {});
  try {
    await Promise.race([api.ready, exited]);
  } catch (error) {
    await stop();
    throw error;
  }
  const initMs = performance.now() - started;
  return { initMs, logged: () => output, stop, invoke: (event) => Promise.race([api.invoke(event), exited]) };
}

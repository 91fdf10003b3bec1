import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Answer, forward, gatewayAnswer } from './forward.ts';
import { whyRefused } from './guard.ts';
import { type IamAuthorizer, readLocalIdentity } from './local-identity.ts';
import { type Offline, startOffline } from './offline.ts';
import { LOOPBACK, listenOn, readPort } from './port.ts';
import { createRequestLines, type RequestLines } from './request-lines.ts';
import { refuseUnread, StartFault } from './start-fault.ts';

export interface LocalApi {
  readonly port: number;
  readonly url: string;
  /** The signer of requests to `/iam/v1`, in AWS's form. */
  readonly identity: IamAuthorizer | undefined;
  /** Serves the built functions with this environment. Earlier requests wait until it is called. */
  readonly serve: (environment: NodeJS.ProcessEnv) => Promise<void>;
  /** Resolves after `stop`, and rejects if the functions' process ends by itself. */
  readonly untilStopped: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Takes the port before anything else happens. Only the process that has it may write files and report that Portunus is
 * running.
 */
export async function claimApi(environment: NodeJS.ProcessEnv, print: (line: string) => void): Promise<LocalApi> {
  refuseUnread(environment);
  const port = readPort(environment.PORT);
  const identity = readLocalIdentity(environment.PORTUNUS_LOCAL_IAM);
  const served = Promise.withResolvers<Offline>();
  served.promise.catch(() => undefined);
  const lines = createRequestLines(print);
  const handle = createHandler({ identity, served: served.promise, lines });
  const server = createServer((request, response) => void handle(request, response));
  await listenOn(server, port);
  let offline: Offline | undefined;
  let stopping: Promise<unknown> | undefined;
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await Promise.all([closed, offline?.stop()]);
  };
  return {
    port,
    url: `http://${LOOPBACK}:${port}`,
    identity,
    serve: async (functionsEnvironment) => {
      // The console is at this address, and asks the API there.
      const environmentHere = { ...functionsEnvironment, PORTUNUS_LOCAL_URL: `http://${LOOPBACK}:${port}` };
      offline = await startOffline(environmentHere, lines.logged);
      // A signal may have arrived while the functions started, and has then closed the port.
      if (stopping !== undefined) {
        await offline.stop();
        throw new StartFault('Stopped before it was up.');
      }
      served.resolve(offline);
    },
    untilStopped: async () => {
      const said = await offline?.ended;
      if (stopping === undefined) throw new StartFault(`${said}\nThe functions ended by themselves; see above.`);
      await stopping;
    },
    stop: async () => {
      stopping ??= close();
      await stopping;
    },
  };
}

interface Front {
  readonly identity: IamAuthorizer | undefined;
  readonly served: Promise<Offline>;
  readonly lines: RequestLines;
}

function createHandler({ identity, served, lines }: Front) {
  const answer = async (request: IncomingMessage, id: string): Promise<Answer & { readonly reason?: string }> => {
    const refusal = whyRefused(request);
    if (refusal !== undefined) return { ...gatewayAnswer(403, REFUSED), reason: refusal };
    try {
      const { crash, ...rest } = await forward(request, id, { socketPath: (await served).socketPath, identity });
      return { ...rest, ...(crash !== undefined && { reason: crash }) };
    } catch (error) {
      return {
        ...gatewayAnswer(500),
        reason: `no answer of the functions: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`,
      };
    }
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const id = randomUUID();
    const started = performance.now();
    lines.begin(id);
    const { status, headers, body, reason } = await answer(request, id);
    response.writeHead(status, [...headers, ...NOT_SHARED]).end(body);
    const { method = '', url: path = '' } = request;
    const durationMs = Math.round(performance.now() - started);
    lines.end(id, { method, path, status, durationMs, ...(reason !== undefined && { reason }) });
  };
}

const REFUSED = 'Forbidden: the local service answers programs of this machine, at its own address alone';

/** Keep other pages from reading an answer, even in browsers that do not send the origin of a request. */
const NOT_SHARED = ['cross-origin-resource-policy', 'same-origin', 'x-content-type-options', 'nosniff'];

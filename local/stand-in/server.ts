import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { refusePages } from '../refuse-pages.ts';
import { AwsError } from './core/aws-error.ts';
import type { Issued } from './core/issued.ts';
import { type RawRequest, readRawRequest } from './core/request.ts';
import type { Principal, RecordedCall, Role } from './core/state.ts';
import { handle, type Site } from './handle.ts';
import { deliver } from './http/delivery.ts';
import { createFaultQueue, type Faults, type Outgoing } from './http/faults.ts';
import { createState } from './iam/principals.ts';
import { createProvisioning, type Provisioning } from './provisioning.ts';

interface StandInOptions {
  /** A free port when 0 or not given. */
  readonly port?: number;
  readonly now?: () => Date;
  readonly principals: readonly Principal[];
  readonly roles?: readonly Role[];
  /** How long each action takes to answer, whatever the answer. */
  readonly serviceTimesMs?: Readonly<Record<string, number>>;
}

/** A running stand-in for the services of AWS, all at `url`. */
export interface StandIn extends Provisioning {
  readonly url: string;
  readonly port: number;
  /** Every request so far, oldest first; free of secrets. A test may empty it. */
  readonly calls: RecordedCall[];
  /** What was handed out, oldest first, secrets and all; also what a fault then kept from arriving whole. */
  readonly issued: Issued[];
  readonly faults: Faults;
  /** Ends all connections, those of hanging requests too. */
  readonly stop: () => Promise<void>;
}

/** The answer to a request too long to be read, and so of no known service. */
function refusedUnread({ status, message }: AwsError): Outgoing {
  return {
    status,
    contentType: 'text/plain',
    headers: {},
    body: message,
    delivery: 'whole',
    delayMs: 0,
  };
}

async function decideAnswer(site: Site, message: IncomingMessage, requestId: string) {
  let request: RawRequest;
  try {
    request = await readRawRequest(message);
  } catch (error) {
    if (error instanceof AwsError) return refusedUnread(error);
    throw error;
  }
  return handle(site, request, requestId);
}

async function answer(site: Site, message: IncomingMessage, response: ServerResponse, stopping: AbortSignal) {
  const requestId = randomUUID();
  const outgoing = await decideAnswer(site, message, requestId);
  if (outgoing.delayMs > 0) await sleep(outgoing.delayMs, undefined, { signal: stopping });
  for (const [name, value] of Object.entries(outgoing.headers)) response.setHeader(name, value);
  deliver(response, outgoing, requestId, site.state.now());
}

/** A client that went away is its own affair; anything else is a fault of the stand-in and must be seen. */
function reportFailure(error: unknown, response: ServerResponse, stopping: AbortSignal) {
  if (stopping.aborted || response.socket === null || response.socket.destroyed) return;
  console.error('The AWS stand-in failed:', error);
  response.destroy();
}

async function stopServer(server: Server, stopping: AbortController) {
  stopping.abort();
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** Starts a stand-in on 127.0.0.1; throws a RangeError for principals or roles that AWS could not hold. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const { port = 0, now = () => new Date(), principals, roles = [], serviceTimesMs = {} } = options;
  const state = createState(principals, roles, now);
  const faults = createFaultQueue();
  const stopping = new AbortController();
  const site: Site = { state, faults, serviceTimesMs: { ...serviceTimesMs } };
  const server = createServer((message, response) => {
    answer(site, message, response, stopping.signal).catch((error) => {
      reportFailure(error, response, stopping.signal);
    });
  });
  refusePages(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const actualPort = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${actualPort}`,
    port: actualPort,
    calls: state.calls,
    issued: state.issued,
    faults: { inject: faults.inject, clear: faults.clear },
    ...createProvisioning(state),
    stop: () => stopServer(server, stopping),
  };
}

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
  /** The port. A free one is chosen if it is 0 or absent. */
  readonly port?: number;
  readonly now?: () => Date;
  readonly principals: readonly Principal[];
  readonly roles?: readonly Role[];
  /** How long each action takes to answer, in milliseconds, whatever the answer is. A change holds for later calls. */
  readonly serviceTimesMs?: Readonly<Record<string, number>>;
  /** Host names of AWS under which programs reach it, besides those of this machine. */
  readonly names?: readonly string[];
}

/** A running stand-in for AWS's services, all at `url`. */
export interface StandIn extends Provisioning {
  readonly url: string;
  readonly port: number;
  /** Every request so far, oldest first, without secrets. A test may empty the list. */
  readonly calls: RecordedCall[];
  /** Everything that was issued, oldest first, including secrets. It contains answers that a fault spoiled. */
  readonly issued: Issued[];
  readonly faults: Faults;
  /** Closes all connections, including those of hanging requests. */
  readonly stop: () => Promise<void>;
}

/** Answers a request that is too long to be read, and therefore belongs to no service. */
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

/** Ignores clients that disconnected. Any other failure is a fault of the stand-in and must be visible. */
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

/** Starts a stand-in on 127.0.0.1. Throws a RangeError for principals or roles that cannot exist in AWS. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const { port = 0, now = () => new Date(), principals, roles = [], serviceTimesMs = {}, names } = options;
  const state = createState(principals, roles, now);
  const faults = createFaultQueue();
  const stopping = new AbortController();
  const site: Site = { state, faults, serviceTimesMs };
  const server = createServer((message, response) => {
    answer(site, message, response, stopping.signal).catch((error) => {
      reportFailure(error, response, stopping.signal);
    });
  });
  refusePages(server, names);
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

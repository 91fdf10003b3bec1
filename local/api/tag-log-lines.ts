// Loaded into the process of serverless-offline before anything else (`--import`). It adds the id of the request to
// each log line of a function, and ends the process when its parent ends.
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { REQUEST_HEADER, type TaggedLine } from './tagged-line.ts';

const current = new AsyncLocalStorage<string | undefined>();

subscribe('http.server.request.start', (message) => {
  const { request } = message as { readonly request: IncomingMessage };
  // This read comes first: Node caches the parsed headers, and the change below must not alter them.
  const { [REQUEST_HEADER]: id } = request.headers;
  delete request.headers[REQUEST_HEADER];
  const at = request.rawHeaders.indexOf(REQUEST_HEADER);
  if (at >= 0) request.rawHeaders.splice(at, 2);
  // A socket file has no remote address. Every request comes from the front server, which listens only on loopback.
  Object.defineProperty(request.socket, 'remoteAddress', { value: '127.0.0.1', configurable: true });
  current.enterWith(typeof id === 'string' ? id : undefined);
});

const write = process.stdout.write.bind(process.stdout);
process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
  if (typeof chunk !== 'string' || !chunk.startsWith('{"level":')) return write(chunk, ...rest);
  const id = current.getStore();
  return process.send?.({ line: chunk, ...(id !== undefined && { id }) } satisfies TaggedLine) ?? true;
}) as typeof process.stdout.write;

process.on('disconnect', () => process.exit());

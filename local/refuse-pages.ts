import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { OWN_HOST } from './api/guard.ts';

/**
 * Makes the embedded AWS refuse web pages; otherwise its tables would answer every page. SDKs send neither of the two
 * headers. Browsers send `Origin` with each POST of a page, under every name of this machine. A GET to the page's own
 * origin has no `Origin`, so host names that were made to resolve to this machine are refused too, except for `names`.
 */
export function refusePages(server: Server, names: readonly string[] = []): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isOfPage(request, names)) response.writeHead(403).end('Forbidden');
    else for (const listener of listeners) listener.call(server, request, response);
  });
}

function isOfPage({ headers, url = '' }: IncomingMessage, names: readonly string[]): boolean {
  const { origin, 'sec-fetch-site': site, host = '' } = headers;
  // Requests to the registries use the registries' own host names, so their host is not checked.
  const isNamed = OWN_HOST.test(host.toLowerCase()) || names.includes(host) || url.startsWith('/v2/');
  return origin !== undefined || site !== undefined || !isNamed;
}

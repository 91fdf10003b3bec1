import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { OWN_HOST } from './api/guard.ts';

/**
 * The embedded AWS is for SDKs, which send neither header. Browsers send `Origin` with each POST of a page, from whatever
 * origin and by whatever name of this machine; without this the embedded tables would answer every page. With a GET of its
 * own origin a page sends neither, so a name that was made to resolve to this machine is refused as such.
 */
export function refusePages(server: Server): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isOfPage(request)) response.writeHead(403).end('Forbidden');
    else for (const listener of listeners) listener.call(server, request, response);
  });
}

function isOfPage({ headers, url = '' }: IncomingMessage): boolean {
  const { origin, 'sec-fetch-site': site, host = '' } = headers;
  // The registries are asked by names of their own, and know no others.
  const isNamed = OWN_HOST.test(host.toLowerCase()) || url.startsWith('/v2/');
  return origin !== undefined || site !== undefined || !isNamed;
}

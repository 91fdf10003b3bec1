import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';

/**
 * The embedded AWS is for SDKs, which send neither header. Browsers send `Origin` with each POST of a page, from whatever
 * origin and by whatever name of this machine; without this the embedded tables would answer every page.
 */
export function refusePages(server: Server): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (origin !== undefined || site !== undefined) response.writeHead(403).end();
    else for (const listener of listeners) listener.call(server, request, response);
  });
}

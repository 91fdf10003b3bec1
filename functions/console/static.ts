import type { Route } from '../../shared/http/event.ts';

/**
 * What the browser loads: the page, its scripts and its styles. Every address below /console that names no file is the
 * page, because the console's screens have addresses of their own.
 */
export function createStaticRoute(): Route {
  return async () => ({
    statusCode: 404,
    headers: { 'content-type': 'text/plain' },
    body: 'The console is not built.',
  });
}

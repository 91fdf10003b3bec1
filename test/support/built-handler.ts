// The built functions, as Lambda loads them.
import { pathToFileURL } from 'node:url';
import type { HttpResponse } from '../../shared/http/event.ts';

export type HttpHandler = (event: unknown, context: unknown) => Promise<HttpResponse>;

let environments = 0;

/** A built handler as in an environment that has just started: nothing held, nothing cached, the settings read anew. */
export async function loadBuilt<Handler = HttpHandler>(name: string): Promise<Handler> {
  environments += 1;
  const { href } = pathToFileURL(`dist/${name}/handler.js`);
  return (await import(`${href}?environment=${environments}`)).handler;
}

/** A client, as far as what it does with a request can be changed. */
export interface Layered {
  readonly middlewareStack: { readonly remove: (name: string) => boolean };
}

/**
 * Takes the SDK's log out of a client, and returns the client. Nobody reads this log, but the SDK copies each request
 * and answer for it, without what is secret in them.
 */
export function unlogged<C extends Layered>(client: C): C {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

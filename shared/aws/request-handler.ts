import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * Creates a request handler that limits one attempt to `attemptMs` milliseconds. By default, the SDK has no limit, and
 * its `requestTimeout` only logs a warning. A body that stalls after its headers needs the socket's own timeout.
 */
export function createRequestHandler(attemptMs: number): NodeHttpHandler {
  return new NodeHttpHandler({
    connectionTimeout: 1_000,
    requestTimeout: attemptMs,
    throwOnRequestTimeout: true,
    socketTimeout: attemptMs,
  });
}

/** The most attempts for one call, including the first. Together they fit into the request's deadline. */
export const MAX_ATTEMPTS = 3;

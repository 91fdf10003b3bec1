import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * Time limits for one attempt, in milliseconds. The SDK has none by default, and its `requestTimeout` only warns
 * unless told to throw; a body that stalls after its headers needs the socket's own limit.
 */
export function createRequestHandler(attemptMs: number): NodeHttpHandler {
  return new NodeHttpHandler({
    connectionTimeout: 1_000,
    requestTimeout: attemptMs,
    throwOnRequestTimeout: true,
    socketTimeout: attemptMs,
  });
}

/** Attempts of one call, the first included. All of them together stay inside the request's deadline. */
export const MAX_ATTEMPTS = 3;

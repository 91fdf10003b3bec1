import { createRequestHandler, MAX_ATTEMPTS } from '../../shared/aws/request-handler.ts';

const ATTEMPT_MS = 8_000;

/** The settings of a client for what a command asks AWS, with the operator's own credentials. Each attempt ends. */
export function clientConfig(region: string) {
  return { region, maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(ATTEMPT_MS) };
}

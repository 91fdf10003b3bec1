import { PortunusError } from '../../clients/typescript/src/index.ts';

/** Whether the service says that the same request can succeed later. */
export function isRetryable(error: unknown): boolean {
  return error instanceof PortunusError && error.retryable;
}

/** The service's code for what went wrong, if it was the service that said so. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof PortunusError ? error.problem?.code : undefined;
}

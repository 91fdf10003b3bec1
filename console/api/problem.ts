import { PortunusError } from '../../clients/typescript/src/index.ts';

/** Whether the service says that the same request can succeed later. */
export function isRetryable(error: unknown): boolean {
  return error instanceof PortunusError && error.retryable;
}

import { PortunusError } from '../../clients/typescript/src/index.ts';

/** What the console itself found wrong, in words for the person. Of any other error that is not the service's, nothing is known. */
export class ToldError extends Error {}

/** Whether the service says that the same request can succeed later. */
export function isRetryable(error: unknown): boolean {
  return error instanceof PortunusError && error.retryable;
}

/** The service's code for what went wrong, if it was the service that said so. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof PortunusError ? error.problem?.code : undefined;
}

/** A part of a request that the service can't take, and why. */
export interface FieldFault {
  readonly field: string;
  readonly detail: string;
}

/** The parts of the request that the service refused, so that a form can show each beside its field. */
export function faultsOf(error: unknown): readonly FieldFault[] {
  return error instanceof PortunusError ? (error.problem?.errors ?? []) : [];
}

import { clipReason, firstFaults, MAX_FAULTS } from './bounds.ts';
import type { ReasonOf, RefusalReason } from './refusal-reasons.ts';

/** Every way in which a request can fail. The HTTP layer maps each code to one status. */
export const ERROR_CODES = [
  'invalid_request',
  'payload_too_large',
  'token_missing',
  'token_rejected',
  'sign_in_required',
  'fresh_sign_in_required',
  'not_allowed',
  'invoked_directly',
  'stopped',
  'not_found',
  'conflict',
  'precondition_failed',
  'too_many_requests',
  'format_unknown',
  'connector_invalid',
  'misconfigured',
  'internal',
  'role_refused',
  'ecr_refused',
  'codeartifact_refused',
  'destination_refused',
  'upstream_invalid',
  'keys_unavailable',
  'sign_in_unavailable',
  'sts_unavailable',
  'ecr_unavailable',
  'codeartifact_unavailable',
  'table_unavailable',
  'audit_unavailable',
  'destination_unavailable',
  'deadline_exceeded',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export const STAGES = [
  'request',
  'authentication',
  'authorization',
  'connector',
  'sts',
  'ecr',
  'codeartifact',
  'audit',
  'delivery',
] as const;

/** The step at which a request failed. */
export type Stage = (typeof STAGES)[number];

/**
 * One invalid field of the input. `field` is a path such as `grants[0].issuer`. `detail` is a sentence that never
 * repeats the value.
 */
export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

/** Faults in one line, for the operator. */
export function faultsText(faults: readonly FieldError[]): string {
  return faults.map(({ field, detail }) => `${field} ${detail}`).join('; ');
}

export interface PortunusErrorOptions {
  /** The subject of the reason, such as an issuer's id. */
  readonly about?: string;
  readonly reason?: RefusalReason;
  /** The variable part of the reason, or a whole sentence for the operator. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** When the caller can come back, if that is known. */
  readonly retryAfterSeconds?: number;
  /** What the caller reads after the code's own sentence. An operator wrote it: no request and no AWS answer did. */
  readonly told?: string;
  readonly cause?: unknown;
}

/**
 * The only error that the layers throw on purpose. `reason` is written only to the log and the audit record, never to
 * the caller, who reads `told`. It has the form `about: reason: detail`; parts may be missing. The texts are shortened here, so that a
 * hostile request can not make a response, log line or record grow.
 */
export class PortunusError extends Error {
  override readonly name = 'PortunusError';
  readonly code: ErrorCode;
  readonly stage: Stage;
  readonly reason: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  /** How many faults `errors` leaves out. */
  readonly moreErrors: number;
  readonly retryAfterSeconds: number | undefined;
  readonly told: string | undefined;

  constructor(code: ErrorCode, stage: Stage, options: PortunusErrorOptions = {}) {
    const reason = textOf(options);
    super(reason === undefined ? code : `${code}: ${reason}`, { cause: options.cause });
    const faults = options.errors && firstFaults(options.errors);
    this.code = code;
    this.stage = stage;
    this.reason = reason;
    this.errors = faults?.first;
    this.moreErrors = faults?.more ?? 0;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.told = options.told === undefined ? undefined : clipReason(options.told);
  }
}

function textOf({ about, reason, detail }: PortunusErrorOptions): string | undefined {
  const parts = [about, reason, detail].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : clipReason(parts.join(': '));
}

/** Whether the error is our decision about the request, and not a failure. */
export function isRefusal({ stage, code }: PortunusError): boolean {
  return stage === 'authorization' || stage === 'request' || code === 'token_rejected';
}

export function invalidRequest(errors: readonly FieldError[]): PortunusError {
  return new PortunusError('invalid_request', 'request', {
    errors,
    detail: errors
      .slice(0, MAX_FAULTS)
      .map((error) => `${error.field}: ${error.detail}`)
      .join('; '),
  });
}

/**
 * Rejects a token or signature. The caller gets the same sentence for every reason, so that it can not probe the
 * checks; the log gets the reason.
 */
export function tokenRejected(reason: ReasonOf<'token_rejected'>): PortunusError {
  return new PortunusError('token_rejected', 'authentication', { reason });
}

/**
 * Refuses a known caller. The response is the same for every reason, so that it does not reveal which connectors exist.
 */
export function notAllowed(reason: ReasonOf<'not_allowed'>, detail?: string): PortunusError {
  return new PortunusError('not_allowed', 'authorization', { reason, ...(detail !== undefined && { detail }) });
}

/** Reports a connector that the caller may use, but that is unusable as defined. */
export function connectorInvalid(detail: string): PortunusError {
  return new PortunusError('connector_invalid', 'connector', { detail });
}

/**
 * Turns anything thrown into a PortunusError. Of a foreign error it keeps only the class, because the message may hold
 * secrets.
 */
export function asPortunusError(error: unknown): PortunusError {
  return error instanceof PortunusError
    ? error
    : new PortunusError('internal', 'request', {
        detail: error instanceof Error ? error.name : 'unknown',
        cause: error,
      });
}

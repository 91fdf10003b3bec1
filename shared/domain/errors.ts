import { clipReason, firstFaults, MAX_FAULTS } from './bounds.ts';
import type { ReasonOf, RefusalReason } from './refusal-reasons.ts';

/** Every way in which a request can fail. The HTTP layer maps each to a status; no code means two things. */
export const ERROR_CODES = [
  'invalid_request',
  'payload_too_large',
  'token_missing',
  'token_rejected',
  'not_allowed',
  'not_found',
  'conflict',
  'precondition_failed',
  'format_unknown',
  'connector_invalid',
  'misconfigured',
  'internal',
  'role_refused',
  'ecr_refused',
  'destination_refused',
  'upstream_invalid',
  'keys_unavailable',
  'sts_unavailable',
  'ecr_unavailable',
  'table_unavailable',
  'audit_unavailable',
  'destination_unavailable',
  'deadline_exceeded',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** How far the request had come. */
export type Stage = 'request' | 'authentication' | 'authorization' | 'connector' | 'sts' | 'ecr' | 'audit' | 'delivery';

/** One fault of the input: `field` is a path such as `grants[0].issuer`, `detail` a sentence without the value. */
export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

export interface PortunusErrorOptions {
  /** What the reason is about, such as an issuer's id. */
  readonly about?: string;
  readonly reason?: RefusalReason;
  /** What varies: what the reason names, or a whole sentence for the operator. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly cause?: unknown;
}

/**
 * The only error that the layers throw on purpose. Its `reason` is the text of the log and the audit record, never the
 * caller's: `about: reason: detail`, as far as there are these. Its texts are bounded here, so that no answer, log line or
 * record grows with a hostile request.
 */
export class PortunusError extends Error {
  override readonly name = 'PortunusError';
  readonly code: ErrorCode;
  readonly stage: Stage;
  readonly reason: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  /** Faults beyond those that `errors` names. */
  readonly moreErrors: number;

  constructor(code: ErrorCode, stage: Stage, options: PortunusErrorOptions = {}) {
    const reason = textOf(options);
    super(reason === undefined ? code : `${code}: ${reason}`, { cause: options.cause });
    const faults = options.errors && firstFaults(options.errors);
    this.code = code;
    this.stage = stage;
    this.reason = reason;
    this.errors = faults?.first;
    this.moreErrors = faults?.more ?? 0;
  }
}

function textOf({ about, reason, detail }: PortunusErrorOptions): string | undefined {
  const parts = [about, reason, detail].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : clipReason(parts.join(': '));
}

/** Whether the error is a decision of ours on what was asked, and nothing that went wrong. */
export function isRefusal({ stage }: PortunusError): boolean {
  return stage === 'authorization' || stage === 'request';
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

/** A token or signature that proves nobody. Its sender hears one sentence for every reason; the reason goes to the log. */
export function tokenRejected(reason: ReasonOf<'token_rejected'>): PortunusError {
  return new PortunusError('token_rejected', 'authentication', { reason });
}

/** A caller who is known and may not do this. The answer is the same for every reason. */
export function notAllowed(reason: ReasonOf<'not_allowed'>, detail?: string): PortunusError {
  return new PortunusError('not_allowed', 'authorization', { reason, ...(detail !== undefined && { detail }) });
}

/** A connector that the caller may use, and that can't be used as it is defined. */
export function connectorInvalid(detail: string): PortunusError {
  return new PortunusError('connector_invalid', 'connector', { detail });
}

/** Whatever was thrown, as one of ours: a foreign error keeps its class alone, for its message may hold secrets. */
export function asPortunusError(error: unknown): PortunusError {
  return error instanceof PortunusError
    ? error
    : new PortunusError('internal', 'request', {
        detail: error instanceof Error ? error.name : 'unknown',
        cause: error,
      });
}

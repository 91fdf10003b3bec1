import type { AnswerOf } from '../../domain/answers/common.ts';
import type { Problem } from '../../domain/answers/problem.ts';
import { MAX_FAULTS } from '../../domain/bounds.ts';
import type { ErrorCode, PortunusError } from '../../domain/errors.ts';
import type { HttpResponse } from '../event.ts';

interface PublicError {
  readonly status: number;
  readonly title: string;
  /** The same sentence for every reason behind a code. The reason goes only to the log. */
  readonly detail: string;
}

const PUBLIC_ERRORS = {
  invalid_request: { status: 400, title: 'Invalid request', detail: 'One or more fields are invalid.' },
  payload_too_large: {
    status: 413,
    title: 'Payload too large',
    detail: 'The request body is larger than 16 KiB, 140 KiB with a SAML assertion, or 1 MiB for a set of definitions.',
  },
  token_missing: { status: 401, title: 'Token missing', detail: 'No bearer token was sent.' },
  token_rejected: { status: 401, title: 'Token rejected', detail: 'The token was not accepted.' },
  sign_in_required: { status: 401, title: 'Sign-in required', detail: 'You are not signed in, or no longer.' },
  fresh_sign_in_required: {
    status: 401,
    title: 'Fresh sign-in required',
    detail: 'This change needs a sign-in of the last five minutes.',
  },
  not_allowed: {
    status: 403,
    title: 'Not allowed',
    // The same for a connector that is missing, disabled or not granted. Otherwise callers could find connectors by
    // guessing names.
    detail: 'There is no such connector for this caller; see GET /v1/caller and GET /v1/connectors.',
  },
  invoked_directly: {
    status: 403,
    title: 'Invoked directly',
    detail: 'The request did not come through the API of this deployment.',
  },
  stopped: { status: 403, title: 'Stopped', detail: 'An operator has stopped this for now.' },
  not_found: { status: 404, title: 'Not found', detail: 'What was asked for is not there.' },
  conflict: { status: 409, title: 'Conflict', detail: 'This contradicts what is defined.' },
  precondition_failed: {
    status: 412,
    title: 'Precondition failed',
    detail: 'Somebody else has changed it since it was read.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    detail: 'There were more requests than are allowed; try again after the time in Retry-After.',
  },
  format_unknown: { status: 406, title: 'Format unknown', detail: 'The answer can not be given in this format.' },
  connector_invalid: {
    status: 500,
    title: 'Connector invalid',
    detail: 'The connector is not usable as it is defined.',
  },
  misconfigured: {
    status: 500,
    title: 'Misconfigured',
    detail: 'The service is misconfigured; tell its operator.',
  },
  internal: { status: 500, title: 'Internal error', detail: 'The service failed.' },
  role_refused: {
    status: 502,
    title: 'Role refused',
    detail: "AWS did not give the service the connector's session.",
  },
  ecr_refused: { status: 502, title: 'ECR refused', detail: "Amazon ECR gave the connector's session no login." },
  codeartifact_refused: {
    status: 502,
    title: 'CodeArtifact refused',
    detail: "AWS CodeArtifact gave the connector's session no login.",
  },
  destination_refused: {
    status: 502,
    title: 'Destination refused',
    detail: 'The login could not be stored where the job delivers it.',
  },
  upstream_invalid: { status: 502, title: 'Upstream invalid', detail: 'AWS gave an answer that can not be used.' },
  keys_unavailable: {
    status: 503,
    title: 'Keys unavailable',
    detail: "The issuer's keys could not be had; try again.",
  },
  sign_in_unavailable: {
    status: 503,
    title: 'Sign-in unavailable',
    detail: 'What signs people in to the console did not answer; try again.',
  },
  sts_unavailable: {
    status: 503,
    title: 'STS unavailable',
    detail: "AWS did not answer for the connector's session; try again.",
  },
  ecr_unavailable: { status: 503, title: 'ECR unavailable', detail: 'Amazon ECR did not answer; try again.' },
  codeartifact_unavailable: {
    status: 503,
    title: 'CodeArtifact unavailable',
    detail: 'AWS CodeArtifact did not answer; try again.',
  },
  table_unavailable: {
    status: 503,
    title: 'Table unavailable',
    detail: 'The definitions could not be read; try again.',
  },
  audit_unavailable: {
    status: 503,
    title: 'Audit unavailable',
    detail: 'The audit record could not be kept; try again.',
  },
  destination_unavailable: {
    status: 503,
    title: 'Destination unavailable',
    detail: 'AWS did not answer for the place where the job delivers; try again.',
  },
  deadline_exceeded: {
    status: 504,
    title: 'Deadline exceeded',
    detail: 'The time for this request is over; try again.',
  },
} as const satisfies Record<ErrorCode, PublicError>;

/** The RFC 9457 response to an error. `random` (0 to 1) spreads the retries of callers that failed together. */
export function problemResponse(error: PortunusError, requestId: string, random: number): HttpResponse {
  const { status } = PUBLIC_ERRORS[error.code];
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      ...(isRetryable(status) && { 'retry-after': String(error.retryAfterSeconds ?? 1 + Math.floor(random * 4)) }),
      ...(status === 401 && { 'www-authenticate': challenge(error.code) }),
    },
    body: JSON.stringify(problemOf(error, requestId)),
  };
}

export function statusOf(code: ErrorCode): number {
  return PUBLIC_ERRORS[code].status;
}

export function isRetryable(status: number): boolean {
  return status === 429 || status === 503 || status === 504;
}

/** Replaces the sentence about connectors where the errors say who may do it: administrators, or auditors too. */
const NOT_THIS_CALLER = 'This caller may not do this.';

/** The problem details (RFC 9457) that the caller gets, with at most `mostErrors` field errors. */
export function problemOf(error: PortunusError, requestId: string, mostErrors = MAX_FAULTS): AnswerOf<typeof Problem> {
  const { status, title, detail } = PUBLIC_ERRORS[error.code];
  const errors = error.errors?.slice(0, mostErrors);
  const moreErrors = error.moreErrors + (error.errors?.length ?? 0) - (errors?.length ?? 0);
  return {
    type: `urn:portunus:error:${error.code}`,
    title,
    status,
    detail: error.code === 'not_allowed' && errors ? NOT_THIS_CALLER : [detail, error.told].filter(Boolean).join(' '),
    code: error.code,
    stage: error.stage,
    retryable: isRetryable(status),
    requestId,
    ...(errors && { errors }),
    ...(moreErrors > 0 && { moreErrors }),
  };
}

/** RFC 6750 section 3: without credentials in the request, the challenge has no error code. */
function challenge(code: ErrorCode): string {
  return code === 'token_missing' ? 'Bearer realm="portunus"' : 'Bearer realm="portunus", error="invalid_token"';
}

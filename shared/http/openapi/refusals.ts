import type { ErrorCode } from '../../domain/errors.ts';

/** Whatever is asked. */
export const OF_EVERYONE: readonly ErrorCode[] = [
  'invalid_request',
  'invoked_directly',
  'internal',
  'misconfigured',
  'deadline_exceeded',
];

/** Where a token or a signature says who asks. */
export const OF_CALLERS: readonly ErrorCode[] = [
  ...OF_EVERYONE,
  'token_missing',
  'token_rejected',
  'too_many_requests',
  'keys_unavailable',
  'table_unavailable',
];

/** Where administrators, or auditors too, may do what others may not. Refusals are recorded. */
export const OF_ADMINISTRATORS: readonly ErrorCode[] = [
  ...OF_CALLERS,
  'invalid_request',
  'not_allowed',
  'audit_unavailable',
];

/** Where a connector's session is made. */
export const OF_SESSIONS: readonly ErrorCode[] = [
  ...OF_ADMINISTRATORS,
  'stopped',
  'format_unknown',
  'connector_invalid',
  'role_refused',
  'upstream_invalid',
  'sts_unavailable',
];

export const OF_LOGINS: readonly ErrorCode[] = [...OF_SESSIONS, 'ecr_refused', 'ecr_unavailable'];

export const OF_PACKAGE_LOGINS: readonly ErrorCode[] = [
  ...OF_SESSIONS,
  'codeartifact_refused',
  'codeartifact_unavailable',
];

/** Where a definition is written. */
export const OF_CHANGES: readonly ErrorCode[] = [...OF_ADMINISTRATORS, 'conflict', 'payload_too_large'];

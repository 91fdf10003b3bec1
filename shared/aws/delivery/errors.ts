import type { Call } from '../../domain/call.ts';
import { type ErrorCode, PortunusError } from '../../domain/errors.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';

const CODES: Record<Verdict, ErrorCode> = {
  // With each of these errors, AWS may have written the value although its answer was lost.
  deadline: 'deadline_exceeded',
  unavailable: 'destination_unavailable',
  unreadable: 'destination_unavailable',
  own_credentials: 'misconfigured',
  refused: 'destination_refused',
};

/**
 * Tells the operator what to check, by the error code of Secrets Manager or Parameter Store (see their API references).
 */
const ADVICE: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'there is no such secret; let the job create it (destination.create), or create it',
  ParameterNotFound: 'there is no such parameter; let the job create it (destination.create), or create it',
  AccessDeniedException: "the function's role, the destination's policy and its KMS key must allow the function",
  EncryptionFailure: "the secret's KMS key is disabled, pending deletion, or does not let the function encrypt",
  DecryptionFailure: "the secret's KMS key is disabled, or does not let the function decrypt",
  InvalidKeyId: "the parameter's KMS key is disabled, is missing, or does not let the function use it",
  InvalidParameterException: 'Secrets Manager does not take the name, a tag or the KMS key of the destination',
  InvalidRequestException: 'the secret is marked for deletion, or managed by another service',
  ResourceExistsException: 'another value stands under this version already, or another secret under this name',
  PreconditionNotMetException: 'Secrets Manager misses a step before it creates the secret; create it by hand',
  ParameterAlreadyExists: 'somebody else has created the parameter meanwhile',
  LimitExceededException: 'the secret or the account has as many versions, parameters or tags as AWS allows',
  ParameterMaxVersionLimitExceeded: 'the oldest version of the parameter bears a label and can not be dropped',
  ParameterLimitExceeded: 'the account has as many standard parameters as its quota allows; raise the quota',
  ParameterPatternMismatchException:
    "the value does not match the parameter's allowed pattern, or Parameter Store takes no such name",
  HierarchyLevelLimitExceededException: 'the name has more levels than the 15 that Parameter Store allows',
  TooManyUpdates: 'somebody else is writing the parameter',
};

/**
 * These codes look like throttling, by their name or by the status 429, but waiting does not help: a quota is used up.
 */
const FULL = new Set(['LimitExceededException', 'ParameterLimitExceeded']);

export function deliveryError(error: unknown, call: Call): PortunusError {
  if (error instanceof PortunusError) return error;
  const { verdict, name } = classifySdkError(error, call.signal);
  const detail = `${name}${ADVICE[name] === undefined ? '' : `: ${ADVICE[name]}`}`;
  const code = FULL.has(name) ? 'destination_refused' : CODES[verdict];
  return new PortunusError(code, 'delivery', { detail, cause: error });
}

/** Makes the error for a delivery that Portunus refuses before it writes anything. */
export function refusedDelivery(detail: string): PortunusError {
  return new PortunusError('destination_refused', 'delivery', { detail });
}

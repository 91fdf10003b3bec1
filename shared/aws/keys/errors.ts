import type { Call } from '../../domain/call.ts';
import { type ErrorCode, PortunusError } from '../../domain/errors.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';

const CODES: Readonly<Record<Verdict, ErrorCode>> = {
  deadline: 'deadline_exceeded',
  unavailable: 'sts_unavailable',
  own_credentials: 'misconfigured',
  unreadable: 'upstream_invalid',
  refused: 'misconfigured',
};

type Service = 'iam' | 'secretsmanager' | 'sts';

const ABOUT: Readonly<Record<Service, string>> = {
  iam: 'user',
  secretsmanager: 'credentials.secretArn',
  sts: 'accessKeyId',
};

/** What an administrator can mend, by the error code of the service. It is told as a conflict. */
const MENDABLE: Readonly<Record<Service, Readonly<Record<string, string>>>> = {
  iam: {
    AccessDenied: 'may not manage its own access keys: give it the rights of docs/account-keys.md',
    LimitExceededException:
      'has two keys, which is all that AWS allows: try again in a minute, and look for the second',
  },
  secretsmanager: {
    ResourceNotFoundException: 'names no secret that is there',
    InvalidRequestException: 'names a secret that is marked for deletion',
  },
  sts: {},
};

const ADVICE: Readonly<Record<string, string>> = {
  AccessDeniedException: "the function's role, the secret's policy and its KMS key must allow the function",
  EncryptionFailure: "the secret's KMS key is disabled, or does not let the function encrypt",
  DecryptionFailure: "the secret's KMS key is disabled, or does not let the function decrypt",
};

/** Turns a failed call into a `PortunusError`. It keeps nothing of AWS's text. */
export function keyError(service: Service, error: unknown, call: Call): PortunusError {
  if (error instanceof PortunusError) return error;
  const { verdict, name } = classifySdkError(error, call.signal);
  const mendable = verdict === 'deadline' ? undefined : MENDABLE[service][name];
  if (mendable !== undefined) return cannotUse(ABOUT[service], mendable);
  const detail = `${name}${ADVICE[name] === undefined ? '' : `: ${ADVICE[name]}`}`;
  // AWS may quote a value that it finds invalid, and the command line prints what AWS says.
  const cause = /Validation|InvalidParameter/.test(name) ? undefined : error;
  return new PortunusError(CODES[verdict], 'sts', { detail, cause });
}

/** Makes the error for what is set up in another way than a key needs it. An administrator reads the detail. */
export function cannotUse(field: string, detail: string): PortunusError {
  return new PortunusError('conflict', 'request', { errors: [{ field, detail }], detail: `${field} ${detail}` });
}

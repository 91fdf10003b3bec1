import type { Call } from '../../domain/call.ts';
import { type ErrorCode, PortunusError } from '../../domain/errors.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'ecr_unavailable',
  // The credentials are the connector's session, seconds old: ECR doesn't take them where the region is not enabled.
  own_credentials: 'ecr_refused',
  unreadable: 'upstream_invalid',
  refused: 'ecr_refused',
};

const LOGIN_RIGHTS = {
  ecr: 'ecr:GetAuthorizationToken',
  'ecr-public': 'ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken',
} as const;

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /^(UnrecognizedClient|InvalidClientTokenId|OptInRequired|RegionDisabled)/,
    "enable the region in the connector's account",
  ],
  [/^ENOTFOUND$/, 'there is no ECR in this region, which has the form of one'],
  [/^InvalidParameter/, 'ECR knows no such registry, or none in this region'],
  [
    /^(Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded)/,
    'ECR throttles calls of the account: see its quota',
  ],
];

/** A failed call for a login, in our words: a code for the caller, and for the operator what to change. */
export function ecrError(
  error: unknown,
  registry: keyof typeof LOGIN_RIGHTS,
  call: Call,
  signer: 'session' | 'execution-role' = 'session',
): PortunusError {
  if (error instanceof PortunusError) return error;
  const { verdict, name } = classifySdkError(error, call.signal);
  // There is no such name: the region has the form of one and is none. Trying again will not help.
  const code = name === 'ENOTFOUND' ? 'ecr_refused' : CODES[verdict];
  const holder =
    signer === 'execution-role' ? "Portunus's own role" : "the role or user, and by the connector's policies";
  const denied = `${LOGIN_RIGHTS[registry]} must be allowed to ${holder}`;
  const advice = /^AccessDenied/.test(name) ? denied : ADVICE.find(([pattern]) => pattern.test(name))?.[1];
  const detail = advice === undefined ? name : `${name}: ${advice}`;
  return new PortunusError(code, 'ecr', { detail, cause: error });
}

import type { Call } from '../../domain/call.ts';
import { type ErrorCode, PortunusError } from '../../domain/errors.ts';
import type { ReasonOf } from '../../domain/refusal-reasons.ts';
import { Secret } from '../../domain/secret.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';

const MIN_LIFE_MS = 60_000;
const MAX_LIFE_MS = 24 * 3_600_000;

interface GivenToken {
  readonly authorizationToken?: string | undefined;
  readonly expiresAt?: Date | undefined;
}

interface ReadToken {
  readonly username: string;
  readonly password: Secret;
  readonly authorizationToken: Secret;
  readonly expiresAt: Date;
}

/**
 * Parses what ECR and ECR Public both return: base64 of `AWS:password`, and the time at which it expires. Refuses
 * anything else.
 */
export function readAuthorizationToken(
  { authorizationToken: token = '', expiresAt }: GivenToken,
  now: Date,
): ReadToken {
  const life = (expiresAt?.getTime() ?? Number.NaN) - now.getTime();
  if (expiresAt === undefined || !(life > MIN_LIFE_MS && life <= MAX_LIFE_MS))
    throw invalidLogin('expiry_unbelievable');
  const bytes = Buffer.from(token, 'base64');
  if (token === '' || bytes.toString('base64') !== token) throw invalidLogin('token_not_base64');
  const text = bytes.toString('utf8');
  // Only the first colon separates the two, because a password may contain colons.
  const colon = text.indexOf(':');
  const [username, password] = [text.slice(0, colon), text.slice(colon + 1)];
  if (username !== 'AWS' || !/^[\x21-\x7e]+$/.test(password)) throw invalidLogin('token_unreadable');
  return { username, password: new Secret(password), authorizationToken: new Secret(token), expiresAt };
}

export function invalidLogin(reason: ReasonOf<'upstream_invalid'>): PortunusError {
  return new PortunusError('upstream_invalid', 'ecr', { reason });
}

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'ecr_unavailable',
  // These credentials are the connector's new session. ECR refuses them if the region is not enabled for the account.
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
  [/^UnsupportedCommand/, 'ECR Public answers in us-east-1 alone: check AWS_ENDPOINT_URL_ECR_PUBLIC'],
  [/^ENOTFOUND$/, 'there is no ECR in this region, which has the form of one'],
  [/^InvalidParameter/, 'ECR knows no such registry, or none in this region'],
  [
    /^(Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded)/,
    'ECR throttles calls of the account: see its quota',
  ],
];

/** Turns a failed call for a login into a `PortunusError`: a code for the caller, and advice for the operator. */
export function ecrError(
  error: unknown,
  registry: keyof typeof LOGIN_RIGHTS,
  call: Call,
  signer: 'session' | 'execution-role' = 'session',
): PortunusError {
  if (error instanceof PortunusError) return error;
  const { verdict, name } = classifySdkError(error, call.signal);
  // The host does not exist, so the region is well-formed but not real. Trying again will not help.
  const code = name === 'ENOTFOUND' ? 'ecr_refused' : CODES[verdict];
  const holder =
    signer === 'execution-role' ? "Portunus's own role" : "the role or user, and by the connector's policies";
  const denied = `${LOGIN_RIGHTS[registry]} must be allowed to ${holder}`;
  const advice = /^AccessDenied/.test(name) ? denied : ADVICE.find(([pattern]) => pattern.test(name))?.[1];
  const detail = advice === undefined ? name : `${name}: ${advice}`;
  return new PortunusError(code, 'ecr', { detail, cause: error });
}

import type { Call } from '../domain/call.ts';
import { type ErrorCode, PortunusError } from '../domain/errors.ts';
import type { SessionRequest } from '../vending/session-request.ts';
import { classifySdkError, type Verdict } from './sdk-errors.ts';

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'sts_unavailable',
  own_credentials: 'misconfigured',
  unreadable: 'upstream_invalid',
  refused: 'role_refused',
};

/** What an operator is to change, by STS's error code and, where one code means many things, by words of its message. */
interface Advice {
  readonly name: RegExp;
  readonly type?: SessionRequest['type'];
  readonly message?: RegExp;
  readonly advice: string;
}

const ADVICE: readonly Advice[] = [
  {
    name: /^AccessDenied/,
    type: 'federated-user',
    advice: 'the IAM user must be allowed sts:GetFederationToken, and sts:TagSession if the connector sets tags',
  },
  {
    name: /^AccessDenied/,
    message: /sts:TagSession/,
    advice: "allow sts:TagSession in the role's trust policy, and in the caller's own policy",
  },
  {
    name: /^AccessDenied/,
    message: /sts:SetSourceIdentity/,
    advice: "allow sts:SetSourceIdentity in the role's trust policy, and in the caller's own policy",
  },
  {
    name: /^AccessDenied/,
    advice:
      "the role must exist and its trust policy must name who assumes it, with the connector's external ID or provider; " +
      "Portunus's own role must be allowed to assume it too (custom.connectorRoles)",
  },
  {
    name: /^ValidationError/,
    message: /role chaining/,
    advice: 'the session was asked for longer than an hour, which STS refuses from temporary credentials',
  },
  {
    name: /^ValidationError/,
    message: /MaxSessionDuration/,
    advice: "raise the role's maximum session duration, or lower maxDurationSeconds of the connector",
  },
  { name: /^ValidationError/, advice: 'STS takes a parameter of the connector for none: check its ARNs and templates' },
  {
    name: /^PackedPolicyTooLarge/,
    advice: "shorten the connector's policy, its lists of repositories or registries, or its session tags",
  },
  { name: /^MalformedPolicyDocument/, advice: "STS could not read the session policy: check the connector's policy" },
  {
    name: /^InvalidIdentityToken/,
    message: /audience/,
    advice: "add the token's audience to the IAM OIDC provider of the role's account",
  },
  {
    name: /^InvalidIdentityToken/,
    advice: "the role's account must have an IAM identity provider for the issuer, with its present keys or metadata",
  },
  { name: /^IDPRejectedClaim/, advice: 'the identity provider takes back what its token or assertion says' },
  { name: /^IDPCommunicationError/, advice: 'STS could not reach the issuer for its keys; it must be on the internet' },
  { name: /^RegionDisabled/, advice: 'activate STS for this region in the account that owns the role or the user' },
  { name: /^OptInRequired/, advice: 'the account is not subscribed to the service, or not yet active' },
  {
    name: /^(InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|IncompleteSignature|InvalidSignature)/,
    advice:
      "the access key that signed the call is not known or not right: an IAM user's present one belongs into the account's " +
      'secret; where the execution role signed, STS may be that of another partition',
  },
  { name: /^ExpiredToken/, advice: 'what signed the call has expired; the function gets new credentials by itself' },
  {
    name: /^(Throttl|RequestLimitExceeded|TooManyRequests)/,
    advice: 'STS throttles calls of the account: see its quota',
  },
  {
    name: /^(ServiceUnavailable|InternalFailure|InternalServer|BadGateway|GatewayTimeout|STSServiceException)/,
    advice: 'STS failed on its side, three times; if it lasts, see the AWS Health Dashboard',
  },
];

/** A failed call to STS, in our words: a code for the caller, and for the operator what to change. */
export const stsError = (
  error: unknown,
  type: SessionRequest['type'] | 'caller-identity',
  call: Call,
): PortunusError => {
  if (error instanceof PortunusError) return error;
  const { verdict, name } = classifySdkError(error, call.signal);
  const message = error instanceof Error ? error.message : '';
  const advice = ADVICE.find((entry) => isAbout(entry, name, type, message))?.advice;
  const reason = advice === undefined ? name : `${name}: ${advice}`;
  return proofError(name, type, error, reason) ?? new PortunusError(CODES[verdict], 'sts', { reason, cause: error });
};

const isAbout = (entry: Advice, name: string, type: string, message: string): boolean =>
  entry.name.test(name) && (entry.type ?? type) === type && (entry.message?.test(message) ?? true);

/** STS's verdict on what the caller proves itself with: the caller's to mend, and not the operator's. */
const PROOF_REFUSED = /^(ExpiredToken|IDPRejectedClaim)/;
const ASSERTION_REFUSED = /^(ExpiredToken|IDPRejectedClaim|InvalidIdentityToken)/;

const proofError = (name: string, type: string, error: unknown, reason: string): PortunusError | undefined => {
  if (type === 'web-identity' && PROOF_REFUSED.test(name)) {
    return new PortunusError('token_rejected', 'sts', { reason, cause: error });
  }
  if (type === 'saml' && ASSERTION_REFUSED.test(name)) return badInput('samlAssertion', name, reason, error);
  const isMfa = error instanceof Error && error.message.startsWith('MultiFactorAuthentication failed');
  return type === 'session-token' && isMfa
    ? badInput('mfaCode', name, `${name}: the MFA code was refused`, error)
    : undefined;
};

const badInput = (field: string, name: string, reason: string, cause: unknown): PortunusError => {
  const detail = /^ExpiredToken/.test(name) ? 'has expired' : 'was not accepted by AWS';
  return new PortunusError('invalid_request', 'sts', { errors: [{ field, detail }], reason, cause });
};

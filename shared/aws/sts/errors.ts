import type { Call } from '../../domain/call.ts';
import { type ErrorCode, PortunusError } from '../../domain/errors.ts';
import { rulesOf, type SessionType } from '../../domain/principal-type.ts';
import type { AssumeRoleRequest, SessionRequest } from '../../vending/issuing/session-request.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'sts_unavailable',
  own_credentials: 'misconfigured',
  unreadable: 'upstream_invalid',
  refused: 'role_refused',
};

/** Turns a failed call to STS into a `PortunusError`: a code for the caller, and advice for the operator. */
export function stsError(error: unknown, type: StsCall, call: Call, assumer?: Assumer): PortunusError {
  if (error instanceof PortunusError) return error;
  const { verdict, name } = classifySdkError(error, call.signal);
  const message = error instanceof Error ? error.message : '';
  const advice = adviceOn(name, { type, ...(assumer && { assumer }) }, message);
  const reason = advice === undefined ? name : `${name}: ${advice}`;
  if (verdict === 'refused' && isTransientRefusal(error)) {
    return new PortunusError('sts_unavailable', 'sts', { detail: reason, cause: error });
  }
  return (
    proofError(name, type, error, reason) ?? new PortunusError(CODES[verdict], 'sts', { detail: reason, cause: error })
  );
}

/**
 * Returns whether STS failed to fetch the issuer's keys in time. STS reports this with the code that otherwise means a
 * missing provider or audience, which no retry can fix, so only the message shows the difference.
 */
export function isTransientRefusal(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /^InvalidIdentityToken/.test(error.name) &&
    /couldn't retrieve verification key/i.test(error.message)
  );
}

/** STS refused the caller's token or assertion. The caller can fix that, the operator cannot. */
const PROOF_REFUSED = /^(ExpiredToken|IDPRejectedClaim)/;
const ASSERTION_REFUSED = /^(ExpiredToken|IDPRejectedClaim|InvalidIdentityToken)/;
/** The provider comes from the connector, not from the assertion, so the operator has to fix it. */
const NO_SUCH_PROVIDER = /provider (doesn't|does not) exist/i;

function proofError(name: string, type: StsCall, error: unknown, reason: string): PortunusError | undefined {
  const message = error instanceof Error ? error.message : '';
  switch (type === 'caller-identity' ? 'none' : rulesOf(type).proof) {
    case 'none':
      return undefined;
    case 'oidc-token':
      return PROOF_REFUSED.test(name)
        ? new PortunusError('token_rejected', 'sts', { detail: reason, cause: error })
        : undefined;
    case 'saml-assertion': {
      const isOurs = NO_SUCH_PROVIDER.test(message);
      return ASSERTION_REFUSED.test(name) && !isOurs ? badInput('samlAssertion', name, reason, error) : undefined;
    }
    case 'mfa-code':
      return message.startsWith('MultiFactorAuthentication failed')
        ? badInput('mfaCode', name, `${name}: the MFA code was refused`, error)
        : undefined;
  }
}

function badInput(field: string, name: string, reason: string, cause: unknown): PortunusError {
  const detail = /^ExpiredToken/.test(name) ? 'has expired' : 'was not accepted by AWS';
  return new PortunusError('invalid_request', 'sts', { errors: [{ field, detail }], detail: reason, cause });
}

export type StsCall = SessionRequest['type'] | 'caller-identity';
/** Who assumes a role: Portunus itself, an IAM user with the account's key, or the session of a first role. */
export type Assumer = AssumeRoleRequest['sourceCredentials']['source'];

/**
 * What the operator should change, by STS's error code. If one code has several meanings, the call and the message
 * decide too.
 */
interface Advice {
  readonly name: RegExp;
  readonly types?: readonly StsCall[];
  readonly assumer?: Assumer;
  readonly message?: RegExp;
  readonly advice: string;
}

const BY_USER: readonly StsCall[] = ['federated-user', 'session-token'];
const BAD_SIGNATURE =
  /^(InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|IncompleteSignature|InvalidSignature)/;
const BAD_KEY =
  "the account's access key is not known or not right: the IAM user's present one belongs into the account's secret";

/** The permission that was missing, by call. For a role it depends on who assumes it; see below. */
const DENIED: Readonly<Record<Exclude<SessionType, 'assumed-role'>, string>> = {
  'federated-user':
    'the IAM user must be allowed sts:GetFederationToken, and sts:TagSession if the connector sets tags',
  'session-token': 'a policy denies the IAM user sts:GetSessionToken, which needs no allow',
  'web-identity':
    'the role must exist, and its trust policy must let the IAM OIDC provider of the issuer assume it by ' +
    "sts:AssumeRoleWithWebIdentity, under conditions that the caller's token meets",
  saml:
    "the role must exist, its trust policy must let the connector's SAML provider assume it by sts:AssumeRoleWithSAML " +
    '(and sts:TagSession, if assertions bring tags), and the assertion must name both',
};

/** The first entry that matches is used. */
const ADVICE: readonly Advice[] = [
  {
    name: /^AccessDenied/,
    message: /(service|resource) control policy/,
    advice: "a control policy of the account's AWS organization denies the call",
  },
  ...Object.entries(DENIED).map(([type, advice]) => ({ name: /^AccessDenied/, types: [type as StsCall], advice })),
  {
    name: /^AccessDenied/,
    message: /sts:TagSession/,
    advice: "allow sts:TagSession in the role's trust policy, in a statement without the external ID, and to {assumer}",
  },
  {
    name: /^AccessDenied/,
    message: /sts:SetSourceIdentity/,
    advice:
      "allow sts:SetSourceIdentity in the role's trust policy, in a statement without the external ID, and to {assumer}",
  },
  {
    name: /^AccessDenied/,
    assumer: 'execution-role',
    advice:
      "the role must exist and its trust policy must name Portunus's own role, with the connector's external ID; " +
      'that role must be allowed to assume it too (PORTUNUS_CONNECTOR_ROLES)',
  },
  {
    name: /^AccessDenied/,
    advice:
      "the role must exist and its trust policy must name {assumer}, with the connector's external ID; " +
      '{assumer} must be allowed to assume it too',
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
    message: /verification key/,
    advice: "STS could not get the issuer's keys, three times; if it lasts, they are not on the internet",
  },
  {
    name: /^InvalidIdentityToken/,
    types: ['saml'],
    advice:
      "the connector's SAML provider must exist in the role's account with the identity provider's present metadata; " +
      'the assertion must be meant for AWS and bear its attributes',
  },
  {
    name: /^InvalidIdentityToken/,
    message: /audience/,
    advice: "add the token's audience to the IAM OIDC provider of the role's account",
  },
  {
    name: /^InvalidIdentityToken/,
    message: /thumbprint/,
    advice: "the IAM OIDC provider's thumbprints must have the one of the issuer's present certificate",
  },
  {
    name: /^InvalidIdentityToken/,
    advice: "the role's account must have an IAM OIDC identity provider for the issuer's URL",
  },
  { name: /^IDPRejectedClaim/, advice: 'the identity provider takes back what its token or assertion says' },
  { name: /^IDPCommunicationError/, advice: 'STS could not reach the issuer for its keys; it must be on the internet' },
  { name: /^RegionDisabled/, advice: 'activate STS for this region in the account that owns the role or the user' },
  { name: /^OptInRequired/, advice: 'the account is not subscribed to the service, or not yet active' },
  { name: BAD_SIGNATURE, types: BY_USER, advice: BAD_KEY },
  { name: BAD_SIGNATURE, assumer: 'iam-user', advice: BAD_KEY },
  {
    name: BAD_SIGNATURE,
    assumer: 'execution-role',
    advice: "STS does not know Portunus's own credentials: it may be that of another partition",
  },
  { name: BAD_SIGNATURE, advice: 'STS of this region does not take the session: its account may not have enabled it' },
  { name: /^ExpiredToken/, types: ['web-identity'], advice: "the caller's token has expired; a fresh one is needed" },
  { name: /^ExpiredToken/, types: ['saml'], advice: "the caller's assertion has expired; a fresh one is needed" },
  {
    name: /^ExpiredToken/,
    assumer: 'execution-role',
    advice: "Portunus's own credentials have expired; the function gets new ones by itself",
  },
  { name: /^ExpiredToken/, advice: 'what signed the call has expired' },
  {
    name: /^(Throttl|RequestLimitExceeded|TooManyRequests)/,
    advice: 'STS throttles calls of the account: see its quota',
  },
  {
    name: /^(ServiceUnavailable|InternalFailure|InternalServer|BadGateway|GatewayTimeout|STSServiceException)/,
    advice: 'STS failed on its side, three times; if it lasts, see the AWS Health Dashboard',
  },
];

const ASSUMERS: Readonly<Record<Assumer, string>> = {
  'execution-role': "Portunus's own role",
  'iam-user': "the account's IAM user",
  session: "the connector's first role",
};

export interface RefusedCall {
  readonly type: StsCall;
  /** Only for `assumed-role`. */
  readonly assumer?: Assumer;
}

/** Returns `undefined` if the code alone says enough. */
export function adviceOn(name: string, { type, assumer = 'execution-role' }: RefusedCall, message: string) {
  const found = ADVICE.find(
    (entry) =>
      entry.name.test(name) &&
      (entry.types?.includes(type) ?? true) &&
      (entry.assumer === undefined || (type === 'assumed-role' && entry.assumer === assumer)) &&
      (entry.message?.test(message) ?? true),
  );
  return found?.advice.replaceAll('{assumer}', ASSUMERS[assumer]);
}

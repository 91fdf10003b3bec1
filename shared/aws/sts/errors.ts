import type { Call } from '../../domain/call.ts';
import { type ErrorCode, PortunusError } from '../../domain/errors.ts';
import { rulesOf } from '../../domain/principal-type.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';
import { type Assumer, adviceOn, type StsCall } from './advice.ts';

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'sts_unavailable',
  own_credentials: 'misconfigured',
  unreadable: 'upstream_invalid',
  refused: 'role_refused',
};

/** A failed call to STS, in our words: a code for the caller, and for the operator what to change. */
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
 * STS fetches an issuer's keys when it needs them, and gives up early. It says so under the code that otherwise means
 * that there is no such provider or audience, which no further try would change; its words alone tell them apart.
 */
export function isTransientRefusal(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /^InvalidIdentityToken/.test(error.name) &&
    /couldn't retrieve verification key/i.test(error.message)
  );
}

/** STS's verdict on what the caller proves itself with: the caller's to mend, and not the operator's. */
const PROOF_REFUSED = /^(ExpiredToken|IDPRejectedClaim)/;
const ASSERTION_REFUSED = /^(ExpiredToken|IDPRejectedClaim|InvalidIdentityToken)/;
/** The connector names the provider, and not the assertion. */
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

import { PortunusError } from '../domain/errors.ts';
import type { ReasonOf } from '../domain/refusal-reasons.ts';
import { isJsonObject } from '../domain/strict-json.ts';
import { failureCode } from './https-get.ts';

/** Says that a provider can't be asked now. */
export function signInUnavailable(reason: ReasonOf<'sign_in_unavailable'>, detail?: string, cause?: unknown) {
  const more = { ...(detail !== undefined && { detail }), cause };
  return new PortunusError('sign_in_unavailable', 'authentication', { reason, ...more });
}

/** Says that a provider lets somebody in no more, or not at all. */
export function refusedByProvider(detail: string, cause?: unknown): PortunusError {
  return new PortunusError('sign_in_required', 'authentication', { reason: 'provider_refused', detail, cause });
}

/** What says that the client is not set up at the provider as it should be (RFC 6749 section 5.2). */
const OF_CLIENT = new Set(['invalid_client', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope']);
/** Errors that pass by themselves. */
const PASSING = new Set(['server_error', 'temporarily_unavailable']);

/**
 * Turns what the library throws into a `PortunusError`. No token and no code is in it: of a provider's own words it keeps
 * the error's code alone.
 */
export function signInFailure(error: unknown): PortunusError {
  if (error instanceof PortunusError) return error;
  const { error: oauthError, code, cause } = isJsonObject(error) || error instanceof Error ? Object(error) : {};
  if (typeof oauthError === 'string') return refusal(oauthError.replaceAll(/[^\w.-]/g, '').slice(0, 64), error);
  if (code === 'OAUTH_INVALID_RESPONSE' || code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED') {
    return notValid(String(code), error);
  }
  if (typeof code === 'string' && code.startsWith('OAUTH_JWT_')) return notValid(code, error);
  const network = failureCode(cause) === 'UNKNOWN' ? failureCode(error) : failureCode(cause);
  if (network.startsWith('OAUTH_') && network !== 'OAUTH_TIMEOUT') {
    return signInUnavailable('provider_answer_unreadable', network, error);
  }
  return signInUnavailable('provider_unreachable', network, error);
}

/** What came back to the callback is not what was asked for: another state, nonce, client or time. */
function notValid(code: string, cause: unknown): PortunusError {
  return new PortunusError('sign_in_required', 'authentication', { reason: 'callback_not_valid', detail: code, cause });
}

function refusal(error: string, cause: unknown): PortunusError {
  if (PASSING.has(error)) return signInUnavailable('provider_unreachable', error, cause);
  if (OF_CLIENT.has(error)) {
    const detail = `the provider answers ${error}: check consoleClientId, clientSecretArn and scopes`;
    return new PortunusError('misconfigured', 'authentication', { detail, cause });
  }
  return refusedByProvider(error, cause);
}

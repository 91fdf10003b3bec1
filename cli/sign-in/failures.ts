import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError } from '../command.ts';
import { printable } from '../output.ts';
import type { SignInIssuer } from './issuers.ts';

const MOST_CHARACTERS = 200;

/** What a provider says of its own, cut short, and harmless to a terminal. */
function said(text: unknown): string {
  return printable(String(text)).slice(0, MOST_CHARACTERS);
}

/**
 * What the errors of OAuth mean for who signs in, and what to do (RFC 6749, RFC 8628, OpenID Connect Core 1.0). Entra ID
 * says `authorization_declined` for `access_denied`.
 */
const MEANINGS: Readonly<Record<string, (issuer: SignInIssuer) => string>> = {
  access_denied: denied,
  authorization_declined: denied,
  expired_token: () => 'nobody entered the code in time: run portunus login again',
  invalid_grant: ({ id }) => `${id} no longer accepts this sign-in: run portunus login again`,
  interaction_required: wantsThePerson,
  login_required: wantsThePerson,
  consent_required: wantsThePerson,
  invalid_client: unknownClient,
  unauthorized_client: wrongGrant,
  unsupported_grant_type: wrongGrant,
  invalid_scope: ({ id, scopes }) =>
    `${id} does not know one of the scopes ${scopes.join(' ')}: an administrator names others in the issuer's scopes`,
};

function denied({ id }: SignInIssuer): string {
  return `the sign-in was denied at ${id}: by you, or because you may not use this client there`;
}

function wantsThePerson({ id }: SignInIssuer): string {
  return `${id} wants to ask you something first: run portunus login again`;
}

function unknownClient({ id, cliClientId }: SignInIssuer): string {
  return `${id} does not know the client ${cliClientId}, or it wants a secret: an administrator checks cliClientId`;
}

function wrongGrant({ id, cliClientId }: SignInIssuer): string {
  return `${id} does not let the client ${cliClientId} sign in this way: try --browser or --device, or tell an administrator`;
}

/** Errors that pass by themselves. */
const PASSING: readonly string[] = ['server_error', 'temporarily_unavailable'];

/** The codes of the library's own errors. */
const CODES: Readonly<Record<string, (issuer: SignInIssuer) => string>> = {
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: ({ id }) =>
    `the ID token of ${id} is from another time: set this machine's clock right, and run portunus login again`,
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: ({ id }) =>
    `the ID token of ${id} is for another client or another sign-in: run portunus login again`,
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: ({ url }) =>
    `what ${url} tells of itself is of another issuer: tell an administrator`,
};

/** Turns what the library throws into words. No token and no code is in them. */
export function toFailure(error: unknown, issuer: SignInIssuer): CommandError {
  if (error instanceof CommandError) return error;
  const { error: oauthError, error_description: description, code, cause } = isObject(error) ? error : {};
  if (typeof oauthError === 'string') return refusal(oauthError, description, issuer);
  const meaning = typeof code === 'string' ? CODES[code] : undefined;
  if (meaning !== undefined) return new CommandError([meaning(issuer)]);
  if (code === 'OAUTH_TIMEOUT') return unreachable(issuer, 'it gave no answer in time');
  if (error instanceof TypeError) return unreachable(issuer, causeOf(error));
  const status = cause instanceof Response ? cause.status : undefined;
  if (status !== undefined && status >= 500) return unreachable(issuer, `HTTP ${status}`);
  const answer = status === undefined ? said(isObject(error) ? error.message : error) : `HTTP ${status}`;
  return new CommandError([`${issuer.url} does not answer as an OpenID provider: ${answer}`]);
}

/** The error of OAuth behind a failure, if it is one. */
export function oauthErrorOf(error: unknown): string | undefined {
  return isObject(error) && typeof error.error === 'string' ? error.error : undefined;
}

function refusal(error: string, description: unknown, issuer: SignInIssuer): CommandError {
  const detail = `${said(error)}${description === undefined ? '' : `: ${said(description)}`}`;
  const meaning = Object.hasOwn(MEANINGS, error) ? MEANINGS[error]?.(issuer) : undefined;
  if (PASSING.includes(error)) return unreachable(issuer, detail);
  return new CommandError([`${meaning ?? `${issuer.id} refuses the sign-in`} (${detail})`]);
}

function unreachable({ id, url }: SignInIssuer, why: string): CommandError {
  return new CommandError([`${id} at ${url} can't be reached: ${why}. Try again later`], 'unavailable');
}

function causeOf({ message, cause }: TypeError): string {
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
  return said(inner instanceof Error ? inner.message || inner.name : message);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isJsonObject(value) || value instanceof Error;
}

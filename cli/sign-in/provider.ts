import type { Configuration, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import { Secret } from '../../shared/domain/secret.ts';
import { isSafe } from '../addresses.ts';
import { CommandError } from '../command.ts';
import { toFailure } from './failures.ts';
import type { SignInIssuer } from './issuers.ts';
import type { Tokens } from './store.ts';

type Client = typeof import('openid-client');

/** An issuer whose metadata was discovered, and the library that speaks with it. */
export interface Provider {
  readonly issuer: SignInIssuer;
  readonly client: Client;
  readonly config: Configuration;
}

const TIMEOUT_SECONDS = 10;
/** How far this machine's clock may be from the provider's. */
const CLOCK_TOLERANCE_SECONDS = 60;

const ENDPOINTS = [
  'authorization_endpoint',
  'device_authorization_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'end_session_endpoint',
] as const;

/** Loads what speaks OpenID Connect, and asks the issuer for its metadata (OpenID Connect Discovery 1.0). */
export async function discoverProvider(issuer: SignInIssuer): Promise<Provider> {
  if (!isSafe(issuer.url)) throw new CommandError([`${issuer.id} has no https address: nothing is sent to it`]);
  const client = await import('openid-client');
  const isLocal = issuer.url.startsWith('http:');
  const config = await client
    .discovery(
      new URL(issuer.url),
      issuer.cliClientId,
      { [client.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
      client.None(),
      { timeout: TIMEOUT_SECONDS, execute: isLocal ? [client.allowInsecureRequests] : [] },
    )
    .catch((error: unknown) => {
      throw toFailure(error, issuer);
    });
  const metadata = config.serverMetadata();
  // The library lets some providers tell another issuer than the one that was asked for. The service doesn't.
  if (metadata.issuer !== issuer.url) {
    throw new CommandError([`what ${issuer.url} tells of itself is of another issuer: tell an administrator`]);
  }
  const unsafe = ENDPOINTS.find((name) => metadata[name] !== undefined && !isSafe(metadata[name]));
  if (unsafe !== undefined) throw new CommandError([`the ${unsafe} of ${issuer.url} is no https address`]);
  return { issuer, client, config };
}

/** The scopes to ask for. A provider may refuse a sign-in for a scope that it doesn't know, such as `offline_access`. */
export function scopeFor({ issuer, config }: Provider): string {
  const { scopes_supported: supported } = config.serverMetadata();
  const isKnown = (scope: string) => scope !== 'offline_access' || supported === undefined || supported.includes(scope);
  return issuer.scopes.filter(isKnown).join(' ');
}

type Response = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** The tokens of a sign-in. Without an ID token, there is nothing to show to the service. */
export function signedIn({ issuer }: Provider, response: Response): Tokens {
  const { id_token: idToken, refresh_token: refreshToken } = response;
  if (idToken === undefined) throw new CommandError([`${issuer.id} gave no ID token: are its scopes without openid?`]);
  return {
    idToken: new Secret(idToken),
    ...(refreshToken !== undefined && { refreshToken: new Secret(refreshToken) }),
  };
}

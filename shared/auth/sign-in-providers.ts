import type { Configuration, ServerMetadata, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import * as client from 'openid-client';
import type { Call } from '../domain/call.ts';
import { Secret } from '../domain/secret.ts';
import type { ConsoleIssuer, GivenTokens, SignInProviders } from '../vending/console/ports.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { refusedByProvider, signInFailure, signInUnavailable } from './sign-in-failures.ts';

export interface ProviderOptions {
  readonly allowPrivateIssuers: boolean;
  /** Whether the console is on this machine. Elsewhere, a loopback address would be the function's own. */
  readonly isLoopback: boolean;
  readonly readClientSecret: (arn: string, call: Call) => Promise<Secret>;
}

const TIMEOUT_SECONDS = 5;
/** How far our clock may be from the provider's. */
const CLOCK_TOLERANCE_SECONDS = 60;
/** How long a provider's metadata is kept. */
const KEPT_MS = 5 * 60_000;
/** A sign-in that is younger counts as fresh without another one. */
const FRESH_SECONDS = 60;

const DEFAULT_SCOPES: string[] = ['openid', 'profile', 'email', 'offline_access'];
const ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'revocation_endpoint', 'end_session_endpoint'] as const;

/** Signs people in by the authorization code flow of OpenID Connect, with PKCE. */
export function createSignInProviders(options: ProviderOptions): SignInProviders {
  const configure = createConfigure(options);
  return {
    begin: (issuer, how, call) => orFailure(async () => beginAt(await configure(issuer, call), issuer, how)),
    redeem: (issuer, { address, checks }, call) =>
      orFailure(async () => {
        const config = await configure(issuer, call);
        const expected = {
          expectedState: checks.state,
          expectedNonce: checks.nonce,
          pkceCodeVerifier: checks.verifier,
        };
        return givenTokens(await client.authorizationCodeGrant(config, address, expected));
      }),
    refresh: (issuer, refreshToken, call) =>
      orFailure(async () => {
        const response = await client.refreshTokenGrant(await configure(issuer, call), refreshToken.reveal());
        return response.id_token === undefined ? undefined : givenTokens(response);
      }),
    revoke: (issuer, refreshToken, call) =>
      orFailure(async () => {
        const config = await configure(issuer, call);
        if (config.serverMetadata().revocation_endpoint === undefined) return;
        await client.tokenRevocation(config, refreshToken.reveal(), { token_type_hint: 'refresh_token' });
      }),
    endPage: (issuer, returnTo, call) =>
      orFailure(async () => {
        const config = await configure(issuer, call);
        if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
        // The library adds the client's ID. An ID token would be a hint too, and has no place in an address.
        return client.buildEndSessionUrl(config, { post_logout_redirect_uri: returnTo }).href;
      }),
  };
}

/** Makes the address of the provider's page, and what its answer has to show. */
async function beginAt(config: Configuration, issuer: ConsoleIssuer, how: Parameters<SignInProviders['begin']>[1]) {
  const checks = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
  };
  const parameters = {
    redirect_uri: how.redirectUri,
    scope: scopeFor(issuer, config.serverMetadata()),
    code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
    code_challenge_method: 'S256',
    state: checks.state,
    nonce: checks.nonce,
    // Some providers know only one of the two.
    ...(how.fresh && { max_age: String(FRESH_SECONDS), prompt: 'login' }),
  };
  return { address: client.buildAuthorizationUrl(config, parameters).href, checks };
}

async function orFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signInFailure(error);
  }
}

type Configure = (issuer: ConsoleIssuer, call: Call) => Promise<Configuration>;

function createConfigure(options: ProviderOptions): Configure {
  const known = new Map<string, { readonly metadata: ServerMetadata; readonly until: number }>();
  return async (issuer, call) => {
    const fetch = fetchFor(issuer, options, call);
    const now = call.now().getTime();
    const kept = known.get(issuer.url);
    const metadata = kept !== undefined && kept.until > now ? kept.metadata : await discover(issuer, options, fetch);
    known.set(issuer.url, kept?.metadata === metadata ? kept : { metadata, until: now + KEPT_MS });
    const tolerance = { [client.clockTolerance]: CLOCK_TOLERANCE_SECONDS };
    const proof = await proofOf(issuer, metadata, options, call);
    const config = new client.Configuration(metadata, issuer.consoleClientId, tolerance, proof);
    config.timeout = TIMEOUT_SECONDS;
    config[client.customFetch] = fetch;
    if (options.isLoopback) client.allowInsecureRequests(config);
    return config;
  };
}

function fetchFor(
  { url, caCertificates }: ConsoleIssuer,
  options: ProviderOptions,
  { signal }: Call,
): client.CustomFetch {
  const loopback = options.isLoopback && url.startsWith('http:') ? new URL(url).origin : undefined;
  const reach = { allowPrivate: options.allowPrivateIssuers, caCertificates, loopback, signal };
  return (address, sent) => guardedFetch(address, sent, reach);
}

/** Asks an issuer's own address for its metadata (OpenID Connect Discovery 1.0). */
async function discover(issuer: ConsoleIssuer, { isLoopback }: ProviderOptions, fetch: client.CustomFetch) {
  const config = await client.discovery(new URL(issuer.url), issuer.consoleClientId, undefined, client.None(), {
    timeout: TIMEOUT_SECONDS,
    [client.customFetch]: fetch,
    execute: isLoopback ? [client.allowInsecureRequests] : [],
  });
  const metadata = config.serverMetadata();
  // The library lets some providers tell another issuer than the one that was asked for. The API doesn't.
  if (metadata.issuer !== issuer.url) throw signInUnavailable('provider_of_another_issuer');
  const unsafe = ENDPOINTS.find((name) => !isSafe(metadata[name], issuer.url));
  if (unsafe !== undefined) throw signInUnavailable('endpoint_not_https', unsafe);
  return metadata;
}

/** People, codes and tokens go to https alone, or to the provider of this machine itself. */
function isSafe(endpoint: string | undefined, issuer: string): boolean {
  if (endpoint === undefined) return true;
  if (!URL.canParse(endpoint)) return false;
  const { protocol, origin } = new URL(endpoint);
  return protocol === 'https:' || (issuer.startsWith('http:') && origin === new URL(issuer).origin);
}

/** How the client shows who it is: by its secret, if it has one, in the way that the provider takes. */
async function proofOf(
  { clientSecretArn: arn }: ConsoleIssuer,
  { token_endpoint_auth_methods_supported: supported = ['client_secret_basic'] }: ServerMetadata,
  { readClientSecret }: ProviderOptions,
  call: Call,
): Promise<client.ClientAuth> {
  if (arn === undefined) return client.None();
  const secret = (await readClientSecret(arn, call)).reveal();
  return supported.includes('client_secret_post') ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret);
}

/** A provider may refuse a sign-in for a scope that it doesn't know, such as `offline_access`. */
function scopeFor({ scopes = DEFAULT_SCOPES }: ConsoleIssuer, { scopes_supported: supported }: ServerMetadata): string {
  const isKnown = (scope: string) => scope !== 'offline_access' || supported === undefined || supported.includes(scope);
  return scopes.filter(isKnown).join(' ');
}

type Response = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** The library has checked whom the ID token is for and by, its times and its nonce. The API checks its signature. */
function givenTokens(response: Response): GivenTokens {
  const claims = response.claims();
  const { id_token: idToken, refresh_token: refreshToken } = response;
  if (idToken === undefined || claims === undefined) throw refusedByProvider('it gave no ID token: has scopes openid?');
  return {
    tokens: {
      idToken: new Secret(idToken),
      ...(refreshToken !== undefined && { refreshToken: new Secret(refreshToken) }),
    },
    subject: claims.sub,
    issuedAt: new Date(claims.iat * 1_000),
    expiresAt: new Date(claims.exp * 1_000),
    ...(claims.auth_time !== undefined && { authenticatedAt: new Date(claims.auth_time * 1_000) }),
  };
}

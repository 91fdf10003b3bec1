import { Secret } from '../../shared/domain/secret.ts';
import { CommandError } from '../command.ts';
import { claimsOf } from '../token-claims.ts';
import { oauthErrorOf, toFailure } from './failures.ts';
import type { SignInIssuer } from './issuers.ts';
import { discoverProvider } from './provider.ts';
import type { SignIn, SignInStore } from './store.ts';

/** A token is renewed so long before its end that it can still be used for the requests that follow. */
const MARGIN_SECONDS = 60;

/** When the service stops accepting a sign-in's ID token, in seconds of Unix time. It looks at the token's age too. */
export function usableUntil({ tokens, issuer }: SignIn): number {
  const { exp, iat } = claimsOf(tokens.idToken.reveal()) ?? {};
  const ends = [Number(exp), Number(iat) + issuer.maxTokenAgeSeconds].filter(Number.isFinite);
  return Math.min(...ends);
}

function subjectOf(idToken: Secret): unknown {
  return claimsOf(idToken.reveal())?.sub;
}

interface Renewal {
  readonly store: SignInStore;
  readonly now: () => Date;
  /** What was found the last time. While it is good, nothing is read. */
  readonly latest?: SignIn;
  /** The token that the service did not accept, whatever it says of its own end. */
  readonly refused?: Secret;
}

/** Whether the service accepts a sign-in's token now, and for the next requests. */
function isGood(signIn: SignIn, { now, refused }: Renewal): boolean {
  const margin = Math.min(MARGIN_SECONDS, signIn.issuer.maxTokenAgeSeconds / 4);
  return !isRefused(signIn, refused) && secondsLeft(signIn, now) > margin;
}

/**
 * Returns the sign-in at a service, with a token that the service accepts. It is renewed if need be. It is `undefined`
 * if nobody has signed in there.
 */
export async function currentSignIn(service: string, renewal: Renewal): Promise<SignIn | undefined> {
  const { store } = renewal;
  const kept = renewal.latest && isGood(renewal.latest, renewal) ? renewal.latest : await store.find(service);
  if (kept === undefined || isGood(kept, renewal)) return kept;
  // Providers take a refresh token once. The second of two commands must see what the first one has got for it.
  return store.locked(async () => {
    const latest = await store.find(service);
    return latest === undefined || isGood(latest, renewal) ? latest : renew(latest, renewal);
  });
}

function secondsLeft(signIn: SignIn, now: () => Date): number {
  return usableUntil(signIn) - now().getTime() / 1000;
}

function isRefused({ tokens }: SignIn, refused: Secret | undefined): boolean {
  return tokens.idToken.reveal() === refused?.reveal();
}

async function renew(kept: SignIn, { store, now, refused }: Renewal): Promise<SignIn> {
  try {
    const { idToken, refreshToken } = await refresh(kept);
    if (idToken !== undefined && subjectOf(idToken) !== subjectOf(kept.tokens.idToken))
      throw ofSomebodyElse(kept.issuer);
    const renewed = { ...kept, tokens: { idToken: idToken ?? kept.tokens.idToken, refreshToken } };
    // It is kept before anything is done with it: the refresh token before it may be worthless now.
    await store.renew(renewed);
    if (idToken !== undefined) return renewed;
    throw new CommandError([
      `${kept.issuer.id} gives no new ID token when a sign-in is renewed: run portunus login again, or have an ` +
        `administrator raise maxTokenAgeSeconds of the issuer, which is ${kept.issuer.maxTokenAgeSeconds}`,
    ]);
  } catch (error) {
    if (secondsLeft(kept, now) > 0 && !isRefused(kept, refused)) return kept;
    throw error;
  }
}

async function refresh({ issuer, tokens: { refreshToken } }: SignIn) {
  if (refreshToken === undefined) throw ended(issuer);
  try {
    const { client, config } = await discoverProvider(issuer);
    const { id_token: idToken, refresh_token: next } = await client.refreshTokenGrant(config, refreshToken.reveal());
    return {
      idToken: idToken === undefined ? undefined : new Secret(idToken),
      refreshToken: next === undefined ? refreshToken : new Secret(next),
    };
  } catch (error) {
    throw oauthErrorOf(error) === 'invalid_grant' ? ended(issuer) : toFailure(error, issuer);
  }
}

function ended({ id }: SignInIssuer): CommandError {
  return new CommandError([`your sign-in at ${id} has ended: run portunus login again`]);
}

/** A renewed sign-in is the same person's (OpenID Connect Core 1.0, section 12.2). */
function ofSomebodyElse({ id }: SignInIssuer): CommandError {
  return new CommandError([`${id} renewed your sign-in as somebody else's: run portunus login again`]);
}

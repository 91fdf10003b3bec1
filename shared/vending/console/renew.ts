import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import { signInRequired } from './issuers.ts';
import type { ConsoleIssuer, ConsolePorts, SessionTokens, StoredSession, TokenTimes } from './ports.ts';

/** How long before its end a token is replaced. A request that is on its way must not meet the end. */
const EARLY_MS = 60_000;
/** How long one request may take to renew. If it dies, the next one does it then. */
const LEASE_MS = 15_000;
/** How often a request looks whether another one has renewed. */
const LOOK_MS = 200;
const MOST_LOOKS = 25;

/**
 * Returns tokens that the API takes. Refresh tokens are good for one use at most providers, and a second use ends the
 * sign-in there. So of requests at the same time, one renews, and the others go on with the old token or wait.
 */
export async function renewTokens(
  ports: ConsolePorts,
  session: StoredSession,
  issuer: ConsoleIssuer,
  call: Call,
): Promise<SessionTokens> {
  const left = millisecondsLeft(session.token, issuer, call);
  if (left > EARLY_MS) return openTokens(ports, session, call);
  if (!session.hasRefreshToken) return untilItEnds(ports, session, left, call);
  if (await ports.sessions.lease(session, new Date(call.now().getTime() + LEASE_MS), call)) {
    return refresh(ports, session, issuer, left, call);
  }
  return left > 0 ? openTokens(ports, session, call) : awaitOther(ports, session, issuer, call);
}

/** Until when the API takes a token, by its own claims and by what the issuer's definition says. */
function millisecondsLeft({ issuedAt, expiresAt }: TokenTimes, { maxTokenAgeSeconds }: ConsoleIssuer, { now }: Call) {
  const endsAt = Math.min(expiresAt.getTime(), issuedAt.getTime() + maxTokenAgeSeconds * 1_000);
  return endsAt - now().getTime();
}

function openTokens({ seals }: ConsolePorts, { sealed, key }: StoredSession, call: Call): Promise<SessionTokens> {
  return seals.open(sealed, key, call);
}

/** Without a refresh token, the session lasts as long as its ID token. */
async function untilItEnds(ports: ConsolePorts, session: StoredSession, left: number, call: Call) {
  if (left <= 0) throw signInRequired('token_over');
  return openTokens(ports, session, call);
}

async function refresh(
  ports: ConsolePorts,
  session: StoredSession,
  issuer: ConsoleIssuer,
  left: number,
  call: Call,
): Promise<SessionTokens> {
  try {
    const old = await openTokens(ports, session, call);
    if (old.refreshToken === undefined) throw signInRequired('token_over');
    const given = await ports.providers.refresh(issuer, old.refreshToken, call);
    if (given === undefined) throw signInRequired('token_over', 'the provider gives no ID token for a refresh token');
    // OpenID Connect Core 1.0, section 12.2: it is the same person.
    if (given.subject !== session.subject) throw signInRequired('refresh_refused', 'it is another subject now');
    const tokens = { ...old, ...given.tokens };
    const sealed = await ports.seals.seal(tokens, session.key, call);
    const { issuedAt, expiresAt } = given;
    const renewed = { token: { issuedAt, expiresAt }, hasRefreshToken: true, sealed };
    if (!(await ports.sessions.renew(session, renewed, call))) await assertThere(ports, session, issuer, tokens, call);
    return tokens;
  } catch (error) {
    // A session that is removed has no lease, and one whose provider is away may try again.
    if (!isPassing(error)) throw error;
    await ports.sessions.release(session.key, call);
    if (left <= 0) throw error;
    return openTokens(ports, session, call);
  }
}

/** Who signed out meanwhile is signed out: the new tokens are taken back, and this request gets nothing. */
async function assertThere(
  { sessions, providers }: ConsolePorts,
  { key }: StoredSession,
  issuer: ConsoleIssuer,
  { refreshToken }: SessionTokens,
  call: Call,
): Promise<void> {
  if ((await sessions.read(key, call)) !== undefined) return;
  // Whether or not the provider can do it now, the session is over.
  if (refreshToken !== undefined) await providers.revoke(issuer, refreshToken, call).catch(() => undefined);
  throw signInRequired('session_unknown');
}

function isPassing(error: unknown): boolean {
  return error instanceof PortunusError && error.code === 'sign_in_unavailable';
}

async function awaitOther(ports: ConsolePorts, session: StoredSession, issuer: ConsoleIssuer, call: Call) {
  for (let looks = 0; looks < MOST_LOOKS && !call.signal.aborted; looks += 1) {
    await ports.pause(LOOK_MS, call);
    const now = await ports.sessions.read(session.key, call);
    if (now === undefined) throw signInRequired('session_unknown');
    if (now.renewals > session.renewals && millisecondsLeft(now.token, issuer, call) > 0) {
      return openTokens(ports, now, call);
    }
  }
  throw new PortunusError('sign_in_unavailable', 'authentication', { reason: 'refreshing' });
}

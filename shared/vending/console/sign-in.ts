import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import { FRESH_SIGN_IN_MS } from '../../domain/harmless-change.ts';
import { Secret } from '../../domain/secret.ts';
import { recordAndDo } from '../definitions/record-act.ts';
import type { ListIssuers } from '../issuing/ports.ts';
import { consoleIssuer, listConsoleIssuers, signInRequired } from './issuers.ts';
import type { ApiRequest, AskApi, ConsoleIssuer, ConsolePorts, GivenTokens, SignInChecks } from './ports.ts';
import { keyOfSession, SESSION_MS } from './session.ts';

/** How long a person has at the provider. */
export const SIGN_IN_MS = 10 * 60_000;

/** How far the provider's clock may be ahead of ours. */
const CLOCKS_APART_MS = 60_000;

/** A sign-in that has begun. The browser keeps it while the person is at the provider. */
export interface PendingSignIn {
  /** The issuer's ID. */
  readonly issuer: string;
  readonly checks: SignInChecks;
  /** Where in the console the person wants to go. */
  readonly returnTo: string;
  /** Whether the person has to show anew who they are. */
  readonly fresh: boolean;
  readonly begunAt: Date;
  /** The key of the session that this one replaces. */
  readonly replaces?: string;
}

interface WantedSignIn {
  /** The issuer's ID. Absent where there is only one. */
  readonly issuer?: string;
  readonly returnTo: string;
  readonly fresh: boolean;
  readonly replaces?: string;
}

/** Begins a sign-in. `undefined` if the person has to choose between several providers first. */
export async function beginSignIn(ports: ConsolePorts, wanted: WantedSignIn, call: Call) {
  const issuer = await chosenIssuer(ports.listIssuers, wanted.issuer, call);
  if (issuer === undefined) return undefined;
  const how = { redirectUri: ports.redirectUri(issuer.id), fresh: wanted.fresh };
  const { address, checks } = await ports.providers.begin(issuer, how, call);
  const pending: PendingSignIn = { ...wanted, issuer: issuer.id, checks, begunAt: call.now() };
  return { address, pending };
}

async function chosenIssuer(listIssuers: ListIssuers, id: string | undefined, call: Call) {
  if (id !== undefined) return consoleIssuer(listIssuers, id, call);
  const [only, ...others] = await listConsoleIssuers(listIssuers, call);
  if (only === undefined) throw signInRequired('issuer_not_for_the_console', 'no issuer has a consoleClientId');
  return others.length === 0 ? only : undefined;
}

/**
 * Ends a sign-in: the provider's answer becomes a session with an ID that is new each time, so that nobody can have
 * prepared it. The API has the last word on who is let in, as on every request after.
 */
export async function finishSignIn(
  ports: ConsolePorts,
  pending: PendingSignIn | undefined,
  answer: URL,
  call: Call,
): Promise<{ readonly id: Secret; readonly returnTo: string }> {
  if (pending === undefined || isOver(pending, call)) throw signInRequired('sign_in_not_begun_here');
  // The code of one provider would go to another one, which could use it.
  if (`${answer.origin}${answer.pathname}` !== ports.redirectUri(pending.issuer)) {
    throw signInRequired('sign_in_not_begun_here', 'it began at another issuer');
  }
  const issuer = await consoleIssuer(ports.listIssuers, pending.issuer, call);
  const given = await ports.providers.redeem(issuer, { address: answer, checks: pending.checks }, call);
  if (pending.fresh) assertFresh(given.authenticatedAt, call);
  await assertLetIn(ports.askApi, given, call);
  call.note?.({ issuer: issuer.id, subject: given.subject });
  const id = new Secret(ports.newId());
  const by = { issuer: issuer.id, subject: given.subject, kind: 'user' as const };
  await recordAndDo(ports, { action: 'console-sign-in' }, by, call, () => begin(ports, issuer, given, id, call));
  if (pending.replaces !== undefined) await ports.sessions.remove(pending.replaces, call);
  return { id, returnTo: pending.returnTo };
}

function isOver({ begunAt }: PendingSignIn, { now }: Call): boolean {
  const age = now().getTime() - begunAt.getTime();
  return age < 0 || age > SIGN_IN_MS;
}

/** Throws `fresh_sign_in_required` for a sign-in that is too old, or that the provider doesn't date. */
export function assertFresh(authenticatedAt: Date | undefined, { now }: Call): void {
  const age = authenticatedAt === undefined ? Number.NaN : now().getTime() - authenticatedAt.getTime();
  // One of the future, such as milliseconds taken for seconds, would be fresh as long as the session lasts.
  if (age >= -CLOCKS_APART_MS && age <= FRESH_SIGN_IN_MS) return;
  const reason = authenticatedAt === undefined ? 'sign_in_without_auth_time' : 'sign_in_too_old';
  throw new PortunusError('fresh_sign_in_required', 'authentication', { reason });
}

async function assertLetIn(askApi: AskApi, { tokens: { idToken } }: GivenTokens, call: Call): Promise<void> {
  const { status } = await askApi(CALLER, idToken, call);
  if (status === 401)
    throw signInRequired('token_refused', 'the API does not accept the ID token: see its own log line');
  if (status !== 200) throw callerUnknown(status);
}

/** Asks the API who somebody is, whom it so lets in. */
export const CALLER: ApiRequest = { method: 'GET', path: ['caller'], query: {}, headers: {} };

/** Says that the API told neither who somebody is, nor that it refuses them. */
export function callerUnknown(status: number): PortunusError {
  const detail = `GET /v1/caller answered ${status}`;
  return new PortunusError('sign_in_unavailable', 'authentication', { reason: 'api_unreachable', detail });
}

async function begin(ports: ConsolePorts, issuer: ConsoleIssuer, given: GivenTokens, id: Secret, call: Call) {
  const key = keyOfSession(id);
  const { tokens, subject, issuedAt, expiresAt, authenticatedAt } = given;
  const now = call.now();
  const session = {
    ...{ key, issuer: issuer.id, provider: issuer.url, subject },
    ...{ begunAt: now, usedAt: now, endsAt: new Date(now.getTime() + SESSION_MS) },
    ...(authenticatedAt !== undefined && { authenticatedAt }),
    token: { issuedAt, expiresAt },
    hasRefreshToken: tokens.refreshToken !== undefined,
    sealed: await ports.seals.seal(tokens, key, call),
    renewals: 0,
  };
  await ports.sessions.create(session, call);
}

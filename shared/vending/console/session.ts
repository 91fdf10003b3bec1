import { createHash } from 'node:crypto';
import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { Secret } from '../../domain/secret.ts';
import { issuerOfSession, signInRequired } from './issuers.ts';
import type { ConsoleIssuer, ConsolePorts, SessionTokens, StoredSession } from './ports.ts';
import { renewTokens } from './renew.ts';

/** How long a session lasts. */
export const SESSION_MS = 8 * 3_600_000;
/** How long a session lasts without a request. */
const IDLE_MS = 30 * 60_000;
/** A use is noted if the one before is older. So a session that is in use costs a write a minute. */
const NOTED_MS = 60_000;

/** A session that is in force, with tokens that the API takes. */
export interface OpenSession {
  readonly session: StoredSession;
  readonly issuer: ConsoleIssuer;
  readonly tokens: SessionTokens;
}

/** The key under which a session is stored. Who reads the table can't make the ID of it. */
export function keyOfSession(id: Secret): string {
  return createHash('sha256').update(id.reveal()).digest('hex');
}

/** Opens a session by its ID. Throws `sign_in_required` if there is none in force. One that is over is removed. */
export async function openSession(ports: ConsolePorts, id: Secret | undefined, call: Call): Promise<OpenSession> {
  const session = await findSession(ports, id, call);
  call.note?.({ issuer: session.issuer, subject: session.subject });
  return endingIfRefused(ports, session, call, async () => {
    assertInForce(session, call);
    const issuer = await issuerOfSession(ports.readIssuers, session, call);
    const tokens = await renewTokens(ports, session, issuer, call);
    if (call.now().getTime() - session.usedAt.getTime() > NOTED_MS) await ports.sessions.touch(session.key, call);
    return { session, issuer, tokens };
  });
}

async function findSession(ports: ConsolePorts, id: Secret | undefined, call: Call): Promise<StoredSession> {
  if (id === undefined) throw signInRequired('no_session');
  const session = await ports.sessions.read(keyOfSession(id), call);
  if (session === undefined) throw signInRequired('session_unknown');
  return session;
}

function assertInForce({ endsAt, usedAt }: StoredSession, { now }: Call): void {
  const time = now().getTime();
  if (time >= endsAt.getTime()) throw signInRequired('session_over');
  if (time - usedAt.getTime() > IDLE_MS) throw signInRequired('session_idle');
}

/** Removes a session that turns out to be none. */
export async function endingIfRefused<T>(
  { sessions }: ConsolePorts,
  { key }: StoredSession,
  call: Call,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PortunusError && error.code === 'sign_in_required') await sessions.remove(key, call);
    throw error;
  }
}

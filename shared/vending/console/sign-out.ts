import type { Call } from '../../domain/call.ts';
import { asPortunusError } from '../../domain/errors.ts';
import type { Secret } from '../../domain/secret.ts';
import { recordAndDo } from '../definitions/record-act.ts';
import type { ReportFault } from '../issuing/ports.ts';
import { issuerOfSession } from './issuers.ts';
import type { ConsolePorts, StoredSession } from './ports.ts';
import { keyOfSession } from './session.ts';

/**
 * Ends a session here, takes its refresh token back, and returns the page that ends the browser's own session at the
 * provider. Whatever the provider says, the session is over. Who has none is signed out already.
 */
export async function signOut(
  ports: ConsolePorts & { readonly reportFault: ReportFault },
  id: Secret | undefined,
  returnTo: string,
  call: Call,
): Promise<{ readonly page?: string }> {
  const session = id && (await ports.sessions.read(keyOfSession(id), call));
  if (session === undefined) return {};
  const { issuer, subject, key } = session;
  call.note?.({ issuer, subject });
  const by = { issuer, subject, kind: 'user' as const };
  const act = { action: 'console-sign-out' } as const;
  // A request may have renewed the tokens since the session was read, so those of its end are taken back.
  const ended = await recordAndDo(ports, act, by, call, () => ports.sessions.remove(key, call));
  try {
    const page = await endAtProvider(ports, ended ?? session, returnTo, call);
    return page === undefined ? {} : { page };
  } catch (error) {
    ports.reportFault(asPortunusError(error), call);
    return {};
  }
}

async function endAtProvider(ports: ConsolePorts, session: StoredSession, returnTo: string, call: Call) {
  const issuer = await issuerOfSession(ports.listIssuers, session, call);
  const page = await ports.providers.endPage(issuer, returnTo, call);
  if (session.hasRefreshToken) {
    const { refreshToken } = await ports.seals.open(session.sealed, session.key, call);
    if (refreshToken !== undefined) await ports.providers.revoke(issuer, refreshToken, call);
  }
  return page;
}

import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { Issuer } from '../../domain/issuer.ts';
import type { ReasonOf } from '../../domain/refusal-reasons.ts';
import type { ListIssuers } from '../issuing/ports.ts';
import type { ConsoleIssuer, StoredSession } from './ports.ts';

/** Refuses somebody who is not signed in. The log reads why. */
export function signInRequired(reason: ReasonOf<'sign_in_required'>, detail?: string): PortunusError {
  return new PortunusError('sign_in_required', 'authentication', { reason, ...(detail !== undefined && { detail }) });
}

function isForConsole(issuer: Issuer): issuer is ConsoleIssuer {
  return issuer.enabled && issuer.kind === 'user' && issuer.consoleClientId !== undefined;
}

/** The issuers that the console signs people in with. Anybody may read their IDs: they let nobody in. */
export async function listConsoleIssuers(listIssuers: ListIssuers, call: Call): Promise<readonly ConsoleIssuer[]> {
  return (await listIssuers(call)).filter(isForConsole);
}

/** The issuer with this ID. Throws `sign_in_required` if it is none, no longer, or disabled. */
export async function consoleIssuer(listIssuers: ListIssuers, id: string, call: Call): Promise<ConsoleIssuer> {
  const found = (await listConsoleIssuers(listIssuers, call)).find((issuer) => issuer.id === id);
  if (found === undefined) throw signInRequired('issuer_not_for_the_console');
  return found;
}

/**
 * The issuer that a session is of. If its address is another one now, the session is of somebody else's provider, who
 * must not get its tokens.
 */
export async function issuerOfSession(
  listIssuers: ListIssuers,
  { issuer: id, provider }: StoredSession,
  call: Call,
): Promise<ConsoleIssuer> {
  const issuer = await consoleIssuer(listIssuers, id, call);
  if (issuer.url !== provider) throw signInRequired('issuer_not_for_the_console', 'its url has changed');
  return issuer;
}

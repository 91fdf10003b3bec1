import type { Call, Noted } from '../../domain/call.ts';
import { type Caller, issuerOf, mayReadRecords, type RequestCredential } from '../../domain/caller.ts';
import { PortunusError, tokenRejected } from '../../domain/errors.ts';
import { type Authentication, callerFromIamIdentity, callerFromToken } from '../../policy/access/authenticate.ts';
import { fingerprint } from './audit-draft.ts';
import type { VerifyToken } from './ports.ts';

export type IdentifyCaller = (credential: RequestCredential, call: Call) => Promise<Caller>;

interface IdentifyPorts {
  readonly verifyToken: VerifyToken;
  readonly adminRoles: readonly string[];
}

/** Finds out who sent a request by its credentials. Throws `token_missing` or `token_rejected`. */
export function createIdentifyCaller(ports: IdentifyPorts): IdentifyCaller {
  return async (credential, call) => {
    const caller = await identify(ports, credential, call).catch((error: unknown) => {
      if (isRejected(error)) call.note?.(rejectedToken(credential));
      throw error;
    });
    call.note?.({ issuer: issuerOf(caller), subject: caller.subject });
    return caller;
  };
}

function isRejected(error: unknown): boolean {
  return error instanceof PortunusError && error.code === 'token_rejected';
}

/** Tells one rejected token from another in the log, which must not hold what an unverified token claims. */
function rejectedToken(credential: RequestCredential): Noted {
  return credential.scheme === 'bearer' ? { tokenSha256: fingerprint(credential.token) } : {};
}

async function identify(ports: IdentifyPorts, credential: RequestCredential, call: Call): Promise<Caller> {
  switch (credential.scheme) {
    case 'bearer':
      return callerOf(callerFromToken(await ports.verifyToken(credential.token, call)));
    case 'sigv4':
      return callerOf(callerFromIamIdentity(credential.identity, ports.adminRoles));
    case 'none':
      throw new PortunusError('token_missing', 'authentication');
    case 'malformed':
      throw tokenRejected(credential.reason);
  }
}

function callerOf<C extends Caller>(authentication: Authentication<C>): C {
  if (authentication.authenticated) return authentication.caller;
  throw tokenRejected(authentication.reason);
}

/**
 * Throws `not_allowed` for every caller who is not an administrator. The error does not depend on the request, so it
 * reveals nothing.
 */
export function assertAdministrator(caller: Caller): void {
  if (caller.administrator) return;
  const errors = [{ field: 'caller', detail: 'is no administrator' }];
  throw new PortunusError('not_allowed', 'authorization', { reason: 'no_administrator', errors });
}

/** Throws `not_allowed` for callers who may not read what others did. Administrators and auditors may. */
export function assertMayReadRecords(caller: Caller): void {
  if (mayReadRecords(caller)) return;
  const errors = [{ field: 'caller', detail: 'is neither an administrator nor an auditor' }];
  throw new PortunusError('not_allowed', 'authorization', { reason: 'no_auditor', errors });
}

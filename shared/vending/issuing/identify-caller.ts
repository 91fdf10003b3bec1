import type { Call } from '../../domain/call.ts';
import { type Caller, issuerOf, type RequestCredential } from '../../domain/caller.ts';
import { PortunusError } from '../../domain/errors.ts';
import { type Authentication, callerFromIamIdentity, callerFromToken } from '../../policy/access/authenticate.ts';
import type { VerifyToken } from './ports.ts';

export type IdentifyCaller = (credential: RequestCredential, call: Call) => Promise<Caller>;

interface IdentifyPorts {
  readonly verifyToken: VerifyToken;
  readonly adminRoles: readonly string[];
}

/** From what a request shows to who sent it. Throws `token_missing` or `token_rejected`; no table of ours tells more. */
export function createIdentifyCaller(ports: IdentifyPorts): IdentifyCaller {
  return async (credential, call) => {
    const caller = await identify(ports, credential, call);
    call.note?.({ issuer: issuerOf(caller), subject: caller.subject });
    return caller;
  };
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
      throw new PortunusError('token_rejected', 'authentication', { reason: credential.reason });
  }
}

function callerOf<C extends Caller>(authentication: Authentication<C>): C {
  if (authentication.authenticated) return authentication.caller;
  throw new PortunusError('token_rejected', 'authentication', { reason: authentication.reason });
}

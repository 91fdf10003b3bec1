import type { Call } from '../../domain/call.ts';
import { type Caller, issuerOf, type Presented } from '../../domain/caller.ts';
import { PortunusError } from '../../domain/errors.ts';
import { type Admission, admitIamIdentity, admitToken } from '../../policy/access/authenticate.ts';
import type { VerifyToken } from './ports.ts';

export type IdentifyCaller = (presented: Presented, call: Call) => Promise<Caller>;

interface IdentifyPorts {
  readonly verifyToken: VerifyToken;
  readonly adminRoles: readonly string[];
}

/** From what a request shows to who sent it. Throws `token_missing` or `token_rejected`; no table of ours tells more. */
export function createIdentifyCaller(ports: IdentifyPorts): IdentifyCaller {
  return async (presented, call) => {
    const caller = await identify(ports, presented, call);
    call.note?.({ issuer: issuerOf(caller), subject: caller.subject });
    return caller;
  };
}

async function identify(ports: IdentifyPorts, presented: Presented, call: Call): Promise<Caller> {
  switch (presented.via) {
    case 'oidc':
      return admitted(admitToken(await ports.verifyToken(presented.token, call)));
    case 'iam':
      return admitted(admitIamIdentity(presented.identity, ports.adminRoles));
    case 'nothing':
      throw new PortunusError('token_missing', 'authentication');
    case 'unreadable':
      throw new PortunusError('token_rejected', 'authentication', { reason: presented.reason });
  }
}

function admitted<C extends Caller>(admission: Admission<C>): C {
  if (admission.admitted) return admission.caller;
  throw new PortunusError('token_rejected', 'authentication', { reason: admission.reason });
}

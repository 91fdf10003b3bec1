import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { VerifyState } from '../../domain/verification.ts';
import type { DescribeDeletion, ReadDefinition } from '../definitions/ports.ts';
import { getDefinition } from '../definitions/write-for-caller.ts';
import type { ReadVerifyState } from './ports.ts';

export interface ReadPorts {
  readonly readDefinition: ReadDefinition;
  readonly describeDeletion: DescribeDeletion;
  readonly readState: ReadVerifyState;
}

/** Returns what the last verification of a connector found. Of one that was never verified, it has the ID alone. */
export async function readVerification(
  ports: ReadPorts,
  connectorId: string,
  call: Call,
): Promise<{ readonly connectorId: string } | ({ readonly connectorId: string } & VerifyState)> {
  await getDefinition(ports, { kind: 'connector', id: connectorId }, call);
  const state = await ports.readState(connectorId, call);
  if (state !== 'unreadable') return { connectorId, ...state };
  throw new PortunusError('misconfigured', 'connector', { detail: 'the state of the verification is not readable' });
}

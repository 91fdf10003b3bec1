import { type RecordedCaller, recordedCaller } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import { nextState, type Verification } from '../../domain/verification.ts';
import type { RecordAct } from '../definitions/ports.ts';
import { type Act, aboutClaims, baseRecord, recordAndDo } from '../definitions/record-act.ts';
import { afterDeadline } from '../issuing/audit-draft.ts';
import type { GivenClaims } from './made-up-caller.ts';
import type { StatePorts } from './ports.ts';

interface Ports extends StatePorts {
  readonly recordAct: RecordAct;
  /** Verifies within the time that it is given. */
  readonly verify: (connectorId: string, given: GivenClaims | undefined, call: Call) => Promise<Verification>;
}

export interface VerifyRequest {
  readonly connectorId: string;
  readonly given?: GivenClaims;
}

/**
 * Verifies a connector for an administrator. It is recorded before AWS is asked. What was found is kept, unless it is
 * that of claims which the administrator made up.
 */
export async function verifyForCaller(
  ports: Ports,
  { connectorId, given }: VerifyRequest,
  caller: Caller,
  call: Call,
): Promise<Verification> {
  // The name of a session, and who CloudTrail says it is of, follow from the claims.
  const reason = given && aboutClaims(given);
  const act: Act = { action: 'verify', kind: 'connector', id: connectorId, ...(reason && { reason }) };
  const by = recordedCaller(caller);
  return recordAndDo(ports, act, by, call, async () => {
    const verification = await ports.verify(connectorId, given, call);
    const late = afterDeadline(call);
    if (verification.outcome === 'failed') await recordFailed(ports, act, by, verification, late);
    if (given === undefined) await keepState(ports, verification, late);
    return verification;
  });
}

/** Says which checks failed, in a second record of the same request. */
async function recordFailed(
  { recordAct }: Ports,
  act: Act,
  by: RecordedCaller,
  { checks }: Verification,
  call: Call,
): Promise<void> {
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ check }) => check);
  const reason = `checks failed: ${failed.join(', ')}`;
  await recordAct({ ...baseRecord({ ...act, reason }, by, call), outcome: 'failed' }, call);
}

/** Keeps the state of a connector, with the time from which on it fails. */
export async function keepState(
  { readState, saveState, report }: StatePorts,
  verification: Verification,
  call: Call,
): Promise<void> {
  const { connectorId } = verification;
  const before = await readState(connectorId, call);
  const state = nextState(before === 'unreadable' ? undefined : before, verification, call.now());
  await saveState(connectorId, state, call);
  report({ connectorId, state }, call);
}

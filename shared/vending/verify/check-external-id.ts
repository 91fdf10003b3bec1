import type { Call } from '../../domain/call.ts';
import { type CheckLine, checkLine, type VerifyCheck } from '../../domain/verification.ts';
import type { AssumeRoleRequest } from '../issuing/session-request.ts';
import { LEAST_SECONDS } from './check-session.ts';
import { faultLine, readFault } from './faults.ts';
import type { VerifyPorts } from './ports.ts';

/** Nothing is allowed to a session that should not have been given. */
const NOTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
});

type Ports = Pick<VerifyPorts, 'startSession' | 'readRefusedPart' | 'randomText'>;

/**
 * Asks for the role without the connector's external ID, and with another one. Both must be refused: otherwise whoever
 * can make Portunus name the role gets it (the confused deputy). `accepted` is a request that STS has just accepted, so a
 * refusal is of the external ID alone.
 */
export async function externalIdLines(
  ports: Ports,
  accepted: AssumeRoleRequest,
  call: Call,
): Promise<readonly CheckLine[]> {
  const { externalId, ...bare } = accepted;
  if (externalId === undefined) {
    return [checkLine('without-external-id', 'not_checked', 'the connector has no external ID')];
  }
  const powerless = { ...bare, policy: NOTHING, policyArns: [], durationSeconds: LEAST_SECONDS };
  const other = { ...powerless, externalId: `portunus-verify-${ports.randomText()}` };
  return Promise.all([
    mustBeRefused(ports, 'without-external-id', powerless, call),
    mustBeRefused(ports, 'other-external-id', other, call),
  ]);
}

const REQUIRE =
  "require the connector's external ID in every statement of the trust policy that allows sts:AssumeRole " +
  '(StringEquals, sts:ExternalId)';

async function mustBeRefused(
  { startSession, readRefusedPart }: Ports,
  check: VerifyCheck,
  request: AssumeRoleRequest,
  call: Call,
): Promise<CheckLine> {
  try {
    await startSession(request, call);
    return checkLine(check, 'failed', 'the role was given nevertheless', REQUIRE);
  } catch (error) {
    const fault = readFault(error, { byAccountKey: request.sourceCredentials.source === 'iam-user' });
    const isDenied = fault.refused && readRefusedPart(error as never) === 'other' && /^AccessDenied/.test(fault.seen);
    if (isDenied) return checkLine(check, 'passed', 'the role is refused');
    return faultLine(check, { ...fault, refused: false });
  }
}

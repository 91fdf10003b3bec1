import { type ActRecord, type RecordedCaller, recordedCaller } from '../../domain/audit-record.ts';
import { clipReason } from '../../domain/bounds.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { Claims } from '../../domain/claims.ts';
import { asPortunusError, isRefusal, type PortunusError } from '../../domain/errors.ts';
import type { ExplainRequest, Trial } from '../../domain/explanation.ts';
import { afterDeadline, fingerprint, recordOrReport } from '../issuing/audit-draft.ts';
import type { ReportFault } from '../issuing/ports.ts';
import type { RecordAct } from './ports.ts';

/** What somebody does or tries, without who, when and how it ended. */
export type Act = Pick<ActRecord, 'action' | 'item' | 'route' | 'kind' | 'id' | 'reason'>;

/**
 * Records an act, and then does it: what can not be recorded is not done. If the act fails, a second record of the same
 * request says so.
 */
export async function recordAndDo<T>(
  { recordAct }: { readonly recordAct: RecordAct },
  act: Act,
  by: RecordedCaller,
  call: Call,
  work: () => Promise<T>,
): Promise<T> {
  const record = { ...baseRecord(act, by, call), outcome: 'done' as const };
  await recordAct(record, call);
  try {
    return await work();
  } catch (error) {
    const { code } = asPortunusError(error);
    const failed = recordAct({ ...record, time: call.now(), outcome: 'failed', code }, afterDeadline(call));
    // The act's own error matters more than that of its record.
    await failed.then(call.failureRecorded, () => undefined);
    throw error;
  }
}

/** Explains a decision. If it is that about somebody else, it is recorded first whose. */
export function explainRecorded<T>(
  ports: { readonly recordAct: RecordAct },
  { trial, parameters: { connectorId: id } }: ExplainRequest,
  caller: Caller,
  call: Call,
  work: () => Promise<T>,
): Promise<T> {
  if (trial === 'the caller itself') return work();
  const act: Act = { action: 'explain', kind: 'connector', id, reason: triedIn(trial) };
  return recordAndDo(ports, act, recordedCaller(caller), call, work);
}

function triedIn(trial: Exclude<Trial, string>): string {
  if ('token' in trial) return `token ${fingerprint(trial.token)}`;
  return aboutClaims(trial);
}

/** Whose claims an administrator has made up. */
export function aboutClaims({
  issuer,
  claims,
}: {
  readonly issuer?: string | undefined;
  readonly claims: Claims;
}): string {
  return clipReason(`claims ${JSON.stringify({ iss: issuer ?? claims.iss, sub: claims.sub })}`);
}

interface RefusedActPorts {
  readonly recordAct: RecordAct;
  readonly reportFault: ReportFault;
}

/**
 * Records that administration was refused or failed. It ends the same if that can not be recorded, and the operator
 * gets a report.
 */
export async function recordRefusedAct(
  ports: RefusedActPorts,
  about: Omit<Act, 'action' | 'reason'>,
  caller: Caller,
  call: Call,
  thrown: unknown,
): Promise<void> {
  const error = asPortunusError(thrown);
  const reason = reasonOf(error);
  const record: ActRecord = {
    ...baseRecord({ action: 'administration', ...about }, recordedCaller(caller), call),
    // A bug is no decision, whatever stage it came up at.
    outcome: isRefusal(error) && error.code !== 'internal' ? 'refused' : 'failed',
    code: error.code,
    ...(reason !== undefined && { reason }),
  };
  await recordOrReport((late) => ports.recordAct(record, late), ports, call, error);
}

/** Conflicts and bad requests say what is wrong by field. */
function reasonOf({ reason, errors }: PortunusError): string | undefined {
  if (reason !== undefined || errors === undefined) return reason;
  return clipReason(errors.map(({ field, detail }) => `${field}: ${detail}`).join('; '));
}

export function baseRecord(act: Act, caller: RecordedCaller, { requestId, now, sourceIp, userAgent }: Call) {
  return {
    requestId,
    time: now(),
    ...(sourceIp !== undefined && { sourceIp }),
    ...(userAgent !== undefined && { userAgent }),
    caller,
    ...act,
  };
}

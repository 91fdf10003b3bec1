import type { Call } from '../../domain/call.ts';
import { asPortunusError, type PortunusError } from '../../domain/errors.ts';
import type { Intent, RefreshOutcome, RefreshResult, RefreshState } from '../../domain/refresh-state.ts';
import { nextTry, secondsLeft } from '../../policy/refresh-schedule.ts';
import type { ReportFault } from '../issuing/ports.ts';
import type { RecordRefresh, ReportRefresh, SaveRefreshState } from './ports.ts';

export interface ProgressPorts {
  readonly saveState: SaveRefreshState;
  readonly recordRefresh: RecordRefresh;
  readonly reportRefresh: ReportRefresh;
  readonly reportFault: ReportFault;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** The destination holds what was intended; the next window begins when it is due. */
export async function complete(
  ports: ProgressPorts,
  state: RefreshState,
  { window: _window, dueAt, ...stored }: Intent,
  outcome: 'delivered' | 'confirmed',
  call: Call,
) {
  const { intent: _intent, lastError: _lastError, ...rest } = state;
  const settled = { ...rest, window: dueAt.toISOString(), dueAt, failures: 0, stored };
  return report(ports, await save(ports, settled, call), outcome, call);
}

/** The job is gone or disabled: it comes back when somebody applies it. */
export async function stop(ports: ProgressPorts, { dueAt: _dueAt, ...state }: RefreshState, call: Call) {
  return report(ports, await save(ports, state, call), 'stopped', call);
}

const SAVE_FAILURE_MS = 2_000;

/** Keeps the last good value, says why, and comes back later. */
export async function fail(ports: ProgressPorts, state: RefreshState, { code, reason }: PortunusError, given: Call) {
  const call = given.signal.aborted ? { ...given, signal: AbortSignal.timeout(SAVE_FAILURE_MS) } : given;
  const failures = state.failures + 1;
  const failed: RefreshState = {
    ...state,
    failures,
    dueAt: nextTry(call.now(), failures, ports.random()),
    lastError: { at: call.now(), code, ...(reason !== undefined && { reason }) },
  };
  return report(ports, await save(ports, failed, call), 'failed', call);
}

/** Throws `StateConflict` where somebody else was faster. */
export async function save(ports: ProgressPorts, state: RefreshState, call: Call): Promise<RefreshState> {
  const next = { ...state, revision: state.revision + 1 };
  await ports.saveState(next, call);
  return next;
}

/** The state is what counts; a line that is missing from the history is the operator's loss alone. */
async function report<O extends RefreshOutcome>(
  ports: ProgressPorts,
  state: RefreshState,
  outcome: O,
  call: Call,
): Promise<O> {
  const { job, lastError, stored, dueAt } = state;
  const result: RefreshResult = {
    job,
    requestId: call.requestId,
    at: call.now(),
    outcome,
    ...(outcome === 'failed' && lastError && { error: lastError }),
    ...(stored && { endsAt: stored.endsAt }),
    ...(dueAt && { nextDue: dueAt }),
  };
  ports.reportRefresh(result, secondsLeft(call.now(), stored?.endsAt));
  try {
    await ports.recordRefresh(result, call);
  } catch (fault) {
    ports.reportFault(asPortunusError(fault), call);
  }
  return outcome;
}

import type { Call } from '../../domain/call.ts';
import { asPortunusError, type PortunusError } from '../../domain/errors.ts';
import type { Intent, RefreshOutcome, RefreshResult, RefreshState } from '../../domain/refresh-state.ts';
import { nextLook, nextTry, secondsLeft } from '../../policy/refresh-schedule.ts';
import type { ReportFault } from '../issuing/ports.ts';
import type { RecordRefresh, ReportRefresh, SaveRefreshState } from './ports.ts';

export interface ProgressPorts {
  readonly saveState: SaveRefreshState;
  readonly recordRefresh: RecordRefresh;
  readonly reportRefresh: ReportRefresh;
  readonly reportFault: ReportFault;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
}

/** Saves that the destination holds the new value, and when the next refresh is due. */
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

/** Takes a deleted or disabled job off the schedule. Applying it puts it back. */
export async function stop(ports: ProgressPorts, { dueAt: _dueAt, ...state }: RefreshState, call: Call) {
  return report(ports, await save(ports, state, call), 'stopped', call);
}

const SAVE_FAILURE_MS = 2_000;

/**
 * Saves why a refresh failed and when to try again. What was delivered last stays valid. An operator's stop is no
 * failure of the job: it counts as none, and the job looks again until it is resumed.
 */
export async function fail(ports: ProgressPorts, state: RefreshState, { code, reason }: PortunusError, given: Call) {
  const call = given.signal.aborted ? { ...given, signal: AbortSignal.timeout(SAVE_FAILURE_MS) } : given;
  const isStopped = code === 'stopped';
  const failures = isStopped ? 0 : state.failures + 1;
  const failed: RefreshState = {
    ...state,
    failures,
    dueAt: isStopped ? nextLook(call.now(), ports.random()) : nextTry(call.now(), failures, ports.random()),
    lastError: { at: call.now(), code, ...(reason !== undefined && { reason }) },
  };
  return report(ports, await save(ports, failed, call), 'failed', call);
}

/** Saves the next revision of the state. Throws `StateConflict` if somebody else was faster. */
export async function save(ports: ProgressPorts, state: RefreshState, call: Call): Promise<RefreshState> {
  const next = { ...state, revision: state.revision + 1 };
  await ports.saveState(next, call);
  return next;
}

/** Adds an entry to the history. A failure is only reported to the operator, because the saved state is what counts. */
async function report<O extends RefreshOutcome>(
  ports: ProgressPorts,
  state: RefreshState,
  outcome: O,
  call: Call,
): Promise<O> {
  const { job, lastError, stored, dueAt, failures } = state;
  const result: RefreshResult = {
    job,
    requestId: call.requestId,
    at: call.now(),
    outcome,
    ...(outcome === 'failed' && lastError && { error: lastError }),
    ...(stored && { endsAt: stored.endsAt }),
    ...(dueAt && { nextDue: dueAt }),
  };
  ports.reportRefresh(result, {
    secondsLeft: secondsLeft(call.now(), stored?.endsAt),
    failures: outcome === 'failed' ? failures : 0,
  });
  try {
    await ports.recordRefresh(result, call);
  } catch (fault) {
    ports.reportFault(asPortunusError(fault), call);
  }
  return outcome;
}

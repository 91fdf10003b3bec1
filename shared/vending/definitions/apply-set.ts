import type { Approval } from '../../domain/approval.ts';
import { recordedCaller } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import { LISTS } from '../../domain/definition.ts';
import { type Definitions, definesNothing } from '../../domain/definitions.ts';
import { type FieldError, invalidRequest, PortunusError } from '../../domain/errors.ts';
import { whyLocked } from '../../policy/definitions/locked-issuers.ts';
import { applyChanges, CutShort } from './apply-changes.ts';
import { type Change, planDefinitions } from './plan-definitions.ts';
import { VersionConflict } from './ports.ts';
import { proposeWaiting, waitingIn } from './propose-waiting.ts';
import { isPending, planDigest, type ShownChange, shownChanges, withoutMade } from './shown-plan.ts';
import { type AdminPorts, changedMeanwhile } from './write-for-caller.ts';

export interface SetRequest {
  readonly definitions: Definitions;
  /** Plans, and writes nothing. */
  readonly dryRun: boolean;
  readonly prune: boolean;
  /** Whether pruning may delete every definition. */
  readonly allowEmpty: boolean;
  /** The digest of the plan that somebody has seen. No other one is written. */
  readonly ifMatch?: string;
}

/** The plan of a set, and how much of it was written: its first `applied` changes. The others remain. */
export interface SetOutcome {
  readonly changes: readonly ShownChange[];
  readonly warnings: readonly FieldError[];
  readonly applied: number;
  readonly remaining: number;
  /** The digest of what remains. */
  readonly digest: string;
  /** What was proposed to a second administrator. */
  readonly approvals: readonly Approval[];
}

/**
 * Plans a set of definitions as one, and writes the plan. Up to thirty changes are one transaction. Of more, or if one of
 * them waits for a second administrator, the same request later goes on with what remains.
 */
export async function applySet(
  ports: AdminPorts,
  request: SetRequest,
  caller: Caller,
  call: Call,
): Promise<SetOutcome> {
  const { changes, warnings } = await planSet(ports, request, call);
  const pending = changes.filter(isPending);
  if (request.ifMatch !== undefined && request.ifMatch !== planDigest(pending)) throw changedMeanwhile();
  const waiting = await waitingIn(ports, request.definitions, pending, call);
  const set = { ...request, changes, pending, waiting };
  const { applied, approvals } = request.dryRun
    ? { applied: 0, approvals: [] }
    : await writeSet(ports, set, caller, call);
  const written = new Set(pending.slice(0, applied));
  const shown = shownChanges(changes.map((change) => (written.has(change) ? change : withoutMade(change))));
  return {
    changes: shown.map((one, index) => withReason(one, waiting.get(changes[index] as Change))),
    ...{ warnings, applied, approvals },
    remaining: pending.length - applied,
    digest: planDigest(pending.slice(applied)),
  };
}

function withReason(shown: ShownChange, waits: string | undefined): ShownChange {
  return waits === undefined ? shown : { ...shown, waits };
}

/** Throws every fault of the set, and plans it if there is none. */
async function planSet(ports: AdminPorts, { definitions, prune, allowEmpty }: SetRequest, call: Call) {
  if (prune && !allowEmpty && definesNothing(definitions)) {
    throw invalidRequest([{ field: 'allowEmpty', detail: 'must be true, if prune may delete every definition' }]);
  }
  const plan = await planDefinitions(definitions, ports, call, { prune, takesExternalIds: false });
  if (!plan.ok) {
    const isConflict = plan.conflicts.length === plan.faults.length;
    throw isConflict ? conflicts(plan.faults) : invalidRequest(plan.faults);
  }
  const locked = plan.changes.flatMap((change): FieldError[] => {
    const detail = isPending(change) ? whyLocked(change, ports.lockedIssuers) : undefined;
    return detail === undefined ? [] : [{ field: fieldOf(definitions, change), detail: `${change.id} ${detail}` }];
  });
  if (locked.length > 0) throw conflicts(locked);
  return plan;
}

function conflicts(errors: readonly FieldError[]): PortunusError {
  return new PortunusError('conflict', 'request', { errors });
}

/** The place of a definition in the set. What prune deletes has none. */
function fieldOf(definitions: Definitions, { kind, id }: Change): string {
  const index = definitions[LISTS[kind]].findIndex(({ value }) => value.id === id);
  return index < 0 ? LISTS[kind] : `${LISTS[kind]}[${index}]`;
}

interface PlannedSet {
  readonly definitions: Definitions;
  readonly changes: readonly Change[];
  readonly pending: readonly Change[];
  readonly waiting: ReadonlyMap<Change, string>;
}

interface Written {
  readonly applied: number;
  readonly approvals: readonly Approval[];
}

/**
 * Writes the plan up to the first change that waits, and proposes those that do. What comes after it may depend on it, so
 * it stays for the next request.
 */
async function writeSet(ports: AdminPorts, set: PlannedSet, caller: Caller, call: Call): Promise<Written> {
  const { definitions, changes, pending, waiting } = set;
  const first = pending.findIndex((change) => waiting.has(change));
  if (first < 0) return { applied: await write(ports, changes, caller, call), approvals: [] };
  const before = pending.slice(0, first);
  const isWhole = await standsAlone(ports, definitions, before, call);
  const applied = isWhole ? await write(ports, before, caller, call) : 0;
  if (isWhole && applied < before.length) return { applied, approvals: [] };
  const approvals = await proposeWaiting(ports, [...waiting.keys()], caller, call).catch((error: unknown) => {
    if (applied === 0) throw error;
    return [];
  });
  if (applied + approvals.length > 0) return { applied, approvals };
  throw conflicts(
    [...waiting].map(([change, reason]) => ({
      field: fieldOf(definitions, change),
      detail: `needs a second administrator, for ${reason}, and what it refers to is not there yet: apply that first`,
    })),
  );
}

/** Whether these changes would be valid if nothing of what comes after them were ever written. */
async function standsAlone(ports: AdminPorts, definitions: Definitions, changes: readonly Change[], call: Call) {
  const isAmong =
    (kind: Change['kind']) =>
    ({ value }: { readonly value: { readonly id: string } }) =>
      changes.some((change) => change.kind === kind && change.id === value.id && change.action !== 'delete');
  const part: Definitions = {
    issuers: definitions.issuers.filter(isAmong('issuer')),
    accounts: definitions.accounts.filter(isAmong('account')),
    connectors: definitions.connectors.filter(isAmong('connector')),
    refreshJobs: definitions.refreshJobs.filter(isAmong('refresh-job')),
  };
  return (await planDefinitions(part, ports, call)).ok;
}

/** No further transaction begins after so many milliseconds. A function has 25 seconds, and API Gateway waits for 30. */
const MOST_MS = 12_000;

/**
 * Writes until the plan is done, the time is over, or a transaction fails. If one fails after others were written, the
 * answer says what was, and the next request meets the fault with nothing written. So an error never hides a change.
 */
async function write(ports: AdminPorts, changes: readonly Change[], caller: Caller, call: Call): Promise<number> {
  const until = call.now().getTime() + MOST_MS;
  const goesOn = () => call.now().getTime() < until;
  try {
    return await applyChanges(changes, { ports, author: recordedCaller(caller), nextCall: () => call, goesOn });
  } catch (error) {
    if (!(error instanceof CutShort)) throw error;
    // A job that could not be put on the schedule needs the same request again, whatever remains.
    if (error.done > 0 && error.group.length > 0) return error.done;
    throw error.cause instanceof VersionConflict ? changedMeanwhile() : error.cause;
  }
}

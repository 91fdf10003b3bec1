import { recordedCaller } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { Author } from '../../domain/change-record.ts';
import type { Stored, StoredDefinition } from '../../domain/definition.ts';
import { PortunusError } from '../../domain/errors.ts';
import { type LockedIssuers, whyLocked } from '../../policy/definitions/locked-issuers.ts';
import type { DefinitionName } from '../../policy/definitions/references.ts';
import { awaitApproval } from './approvals.ts';
import type { Change, PlanPorts } from './plan-definitions.ts';
import { type ApprovalPorts, type RecordAct, VersionConflict, type VersionPorts } from './ports.ts';
import { scheduleJobs, type WritePorts, writeChanges } from './write-changes.ts';

export interface AdminPorts extends PlanPorts, VersionPorts, WritePorts {
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  readonly takeTurns: TakeTurns;
  readonly recordAct: RecordAct;
  /** Issuers that no caller may change. */
  readonly lockedIssuers: LockedIssuers;
  readonly approvals: ApprovalPorts;
}

/** The version that `If-Match` asks for: a number, `any` for `*`, or `undefined` without the header. */
export type IfMatch = number | 'any' | undefined;

/** Returns a definition as it was written. For a deleted one, the error says when and by whom it was deleted. */
export async function getDefinition(
  { readDefinition, describeDeletion }: Pick<PlanPorts, 'readDefinition' | 'describeDeletion'>,
  { kind, id }: DefinitionName,
  call: Call,
): Promise<StoredDefinition> {
  const stored = await readDefinition(kind, id, call);
  if (stored === undefined) {
    const detail = await describeDeletion(kind, id, call);
    throw new PortunusError('not_found', 'request', {
      ...(detail !== undefined && { errors: [{ field: 'id', detail }] }),
    });
  }
  // An unreadable definition is shown by its id, so that it can be replaced or deleted.
  return stored.value === undefined ? { ...stored, value: { id } } : stored;
}

/**
 * Writes a plan, or stores it until a second administrator approves it. If another write came first, it throws the
 * error that `onConflict` returns.
 */
export async function writeForCaller(
  ports: AdminPorts,
  change: Change,
  caller: Caller,
  call: Call,
  onConflict: () => Error,
) {
  assertNotLocked(ports, change);
  await awaitApproval(ports, change, caller, call);
  try {
    await writeNow(ports, change, recordedCaller(caller), call);
  } catch (error) {
    throw error instanceof VersionConflict ? onConflict() : error;
  }
}

async function writeNow(ports: AdminPorts, change: Change, author: Author, call: Call): Promise<void> {
  await writeChanges([change], ports, author, call);
  await scheduleJobs([change], ports, call);
}

/** Writes a change that a second administrator has approved. */
export async function writeApproved(ports: AdminPorts, change: Change, author: Author, call: Call): Promise<void> {
  assertNotLocked(ports, change);
  await writeNow(ports, change, author, call);
}

/** Every change that a caller asks for ends here, however it was asked for. */
function assertNotLocked({ lockedIssuers }: AdminPorts, change: Change): void {
  const detail = change.action === 'unchanged' ? undefined : whyLocked(change, lockedIssuers);
  if (detail !== undefined) throw conflict('id', detail);
}

export function assertMatch({ version }: Stored<unknown>, ifMatch: IfMatch): void {
  if (typeof ifMatch === 'number' && ifMatch !== version) throw changedMeanwhile();
}

export function changedMeanwhile(): PortunusError {
  return new PortunusError('precondition_failed', 'request');
}

export function conflict(field: string, detail: string): PortunusError {
  return new PortunusError('conflict', 'request', { errors: [{ field, detail }] });
}

/** Runs the tasks of one key one after the other, even if an earlier one failed. */
export type TakeTurns = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/**
 * Makes concurrent requests in one execution environment take turns, so that they do not conflict. Requests in other
 * environments may still conflict, and the version check finds that.
 */
export function createTakeTurns(): TakeTurns {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const own = before === undefined ? work() : before.then(work, work);
    last.set(key, own);
    try {
      return await own;
    } finally {
      if (last.get(key) === own) last.delete(key);
    }
  };
}

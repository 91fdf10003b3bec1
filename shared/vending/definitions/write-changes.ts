import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../../domain/call.ts';
import { type Author, authorText, type ChangeRecord } from '../../domain/change-record.ts';
import { asPortunusError } from '../../domain/errors.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { mapLimited } from '../map-limited.ts';
import type { Change } from './plan-definitions.ts';
import {
  type DefinitionWrite,
  type RecordChange,
  type ScheduleJob,
  VersionConflict,
  type WriteDefinitions,
} from './ports.ts';

export interface WritePorts {
  readonly writeDefinitions: WriteDefinitions;
  readonly scheduleJob: ScheduleJob;
  readonly recordChange: RecordChange;
}

const WRITES_AT_ONCE = 10;

/**
 * Writes the changes of a plan in one transaction, and records who made them. Throws if somebody changed one of the
 * definitions after the plan was made. Unchanged definitions are not written.
 */
export async function writeChanges(
  changes: readonly Change[],
  ports: WritePorts,
  author: Author,
  call: Call,
): Promise<void> {
  const pending = changes.filter(({ action }) => action !== 'unchanged');
  if (pending.length === 0) return;
  const records = pending.map((change) => toRecord(change, author, call));
  const faults = await recordAll(records, ports, call);
  const begun = records.filter((_record, index) => faults[index] === undefined);
  try {
    throwFirst(faults);
    const writes = pending.map((change) => toWrite(change, author, call));
    await ports.writeDefinitions(writes, call);
  } catch (error) {
    const code = error instanceof VersionConflict ? 'conflict' : asPortunusError(error).code;
    // The write's own error matters more, so a failure to record it must not hide it.
    const failed = begun.map((record) => ({ ...record, time: call.now(), outcome: 'failed' as const, code }));
    const unrecorded = await recordAll(failed, ports, call);
    if (failed.length > 0 && unrecorded.every((one) => one === undefined)) call.failureRecorded?.();
    throw error;
  }
}

type Fault = { readonly error: unknown } | undefined;

/** Records each change, and returns the faults of those that could not be recorded. */
function recordAll(records: readonly ChangeRecord[], ports: WritePorts, call: Call): Promise<readonly Fault[]> {
  return settleAll(records, (record) => ports.recordChange(record, call));
}

/** Does the work for all items, whatever becomes of one, so that nothing of it is still running afterwards. */
function settleAll<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<readonly Fault[]> {
  return mapLimited(items, WRITES_AT_ONCE, async (item): Promise<Fault> => {
    try {
      await work(item);
      return undefined;
    } catch (error) {
      return { error };
    }
  });
}

function throwFirst(faults: readonly Fault[]): void {
  const fault = faults.find((one) => one !== undefined);
  if (fault !== undefined) throw fault.error;
}

/**
 * Schedules jobs after they are written. An unchanged job without a schedule becomes due now: an earlier command wrote
 * it, and was interrupted before it scheduled it.
 */
export async function scheduleJobs(changes: readonly Change[], ports: WritePorts, call: Call): Promise<void> {
  const jobs = changes.filter((change) => {
    return change.kind === 'refresh-job' && change.action !== 'delete' && !isStill(change);
  });
  const faults = await settleAll(jobs, ({ id, action }) =>
    ports.scheduleJob(id, action === 'unchanged' ? 'unless-scheduled' : 'now', call),
  );
  throwFirst(faults);
}

/** Returns whether this is an unchanged disabled job, which is already off the schedule. */
function isStill({ action, definition }: Change): boolean {
  return action === 'unchanged' && isJsonObject(definition) && definition.enabled === false;
}

function toWrite(
  { kind, id, action, replaces, restores, definition, minReader }: Change,
  author: Author,
  call: Call,
): DefinitionWrite {
  return {
    kind,
    id,
    replaces,
    ...(restores !== undefined && { restores: restores.deleted ? 'deleted' : 'earlier' }),
    definition: action === 'delete' ? undefined : definition,
    ...(minReader !== undefined && { minReader }),
    changedBy: authorText(author),
    changedAt: call.now(),
  };
}

function toRecord(
  { kind, id, action, replaces, restores, before, definition }: Change,
  author: Author,
  call: Call,
): ChangeRecord {
  return {
    requestId: call.requestId,
    time: call.now(),
    author,
    ...(call.sourceIp !== undefined && { sourceIp: call.sourceIp }),
    ...(call.userAgent !== undefined && { userAgent: call.userAgent }),
    action: restores !== undefined ? 'restore' : action === 'unchanged' ? 'change' : action,
    kind,
    id,
    version: (replaces ?? 0) + 1,
    ...(replaces !== undefined && { replaces }),
    ...(restores !== undefined && { restores: restores.version }),
    fields: changedFields(before, definition),
    outcome: 'begun',
  };
}

/** Returns the top-level names of all fields that differ. */
export function changedFields(before: unknown, after: unknown): readonly string[] {
  const [old, now] = [isJsonObject(before) ? before : {}, isJsonObject(after) ? after : {}];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].filter((name) => !isDeepStrictEqual(old[name], now[name]));
}

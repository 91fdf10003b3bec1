import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../domain/call.ts';
import { type Author, authorText, type ChangeRecord } from '../domain/change-record.ts';
import { asPortunusError } from '../domain/errors.ts';
import { isJsonObject } from '../domain/strict-json.ts';
import {
  type DeleteDefinition,
  type RecordChange,
  type ScheduleJob,
  VersionConflict,
  type WriteDefinition,
} from './definition-ports.ts';
import type { Change } from './plan-definitions.ts';

export interface WritePorts {
  readonly writeDefinition: WriteDefinition;
  readonly deleteDefinition: DeleteDefinition;
  readonly scheduleJob: ScheduleJob;
  readonly recordChange: RecordChange;
}

/**
 * Writes one definition of a plan: whole, only if nobody changed it since the plan was made, and never without a record
 * of who did it. A job comes on the schedule after it is written; one that is not there, because somebody was cut off,
 * comes now.
 */
export const writeChange = async (change: Change, ports: WritePorts, author: Author, call: Call): Promise<void> => {
  const { kind, id, action } = change;
  if (action !== 'unchanged') await writeRecorded(change, ports, author, call);
  if (kind !== 'refresh-job' || action === 'delete' || isStill(change)) return;
  await ports.scheduleJob(id, action === 'unchanged' ? 'unless-scheduled' : 'now', call);
};

/** A disabled job that stays as it is has been taken off the schedule already. */
const isStill = ({ action, definition }: Change): boolean =>
  action === 'unchanged' && isJsonObject(definition) && definition.enabled === false;

const writeRecorded = async (change: Change, ports: WritePorts, author: Author, call: Call): Promise<void> => {
  const record = toRecord(change, author, call);
  await ports.recordChange(record, call);
  const { kind, id, replaces, definition } = change;
  const target = { kind, id, replaces, definedBy: authorText(author) };
  try {
    if (change.action === 'delete') await ports.deleteDefinition(target, call);
    else await ports.writeDefinition(target, definition, call);
  } catch (error) {
    const code = error instanceof VersionConflict ? 'conflict' : asPortunusError(error).code;
    await ports.recordChange({ ...record, time: call.now(), outcome: 'failed', code }, call);
    throw error;
  }
};

const toRecord = ({ kind, id, action, replaces, before, definition }: Change, author: Author, call: Call) =>
  ({
    requestId: call.requestId,
    time: call.now(),
    author,
    ...(call.sourceIp !== undefined && { sourceIp: call.sourceIp }),
    action: action === 'unchanged' ? 'change' : action,
    kind,
    id,
    ...(replaces !== undefined && { replaces }),
    fields: changedFields(before, definition),
    outcome: 'begun',
  }) satisfies ChangeRecord;

/** The first names of everything that differs. */
export const changedFields = (before: unknown, after: unknown): readonly string[] => {
  const [old, now] = [isJsonObject(before) ? before : {}, isJsonObject(after) ? after : {}];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].filter((name) => !isDeepStrictEqual(old[name], now[name]));
};

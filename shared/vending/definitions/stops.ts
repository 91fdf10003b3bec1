import { recordedActor } from '../../domain/audit-record.ts';
import { parseRoleArn, pathlessRoleArn } from '../../domain/aws.ts';
import { clip } from '../../domain/bounds.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import { type Author, authorText } from '../../domain/change-record.ts';
import { type DefinitionKind, IAM_ISSUER, JOB_ISSUER } from '../../domain/definition.ts';
import { PortunusError } from '../../domain/errors.ts';
import { isSameScope, MAX_STOPS, MAX_STOPS_BYTES, type Stop, type StopScope, scopeParts } from '../../domain/stop.ts';
import type { ReportFault } from '../issuing/ports.ts';
import {
  type ReadDefinition,
  type ReadStops,
  type RecordAct,
  type StoredStops,
  VersionConflict,
  type WriteStops,
} from './ports.ts';
import { type Act, recordAndDo } from './record-act.ts';
import { conflict } from './write-for-caller.ts';

export interface StopRequest {
  readonly scope: StopScope;
  readonly reason: string;
}

export interface StopPorts {
  readonly readStops: ReadStops;
  readonly writeStops: WriteStops;
  readonly readDefinition: ReadDefinition;
  readonly recordAct: RecordAct;
  readonly reportStop: ReportStop;
  readonly reportFault: ReportFault;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
}

/** A change of the stops, for the audit and the log. */
export interface StopAct extends StopRequest {
  readonly action: 'stop' | 'resume';
  readonly author: Author;
}

/** Reports a change of the stops once it holds. */
export type ReportStop = (act: StopAct, inForce: number, call: Call) => void;

const REPAIR = 'stop all, which replaces them, and then resume all';

/** Lists what is stopped. */
export async function listStops({ readStops }: Pick<StopPorts, 'readStops'>, call: Call): Promise<readonly Stop[]> {
  const { stops } = await readStops(call);
  if (!('unreadable' in stops)) return stops;
  const errors = [{ field: 'stops', detail: `can not be read, so nobody gets a login: ${REPAIR}` }];
  throw new PortunusError('misconfigured', 'connector', {
    reason: 'stops_unreadable',
    detail: stops.unreadable,
    errors,
  });
}

/**
 * Stops a scope. Stopping it again replaces the reason. It is recorded first, but not having a record does not prevent
 * it: whoever can disturb the audit could otherwise prevent every stop. The stop itself says who made it, and why.
 */
export async function stop(
  ports: StopPorts,
  request: StopRequest,
  who: Caller | Author,
  call: Call,
): Promise<readonly Stop[]> {
  await assertNamed(ports, request.scope, call);
  const author = recordedActor(who);
  const entry: Stop = { ...request, by: clip(authorText(author), MAX_AUTHOR), at: call.now().toISOString() };
  const recorded = { recordAct: recordIfPossible(ports) };
  return recordAndDo(recorded, toAct('stop', request), author, call, () =>
    change(ports, { action: 'stop', ...request, author }, (stored) => withStop(stored, entry), call),
  );
}

/** Ends a stop. Without a record it goes on: a resume lets people in, and someone must answer for that. */
export async function resume(
  ports: StopPorts,
  request: StopRequest,
  who: Caller | Author,
  call: Call,
): Promise<readonly Stop[]> {
  const without = (stored: StoredStops) => withoutStop(stored, request.scope);
  // A resume of what is not stopped is refused before it is recorded.
  without(await ports.readStops(call));
  const author = recordedActor(who);
  return recordAndDo(ports, toAct('resume', request), author, call, () =>
    change(ports, { action: 'resume', ...request, author }, without, call),
  );
}

function toAct(action: StopAct['action'], { scope, reason }: StopRequest): Act {
  return { action, ...scopeParts(scope), reason };
}

/** Reports that a stop has no record. That a stop failed is not done, so without a record of it nothing is amiss. */
function recordIfPossible(ports: StopPorts): RecordAct {
  return async (record, call) => {
    try {
      await ports.recordAct(record, call);
    } catch (cause) {
      if (record.outcome === 'failed') throw cause;
      ports.reportFault(new PortunusError('audit_unavailable', 'audit', { reason: 'stop_not_recorded', cause }), call);
    }
  };
}

const MAX_AUTHOR = 200;

const KINDS: Readonly<Record<string, DefinitionKind>> = {
  issuer: 'issuer',
  connector: 'connector',
  job: 'refresh-job',
};

/** Throws if a scope names what is not defined. A misspelt id would stop nothing, and look as if it did. */
async function assertNamed({ readDefinition }: StopPorts, scope: StopScope, call: Call): Promise<void> {
  if (scope === 'all') return;
  const names = Object.entries('caller' in scope ? { issuer: scope.caller.issuer } : scope);
  for (const [name, id] of names) {
    const kind = KINDS[name];
    if (kind === undefined || (name === 'issuer' && [IAM_ISSUER, JOB_ISSUER].includes(id))) continue;
    if ((await readDefinition(kind, id, call)) !== undefined) continue;
    throw notNamed('caller' in scope ? 'scope.caller.issuer' : `scope.${name}`, `names no ${name} that is defined`);
  }
  if ('caller' in scope) await assertSubject(readDefinition, scope.caller, call);
}

async function assertSubject(
  readDefinition: ReadDefinition,
  { issuer, subject }: Extract<StopScope, { caller: unknown }>['caller'],
  call: Call,
): Promise<void> {
  if (issuer === IAM_ISSUER && !isSubjectOfRole(subject)) {
    throw notNamed(
      'scope.caller.subject',
      'must be arn:PARTITION:iam::ACCOUNT:role/NAME, without the path of the role',
    );
  }
  if (issuer === JOB_ISSUER && (await readDefinition('refresh-job', subject, call)) === undefined) {
    throw notNamed('scope.caller.subject', 'names no job that is defined');
  }
}

function notNamed(field: string, detail: string): PortunusError {
  return new PortunusError('not_found', 'request', { errors: [{ field, detail }] });
}

/** A role is known by its ARN without a path, whoever has a session of it. */
function isSubjectOfRole(subject: string): boolean {
  const role = parseRoleArn(subject);
  return role !== undefined && pathlessRoleArn(role) === subject;
}

/** What is to be in force, and whether that has to be written. */
interface Changed {
  readonly next: readonly Stop[];
  readonly write: boolean;
}

function withStop({ stops }: StoredStops, entry: Stop): Changed {
  // What an unreadable item stops is unknown, so only a stop of all can take its place.
  if ('unreadable' in stops) return entry.scope === 'all' ? { next: [entry], write: true } : refuseUnreadable();
  const same = stops.find(({ scope }) => isSameScope(scope, entry.scope));
  if (same?.reason === entry.reason) return { next: stops, write: false };
  const next = [...stops.filter((one) => one !== same), entry];
  if (next.length > MAX_STOPS || Buffer.byteLength(JSON.stringify(next)) > MAX_STOPS_BYTES) {
    throw conflict('scope', `would be one stop too many (${stops.length} are in force): resume some, or stop all`);
  }
  return { next, write: true };
}

function withoutStop({ stops }: StoredStops, scope: StopScope): Changed {
  if ('unreadable' in stops) return refuseUnreadable();
  const next = stops.filter((one) => !isSameScope(one.scope, scope));
  if (next.length < stops.length) return { next, write: true };
  throw new PortunusError('not_found', 'request', { errors: [{ field: 'scope', detail: 'is not stopped' }] });
}

function refuseUnreadable(): never {
  throw conflict('scope', `must wait, because the stored stops can not be read: ${REPAIR}`);
}

const MOST_TRIES = 8;
const PAUSE_MS = 40;

/** Changes the stops, and starts over if somebody else was faster, so that no stop gets lost between two operators. */
async function change(
  ports: StopPorts,
  act: StopAct,
  toNext: (stored: StoredStops) => Changed,
  call: Call,
): Promise<readonly Stop[]> {
  for (let tries = 1; ; tries += 1) {
    const stored = await ports.readStops(call);
    const { next, write } = toNext(stored);
    if (!write) return next;
    if (await isWritten(ports, next, stored, tries, call)) {
      ports.reportStop(act, next.length, call);
      return next;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries * (1 + ports.random())));
  }
}

async function isWritten(
  ports: StopPorts,
  next: readonly Stop[],
  { version }: StoredStops,
  tries: number,
  call: Call,
): Promise<boolean> {
  try {
    await ports.writeStops(next, version, call);
    return true;
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
    if (tries < MOST_TRIES) return false;
    throw conflict('scope', 'was changed by others again and again: send it once more');
  }
}

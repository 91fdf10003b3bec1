import { randomUUID } from 'node:crypto';
import type { Approval } from '../../domain/approval.ts';
import { recordedCaller } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { DefinitionKind, Stored, StoredDefinition } from '../../domain/definition.ts';
import { invalidRequest, PortunusError } from '../../domain/errors.ts';
import { parseWith } from '../../domain/parse.ts';
import { knownPart } from '../../domain/reader.ts';
import { RefreshJob } from '../../domain/refresh-job.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { DefinitionName } from '../../policy/definitions/references.ts';
import { type Applying, type Decision, decideOnApproval } from './approvals.ts';
import { splitNewer } from './newer.ts';
import { planChange, refuseExternalId, type WrittenObject } from './plan-change.ts';
import type { Change } from './plan-definitions.ts';
import { readDependents } from './read-related.ts';
import { recordAndDo } from './record-act.ts';
import { lostRestore, planRestore, type RestoreRequest } from './restore-definition.ts';
import {
  type AdminPorts,
  assertMatch,
  changedMeanwhile,
  conflict,
  getDefinition,
  type IfMatch,
  writeApproved,
  writeForCaller,
} from './write-for-caller.ts';

/**
 * Creates a definition; without an id it gets a UUID. Creating the same definition again is no error, so a request
 * whose answer was lost can be repeated. A different definition under an existing id, or an id that was deleted, is a
 * conflict.
 */
export async function createDefinition(
  ports: AdminPorts,
  kind: DefinitionKind,
  given: WrittenObject,
  caller: Caller,
  call: Call,
): Promise<{ readonly stored: Stored<unknown>; readonly created: boolean }> {
  const written = { id: randomUUID(), ...given };
  refuseExternalId(written, undefined);
  const change = await planChange(ports, kind, written, call);
  if (change.action === 'change') throw conflict('id', 'is taken by another definition');
  await writeForCaller(ports, change, caller, call, () =>
    conflict('id', 'is taken, or was deleted: ids are never used again'),
  );
  return { stored: after(change), created: change.action === 'create' };
}

/** Replaces an existing definition. */
export async function replaceDefinition(
  ports: AdminPorts,
  { kind, id }: DefinitionName,
  { written, ifMatch }: { readonly written: WrittenObject; readonly ifMatch: IfMatch },
  caller: Caller,
  call: Call,
): Promise<Stored<unknown>> {
  const stored = await getDefinition(ports, { kind, id }, call);
  assertMatch(stored, ifMatch);
  return replaceStored(ports, { kind, id }, stored, written, caller, call);
}

/** Deletes a definition that no stored definition refers to. */
export async function deleteDefinition(
  ports: AdminPorts,
  { kind, id }: DefinitionName,
  ifMatch: IfMatch,
  caller: Caller,
  call: Call,
): Promise<void> {
  const change = await planDeletion(ports, { kind, id }, ifMatch, call);
  await writeForCaller(ports, change, caller, call, changedMeanwhile);
}

/** Plans to delete a definition. Throws if others refer to it. */
export async function planDeletion(
  ports: AdminPorts,
  { kind, id }: DefinitionName,
  ifMatch: IfMatch,
  call: Call,
): Promise<Change> {
  const stored = await getDefinition(ports, { kind, id }, call);
  assertMatch(stored, ifMatch);
  const { connectors, refreshJobs } = await readDependents([{ kind, id }], ports.listDefinitions, call);
  const faults = [
    ...connectors.map(({ value }) => ({ field: 'connectors', detail: `${value.id} refers to it` })),
    ...refreshJobs.map(({ value }) => ({ field: 'refreshJobs', detail: `${value.id} refers to it` })),
  ];
  if (faults.length > 0) throw new PortunusError('conflict', 'request', { errors: faults });
  const { version: replaces, value: before } = stored;
  return { kind, id, action: 'delete', definition: undefined, replaces, before };
}

/** Restores a deleted definition, or an earlier version of an existing one. */
export async function restoreDefinition(
  ports: AdminPorts,
  name: DefinitionName,
  request: RestoreRequest,
  caller: Caller,
  call: Call,
): Promise<Stored<unknown>> {
  const change = await planRestore(ports, name, request, call);
  await writeForCaller(ports, change, caller, call, () => lostRestore(request.ifMatch));
  return after(change);
}

/** Replaces exactly the version that was read. */
export async function replaceStored(
  ports: AdminPorts,
  { kind, id }: DefinitionName,
  stored: StoredDefinition,
  given: WrittenObject,
  caller: Caller,
  call: Call,
): Promise<Stored<unknown>> {
  if (given.id !== undefined && given.id !== id) {
    throw invalidRequest([{ field: 'id', detail: 'must be the one in the path: an id never changes' }]);
  }
  const { known, kept } = splitNewer({ ...given, id }, stored);
  refuseExternalId(known, stored.value);
  const change = await planChange(ports, kind, known, call, kept);
  // The change was computed from that version. Replacing another one would undo somebody else's write.
  if (change.replaces !== stored.version) throw changedMeanwhile();
  await writeForCaller(ports, change, caller, call, changedMeanwhile);
  return after(change);
}

function after({ action, replaces, definition, before }: Change): Stored<unknown> {
  return action === 'unchanged'
    ? { version: replaces ?? 1, value: before }
    : { version: (replaces ?? 0) + 1, value: definition };
}

/** Decides on a change that waits, and makes it if it is approved. */
export function decide(
  ports: AdminPorts,
  request: { readonly id: string; readonly decision: Decision },
  caller: Caller,
  call: Call,
): Promise<Approval> {
  const applying: Applying = {
    plan: (approval) => planApproved(ports, approval, call),
    write: (change, { proposedBy }) => {
      // The address is that of who approves, and must not be recorded as that of who proposed.
      const { sourceIp: _ip, userAgent: _agent, ...unsent } = call;
      return writeApproved(ports, change, proposedBy, unsent);
    },
  };
  return decideOnApproval(ports, applying, request, caller, call);
}

/** Plans a proposed change as if it were asked for now, with all checks. */
async function planApproved(ports: AdminPorts, approval: Approval, call: Call): Promise<Change> {
  const { target, action, replaces, restores, definition } = approval;
  if (action === 'delete') return planDeletion(ports, target, replaces, call);
  if (restores !== undefined) {
    const ifMatch = replaces === undefined ? {} : { ifMatch: replaces };
    return planRestore(ports, target, { version: restores.version, ...ifMatch }, call);
  }
  const stored = await ports.readDefinition(target.kind, target.id, call);
  const given = isJsonObject(definition) ? definition : {};
  const { known, kept } = stored === undefined ? { known: given, kept: {} } : splitNewer(given, stored);
  return planChange(ports, target.kind, known, call, kept);
}

/** Makes a job due now. The schedule dispatches it in its next run. */
export async function runRefreshJob(
  ports: AdminPorts,
  id: string,
  caller: Caller,
  call: Call,
): Promise<{ id: string; due: Date }> {
  const { value, newer } = await getDefinition(ports, { kind: 'refresh-job', id }, call);
  const job = parseWith(RefreshJob, knownPart(value, newer), 'job');
  if (!job.ok || !job.value.enabled) throw conflict('enabled', 'must be true: the job is disabled, or not readable');
  const act = { action: 'job-run', kind: 'refresh-job', id } as const;
  await recordAndDo(ports, act, recordedCaller(caller), call, () => ports.scheduleJob(id, 'now', call));
  return { id, due: call.now() };
}

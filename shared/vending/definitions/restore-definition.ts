import type { Call } from '../../domain/call.ts';
import { SCHEMAS } from '../../domain/definitions.ts';
import { PortunusError } from '../../domain/errors.ts';
import { shownName } from '../../domain/parse.ts';
import { unknownFields } from '../../domain/reader.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { DefinitionName } from '../../policy/definitions/references.ts';
import { withoutNewer } from './newer.ts';
import { planChange } from './plan-change.ts';
import type { Change, PlanPorts } from './plan-definitions.ts';
import type { VersionPorts } from './ports.ts';
import { changedMeanwhile, conflict, type IfMatch } from './write-for-caller.ts';

export interface RestorePorts extends PlanPorts, VersionPorts {}

export interface RestoreRequest {
  /** The version to restore. Without it, the last one before the deletion is restored. */
  readonly version?: number;
  readonly ifMatch?: IfMatch;
}

/**
 * Plans to restore a definition as it was, including its external ID, as its next version. It is checked like any other
 * write, because what it refers to may be gone.
 */
export async function planRestore(
  ports: RestorePorts,
  { kind, id }: DefinitionName,
  { version, ifMatch }: RestoreRequest,
  call: Call,
): Promise<Change> {
  const latest = await ports.readLatest(kind, id, call);
  if (latest === undefined) throw new PortunusError('not_found', 'request');
  const { version: current, stored: live } = latest;
  if (typeof ifMatch === 'number' && ifMatch !== current) throw changedMeanwhile();
  if (live !== undefined && version === undefined) {
    throw conflict('id', 'is not deleted; name the version to go back to');
  }
  const wanted = version ?? current - 1;
  const written = await readWritten(ports, { kind, id }, wanted, call);
  // The id may be deleted, or of a newer release, and this change undoes that, so neither is a fault here.
  const change = await planChange(
    { ...ports, describeDeletion: async () => undefined, readDefinition: withoutNewer(ports.readDefinition) },
    kind,
    { ...written, id },
    call,
  );
  if (change.replaces !== live?.version) throw lostRestore(ifMatch);
  return { ...change, replaces: current, restores: { version: wanted, deleted: live === undefined } };
}

/** Another write came first. Only a caller who sent `If-Match` asked for a precondition. */
export function lostRestore(ifMatch: IfMatch): PortunusError {
  return ifMatch === undefined ? conflict('id', 'was changed meanwhile') : changedMeanwhile();
}

const OF_NEWER = 'is of a newer release, and can be restored by that release only';

async function readWritten(
  { readVersion }: RestorePorts,
  { kind, id }: DefinitionName,
  version: number,
  call: Call,
): Promise<Readonly<Record<string, unknown>>> {
  const kept = await readVersion(kind, id, version, call);
  if (kept?.newer) throw conflict('version', OF_NEWER);
  if (kept?.deleted) throw conflict('version', 'is a deletion: there is nothing to go back to');
  if (kept === undefined) throw conflict('version', 'was not kept: there is none, or an earlier release wrote it');
  if (!isJsonObject(kept.definition)) throw conflict('version', 'is not readable');
  const unknown = unknownFields(SCHEMAS[kind], kept.definition).map(shownName);
  if (unknown.length > 0) throw conflict('version', `${OF_NEWER}: it has ${unknown.join(', ')}`);
  return kept.definition;
}

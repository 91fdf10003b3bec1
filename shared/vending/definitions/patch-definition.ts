import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { Stored } from '../../domain/definition.ts';
import { invalidRequest, PortunusError } from '../../domain/errors.ts';
import { mergePatch } from '../../domain/merge-patch.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { DefinitionName } from '../../policy/definitions/references.ts';
import { replaceStored } from './administer.ts';
import { assertReadable } from './newer.ts';
import type { WrittenObject } from './plan-change.ts';
import { type AdminPorts, assertMatch, getDefinition, type IfMatch } from './write-for-caller.ts';

interface PatchRequest {
  readonly written: WrittenObject;
  readonly ifMatch: IfMatch;
}

/**
 * Applies a JSON merge patch (RFC 7396). Without `If-Match`, a patch that meets a concurrent write is applied to the
 * newer version, so that no patch is lost.
 */
export function patchDefinition(
  ports: AdminPorts,
  name: DefinitionName,
  request: PatchRequest,
  caller: Caller,
  call: Call,
): Promise<Stored<unknown>> {
  return ports.takeTurns(`${name.kind}/${name.id}`, () => patchUntilWritten(ports, name, request, caller, call));
}

async function patchUntilWritten(
  ports: AdminPorts,
  name: DefinitionName,
  request: PatchRequest,
  caller: Caller,
  call: Call,
): Promise<Stored<unknown>> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await patchOnce(ports, name, request, caller, call);
    } catch (error) {
      const isLost = error instanceof PortunusError && error.code === 'precondition_failed';
      if (!isLost || typeof request.ifMatch === 'number' || call.signal.aborted) throw error;
      await pause(ports.random() * Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS));
    }
  }
}

async function patchOnce(
  ports: AdminPorts,
  name: DefinitionName,
  { written: patch, ifMatch }: PatchRequest,
  caller: Caller,
  call: Call,
): Promise<Stored<unknown>> {
  const stored = await getDefinition(ports, name, call);
  assertMatch(stored, ifMatch);
  assertReadable(name, stored);
  const merged = mergePatch(stored.value, patch);
  if (!isJsonObject(merged)) throw invalidRequest([{ field: 'body', detail: 'must be a JSON object' }]);
  return replaceStored(ports, name, stored, merged, caller, call);
}

/**
 * The first pause before a retry, in milliseconds. Pauses are random, so that callers who patch one definition at once
 * do not all retry at once.
 */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 3_000;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

import type { Call } from '../../domain/call.ts';
import { type DefinitionKind, LISTS } from '../../domain/definition.ts';
import { type Definitions, NO_DEFINITIONS, SCHEMAS } from '../../domain/definitions.ts';
import { type FieldError, invalidRequest, PortunusError } from '../../domain/errors.ts';
import { parseWith } from '../../domain/parse.ts';
import { type Change, type PlanPorts, planDefinitions, whyNoExternalId } from './plan-definitions.ts';

/** An object as the request contained it. */
export type WrittenObject = Readonly<Record<string, unknown>>;

/** Refuses an external ID that differs from the stored one. */
export function refuseExternalId(written: WrittenObject, stored: unknown): void {
  const detail = whyNoExternalId(written, stored);
  if (detail !== undefined) throw invalidRequest([{ field: 'externalId', detail }]);
}

/**
 * Plans the change of one definition. Throws if it has any fault. `kept` are fields of a newer release, which stay as
 * they are stored.
 */
export async function planChange(
  ports: PlanPorts,
  kind: DefinitionKind,
  given: WrittenObject,
  call: Call,
  kept: WrittenObject = {},
): Promise<Change> {
  const parsed = parseWith(SCHEMAS[kind], given, 'body');
  if (!parsed.ok) throw invalidRequest(parsed.errors);
  const list = LISTS[kind];
  const written = { ...given, ...kept };
  const definitions = { ...NO_DEFINITIONS, [list]: [{ written, value: parsed.value }] } as Definitions;
  const planned = await planDefinitions(definitions, ports, call);
  if (!planned.ok) {
    const faults = planned.faults.map((fault) => withoutPlace(fault, list));
    // If what is stored is the only fault, the request itself is valid, so the answer is a conflict.
    if (planned.conflicts.length === faults.length) throw new PortunusError('conflict', 'request', { errors: faults });
    throw invalidRequest(faults);
  }
  return planned.changes[0] as Change;
}

/** Removes the list and index from the field, because the request's body is the only definition. */
function withoutPlace({ field, detail }: FieldError, list: string): FieldError {
  return {
    field: field.replace(`${list}[0]`, '').replace(/^\./, '') || 'body',
    detail,
  };
}

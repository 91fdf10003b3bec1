import type { Call } from '../../domain/call.ts';
import { type DefinitionKind, LISTS } from '../../domain/definition.ts';
import { type Definitions, NO_DEFINITIONS, SCHEMAS } from '../../domain/definitions.ts';
import { type FieldError, invalidRequest, PortunusError } from '../../domain/errors.ts';
import { parseWith } from '../../domain/parse.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { type Change, type PlanPorts, planDefinitions } from './plan-definitions.ts';

/** An object as a request brought it. */
export type WrittenObject = Readonly<Record<string, unknown>>;

/** An external ID is made by Portunus and only given back unchanged. A caller who could choose one could choose another's. */
export function refuseExternalId({ externalId }: WrittenObject, stored: unknown): void {
  if (externalId === undefined || (isJsonObject(stored) && stored.externalId === externalId)) return;
  throw invalidRequest([{ field: 'externalId', detail: 'is made by Portunus, and not taken from a request' }]);
}

/** What one definition would change, if nothing speaks against it. */
export async function planChange(
  ports: PlanPorts,
  kind: DefinitionKind,
  written: WrittenObject,
  call: Call,
): Promise<Change> {
  const parsed = parseWith(SCHEMAS[kind], written, 'body');
  if (!parsed.ok) throw invalidRequest(parsed.errors);
  const list = LISTS[kind];
  const definitions = { ...NO_DEFINITIONS, [list]: [{ written, value: parsed.value }] } as Definitions;
  const planned = await planDefinitions(definitions, ports, call);
  if (!planned.ok) {
    const faults = planned.faults.map((fault) => withoutPlace(fault, list));
    // There is nothing wrong with the request but that the id is gone.
    if (planned.deleted.length === faults.length) throw new PortunusError('conflict', 'request', { errors: faults });
    throw invalidRequest(faults);
  }
  return planned.changes[0] as Change;
}

/** The only one of its list: its fields are the body's. */
function withoutPlace({ field, detail }: FieldError, list: string): FieldError {
  return {
    field: field.replace(`${list}[0]`, '').replace(/^\./, '') || 'body',
    detail,
  };
}

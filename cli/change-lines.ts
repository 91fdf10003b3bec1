import diff from 'microdiff';
import type { DefinitionKind } from '../shared/domain/definition.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import type { Change } from '../shared/vending/definitions/plan-definitions.ts';

const MARKS = { create: '+', change: '~', delete: '-', unchanged: ' ' } as const;

/**
 * A definition's line of the plan, and one for each field that changes. The external ID of a new connector is not shown: what
 * is only planned gets another one when it is written.
 */
export function changeLines(change: Change): readonly string[] {
  const { kind, id, action, externalId } = change;
  const shown = externalId === undefined || action === 'create' ? '' : externalIdOf(externalId);
  const head = `${MARKS[action]} ${action.padEnd(9)} ${kind.padEnd(11)} ${id}${shown}`;
  return action === 'change' ? [head, ...fieldLines(change)] : [head];
}

/** Of a definition that is written now; nothing where it has no external ID. */
export function createdLines(kind: DefinitionKind, id: string, written: unknown): readonly string[] {
  return isJsonObject(written) && typeof written.externalId === 'string'
    ? [`  created   ${kind.padEnd(11)} ${id}${externalIdOf(written.externalId)}`]
    : [];
}

function externalIdOf(externalId: string): string {
  return `   external ID: ${externalId}`;
}

function fieldLines({ before, definition }: Change): readonly string[] {
  return diff(asRecord(before), asRecord(definition)).map((difference) => {
    const path = difference.path.map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`,
    );
    const old = difference.type === 'CREATE' ? 'absent' : JSON.stringify(difference.oldValue);
    const now = difference.type === 'REMOVE' ? 'absent' : JSON.stringify(difference.value);
    return `      ${path.join('')}: ${old} -> ${now}`;
  });
}

function asRecord(value: unknown): Record<string, unknown> {
  return isJsonObject(value) ? value : {};
}

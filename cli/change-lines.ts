import diff from 'microdiff';
import type { DefinitionKind } from '../shared/domain/definition.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import type { Change } from '../shared/vending/definitions/plan-definitions.ts';

const MARKS = { create: '+', change: '~', delete: '-', unchanged: ' ' } as const;

/**
 * A definition's line of the plan, and one for each field that changes. The external ID of a new connector is not shown: what
 * is only planned gets another one when it is written.
 */
export const changeLines = (change: Change): readonly string[] => {
  const { kind, id, action, externalId } = change;
  const shown = externalId === undefined || action === 'create' ? '' : externalIdOf(externalId);
  const head = `${MARKS[action]} ${action.padEnd(9)} ${kind.padEnd(11)} ${id}${shown}`;
  return action === 'change' ? [head, ...fieldLines(change)] : [head];
};

/** Of a definition that is written now; nothing where it has no external ID. */
export const createdLines = (kind: DefinitionKind, id: string, written: unknown): readonly string[] =>
  isJsonObject(written) && typeof written.externalId === 'string'
    ? [`  created   ${kind.padEnd(11)} ${id}${externalIdOf(written.externalId)}`]
    : [];

const externalIdOf = (externalId: string): string => `   external ID: ${externalId}`;

const fieldLines = ({ before, definition }: Change): readonly string[] =>
  diff(asRecord(before), asRecord(definition)).map((difference) => {
    const path = difference.path.map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`,
    );
    const old = difference.type === 'CREATE' ? 'absent' : JSON.stringify(difference.oldValue);
    const now = difference.type === 'REMOVE' ? 'absent' : JSON.stringify(difference.value);
    return `      ${path.join('')}: ${old} -> ${now}`;
  });

const asRecord = (value: unknown): Record<string, unknown> => (isJsonObject(value) ? value : {});

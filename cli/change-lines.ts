import diff from 'microdiff';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import type { Change } from '../shared/vending/plan-definitions.ts';

const MARKS = { create: '+', change: '~', delete: '-', unchanged: ' ' } as const;

/** A definition's line of the plan, and one for each field that changes. */
export const changeLines = (change: Change): readonly string[] => {
  const { kind, id, action, externalId } = change;
  const secret = externalId === undefined ? '' : `   external ID: ${externalId}`;
  const head = `${MARKS[action]} ${action.padEnd(9)} ${kind.padEnd(11)} ${id}${secret}`;
  return action === 'change' ? [head, ...fieldLines(change)] : [head];
};

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

import diff from 'microdiff';
import type { DefinitionKind } from '../shared/domain/definition.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import type { Change } from '../shared/vending/definitions/plan-definitions.ts';

type Action = Change['action'];

const TO_DO: Record<Action, string> = {
  create: 'to create',
  change: 'to change',
  delete: 'to delete',
  unchanged: 'unchanged',
};
const DONE: Record<Action, string> = {
  create: 'created',
  change: 'changed',
  delete: 'deleted',
  unchanged: 'unchanged',
};

/** Returns for example `1 to create, 49 to delete, 8 unchanged`. */
export function toDoText(changes: readonly Change[]): string {
  return countsText(changes, TO_DO);
}

/** Returns for example `1 created, 49 deleted, 8 unchanged`, or `0 changed, 8 unchanged` if nothing had to be done. */
export function doneText(changes: readonly Change[]): string {
  const isDone = changes.some(({ action }) => action !== 'unchanged');
  return `${isDone ? '' : '0 changed, '}${countsText(changes, DONE) || '0 unchanged'}`;
}

function countsText(changes: readonly Change[], words: Record<Action, string>): string {
  return (Object.keys(words) as Action[])
    .map((action) => ({ action, count: changes.filter((change) => change.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${count} ${words[action]}`)
    .join(', ');
}

const MARKS = { create: '+', change: '~', delete: '-', unchanged: ' ' } as const;

/**
 * Returns the plan's line for a definition, and one line for each changed field. It omits the external ID of a new
 * connector, because writing generates a different one.
 */
export function changeLines(change: Change): readonly string[] {
  const { kind, id, action, externalId } = change;
  const shown = externalId === undefined || action === 'create' ? '' : externalIdOf(externalId);
  const head = `${MARKS[action]} ${action.padEnd(9)} ${kind.padEnd(11)} ${id}${shown}`;
  return action === 'change' ? [head, ...fieldLines(change)] : [head];
}

/** Returns the lines for a definition that was just written. There are none if it has no external ID. */
export function createdLines(kind: DefinitionKind, id: string, written: unknown): readonly string[] {
  return isJsonObject(written) && typeof written.externalId === 'string'
    ? [`  created   ${kind.padEnd(11)} ${id}${externalIdOf(written.externalId)}`]
    : [];
}

function externalIdOf(externalId: string): string {
  return `   external ID: ${externalId}`;
}

function fieldLines({ before, definition }: Change): readonly string[] {
  return differencesOf(before, definition).map(differenceLine);
}

/** One field that differs between two definitions. Where a side is absent, the definition does not have the field. */
export interface Difference {
  readonly field: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

export function differencesOf(before: unknown, after: unknown): readonly Difference[] {
  return diff(asRecord(before), asRecord(after)).map((difference) => {
    const path = difference.path.map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`,
    );
    return {
      field: path.join(''),
      ...(difference.type !== 'CREATE' && { from: difference.oldValue }),
      ...(difference.type !== 'REMOVE' && { to: difference.value }),
    };
  });
}

/** Returns for example `      access: "push" -> "pull"`. */
export function differenceLine({ field, from, to }: Difference): string {
  return `      ${field}: ${JSON.stringify(from) ?? 'absent'} -> ${JSON.stringify(to) ?? 'absent'}`;
}

function asRecord(value: unknown): Record<string, unknown> {
  return isJsonObject(value) ? value : {};
}

/**
 * The most bytes in one transaction. DynamoDB allows 4 MB, and a transaction holds each definition twice, and the
 * previous version up to once.
 */
const MOST_BYTES = 1_048_576;

/**
 * Groups changes into transactions without reordering them. A group has at most `most` changes, and fits into a
 * transaction.
 */
export function groupsOf(changes: readonly Change[], most: number): readonly (readonly Change[])[] {
  const groups: Change[][] = [];
  let bytes = 0;
  for (const change of changes) {
    const size = sizeOf(change);
    const last = groups.at(-1);
    if (last === undefined || last.length >= most || bytes + size > MOST_BYTES) {
      groups.push([change]);
      bytes = size;
    } else {
      last.push(change);
      bytes += size;
    }
  }
  return groups;
}

function sizeOf({ definition, before }: Change): number {
  return Buffer.byteLength(JSON.stringify([definition, before]), 'utf8');
}

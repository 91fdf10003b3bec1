import type { Difference, ShownChange } from '../shared/vending/definitions/shown-plan.ts';

type Action = ShownChange['action'];

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
export function toDoText(changes: readonly ShownChange[]): string {
  return countsText(changes, TO_DO);
}

/** Returns for example `1 created, 49 deleted, 8 unchanged`, or `0 changed, 8 unchanged` if nothing had to be done. */
export function doneText(changes: readonly ShownChange[]): string {
  const isDone = changes.some(({ action }) => action !== 'unchanged');
  return `${isDone ? '' : '0 changed, '}${countsText(changes, DONE) || '0 unchanged'}`;
}

function countsText(changes: readonly ShownChange[], words: Record<Action, string>): string {
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
export function changeLines({ kind, id, action, externalId, fields, ...more }: ShownChange): readonly string[] {
  const shown = externalId === undefined || action === 'create' ? '' : externalIdOf(externalId);
  return [
    `${MARKS[action]} ${action.padEnd(9)} ${kind.padEnd(11)} ${id}${shown}`,
    ...(fields ?? []).map(differenceLine),
    ...(more.fieldsLeftOut ? ['      (more fields than an answer can hold)'] : []),
    ...(more.waits === undefined ? [] : [`      waits for a second administrator: ${more.waits}`]),
  ];
}

/** Returns the lines for a definition that was just written. There are none if it is not new, or has no external ID. */
export function createdLines({ kind, id, action, externalId }: ShownChange): readonly string[] {
  if (action !== 'create' || externalId === undefined) return [];
  return [`  created   ${kind.padEnd(11)} ${id}${externalIdOf(externalId)}`];
}

function externalIdOf(externalId: string): string {
  return `   external ID: ${externalId}`;
}

/** Returns for example `      access: "push" -> "pull"`. */
export function differenceLine({ field, from, to }: Difference): string {
  return `      ${field}: ${JSON.stringify(from) ?? 'absent'} -> ${JSON.stringify(to) ?? 'absent'}`;
}

/** How many changes are written between two lines of progress. */
const PROGRESS_EVERY = 100;

/** Whether another hundred changes were written, and more are left. */
export function isProgressStep(before: number, done: number, all: number): boolean {
  return Math.floor(done / PROGRESS_EVERY) > Math.floor(before / PROGRESS_EVERY) && done < all;
}

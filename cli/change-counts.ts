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

/** `1 to create, 49 to delete, 8 unchanged`. */
export function toDoText(changes: readonly Change[]): string {
  return countsText(changes, TO_DO);
}

/** `1 created, 49 deleted, 8 unchanged`; `0 changed, 8 unchanged` where there was nothing to do. */
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

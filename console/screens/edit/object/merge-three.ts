import { isSame } from '../../../../shared/domain/merge-patch.ts';
import { isJsonObject } from '../../../../shared/domain/strict-json.ts';
import { type Path, type Written, withValue } from './path.ts';

/** A value that two people changed, each in a different way. `undefined` is a value that is not there. */
export interface Conflict {
  readonly path: Path;
  readonly base: unknown;
  readonly theirs: unknown;
  readonly yours: unknown;
}

interface Merged {
  /** What only one side changed is merged. Where there is a conflict, it is what the other person stored. */
  readonly merged: Written;
  readonly conflicts: readonly Conflict[];
}

/**
 * Merges two changes of one definition. Objects are merged member by member. A list is one value: the order of grants and
 * the meaning of limits are no matter for a program to guess.
 */
export function mergeThree(base: Written, theirs: Written, yours: Written): Merged {
  return mergeObjects(base, theirs, yours, []);
}

function mergeObjects(base: Written, theirs: Written, yours: Written, path: Path): Merged {
  const members = new Map<string, unknown>();
  const conflicts: Conflict[] = [];
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(yours)])) {
    const sides = { base: own(base, name), theirs: own(theirs, name), yours: own(yours, name) };
    const merged = mergeValues(sides, [...path, name]);
    conflicts.push(...merged.conflicts);
    if (merged.value !== undefined) members.set(name, merged.value);
  }
  return { merged: Object.fromEntries(members), conflicts };
}

type Sides = Omit<Conflict, 'path'>;

function mergeValues(sides: Sides, path: Path): { value: unknown; conflicts: readonly Conflict[] } {
  const { base, theirs, yours } = sides;
  if (isEqual(base, yours) || isEqual(theirs, yours)) return { value: theirs, conflicts: [] };
  if (isEqual(base, theirs)) return { value: yours, conflicts: [] };
  if (isJsonObject(base) && isJsonObject(theirs) && isJsonObject(yours)) {
    const { merged, conflicts } = mergeObjects(base, theirs, yours, path);
    return { value: merged, conflicts };
  }
  return { value: theirs, conflicts: [{ path, ...sides }] };
}

function own(value: Written, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function isEqual(left: unknown, right: unknown): boolean {
  return left === undefined || right === undefined ? left === right : isSame(left, right);
}

/** What to take where both changed the same. `both` is for lists: theirs, and behind them what yours adds. */
export type Choice = 'theirs' | 'yours' | 'both';

export function choicesOf({ theirs, yours }: Conflict): readonly Choice[] {
  return Array.isArray(theirs) && Array.isArray(yours) ? ['theirs', 'yours', 'both'] : ['theirs', 'yours'];
}

function chosen({ theirs, yours }: Conflict, choice: Choice): unknown {
  if (choice === 'theirs') return theirs;
  if (choice === 'yours') return yours;
  const [first, second] = [theirs, yours].map((list) => (Array.isArray(list) ? list : []));
  return [...(first ?? []), ...(second ?? []).filter((one) => !(first ?? []).some((other) => isSame(one, other)))];
}

/** The merged definition with what was chosen for each conflict, in their order. */
export function resolved({ merged, conflicts }: Merged, choices: readonly Choice[]): Written {
  return conflicts.reduce<Written>((result, conflict, index) => {
    const value = withValue(result, conflict.path, chosen(conflict, choices[index] ?? 'theirs'));
    return isJsonObject(value) ? value : result;
  }, merged);
}

import { isJsonObject } from './strict-json.ts';

/** Beyond this a name is no typing error of any of ours. */
const MAX_TYPED = 64;
/** From here on the beginning of a name is enough: `duration` for `durationSeconds`. */
const MIN_BEGINNING = 4;

/** The one of the known names that a typed one was probably meant to be; `undefined` where none is near. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  if (typed.length > MAX_TYPED) return undefined;
  const ranked = known
    .map((name) => ({ name, off: offBy(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, off }) => off <= Math.max(1, Math.floor(Math.max(name.length, typed.length) / 3)))
    .toSorted((one, other) => one.off - other.off);
  return ranked[0]?.name;
}

function offBy(typed: string, name: string): number {
  return typed.length >= MIN_BEGINNING && name.startsWith(typed) ? 1 : distance(typed, name);
}

/** Optimal string alignment: characters that were inserted, left out, changed, or swapped with their neighbour. */
function distance(one: string, other: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const changed = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + changed,
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, last] = [last, next];
  }
  return last[other.length] ?? 0;
}

/** The fields that a schema takes at a path: what an unknown one can be compared with. */
export function fieldsAt(schema: unknown, path: readonly unknown[]): readonly string[] {
  const nodes = path.reduce<readonly Node[]>(
    (found, key) => found.flatMap((node) => expand(typeof key === 'number' ? node.item : entriesOf(node)[String(key)])),
    expand(schema),
  );
  const fields = nodes.flatMap((node) => Object.entries(entriesOf(node)));
  return [...new Set(fields.filter(([, entry]) => isTaken(entry)).map(([name]) => name))];
}

type Node = Readonly<Record<string, unknown>>;

/** A schema with all that it is made of at the same place: alternatives, what is optional, what follows in a pipe. */
function expand(schema: unknown): readonly Node[] {
  if (!isJsonObject(schema)) return [];
  const { wrapped, options, pipe } = schema;
  const parts = [wrapped, ...listIn(options), ...listIn(pipe).slice(1)];
  return [schema, ...parts.flatMap(expand)];
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function entriesOf({ entries }: Node): Node {
  return isJsonObject(entries) ? entries : {};
}

/** Fields that mean nothing at this place stand in the schema too, to be refused by name. */
function isTaken(entry: unknown): boolean {
  return !isJsonObject(entry) || !isJsonObject(entry.wrapped) || entry.wrapped.type !== 'never';
}

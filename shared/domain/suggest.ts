import { isJsonObject } from './strict-json.ts';

/** A longer name is not compared, because it can not be a typing error. */
const MAX_TYPED = 64;
/** From this length on, the beginning of a name is enough: `duration` suggests `durationSeconds`. */
const MIN_BEGINNING = 4;

/** The known name that is most similar to a typed one. `undefined` if none is similar. */
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

/** The optimal string alignment distance: the number of insertions, deletions, changes and swaps of neighbours. */
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

/** The fields that a schema accepts at a path, to compare an unknown field with. */
export function fieldsAt(schema: unknown, path: readonly unknown[]): readonly string[] {
  const taken = entriesAt(schema, path).filter(([, entry]) => isTaken(entry));
  return [...new Set(taken.map(([name]) => name))];
}

/** All fields that a schema knows at its top, also those that it only refuses by name. */
export function knownFields(schema: unknown): ReadonlySet<string> {
  return new Set(entriesAt(schema, []).map(([name]) => name));
}

function entriesAt(schema: unknown, path: readonly unknown[]): readonly (readonly [string, unknown])[] {
  const nodes = path.reduce<readonly Node[]>(
    (found, key) => found.flatMap((node) => expand(typeof key === 'number' ? node.item : entriesOf(node)[String(key)])),
    expand(schema),
  );
  return nodes.flatMap((node) => Object.entries(entriesOf(node)));
}

type Node = Readonly<Record<string, unknown>>;

/** A schema with everything that applies at the same place: alternatives, optional contents and the steps of a pipe. */
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

/** Fields that a schema only refuses by name must not be suggested. */
function isTaken(entry: unknown): boolean {
  return !isJsonObject(entry) || !isJsonObject(entry.wrapped) || entry.wrapped.type !== 'never';
}

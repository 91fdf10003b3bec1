export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Beyond this many comparisons, a middle that differs is told as removed and added whole. */
const MOST_COMPARISONS = 4_000_000;

/** How one text becomes another, line by line, with as many lines the same as there can be. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < Math.min(old.length, fresh.length) && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, fresh.length) - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  return [
    ...old.slice(0, start).map((text) => ({ kind: 'same' as const, text })),
    ...middle(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)),
    ...old.slice(old.length - end).map((text) => ({ kind: 'same' as const, text })),
  ];
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function middle(old: readonly string[], fresh: readonly string[]): readonly DiffLine[] {
  if (old.length * fresh.length > MOST_COMPARISONS) return [...old.map(removed), ...fresh.map(added)];
  const lengths = commonLengths(old, fresh);
  const width = fresh.length + 1;
  const lines: DiffLine[] = [];
  let [left, right] = [0, 0];
  while (left < old.length || right < fresh.length) {
    const [a, b] = [old[left], fresh[right]];
    if (a !== undefined && a === b) {
      lines.push({ kind: 'same', text: a });
      left += 1;
      right += 1;
    } else if (
      a !== undefined &&
      (b === undefined || at(lengths, (left + 1) * width + right) >= at(lengths, left * width + right + 1))
    ) {
      lines.push(removed(a));
      left += 1;
    } else {
      lines.push(added(b ?? ''));
      right += 1;
    }
  }
  return lines;
}

/** The lengths of the longest common subsequences of what follows each pair of lines, row by row. */
function commonLengths(old: readonly string[], fresh: readonly string[]): Uint32Array {
  const width = fresh.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let left = old.length - 1; left >= 0; left -= 1) {
    for (let right = fresh.length - 1; right >= 0; right -= 1) {
      const [below, beside] = [(left + 1) * width + right, left * width + right + 1];
      lengths[left * width + right] =
        old[left] === fresh[right] ? at(lengths, below + 1) + 1 : Math.max(at(lengths, below), at(lengths, beside));
    }
  }
  return lengths;
}

function at(lengths: Uint32Array, index: number): number {
  return lengths[index] ?? 0;
}

function removed(text: string): DiffLine {
  return { kind: 'removed', text };
}

function added(text: string): DiffLine {
  return { kind: 'added', text };
}

/** Lines to show, or how many same lines are left out between them. */
export type DiffPart = DiffLine | { readonly kind: 'hidden'; readonly lines: number };

/** Leaves out same lines that are further than `context` from a difference. One line alone is never left out. */
export function nearDifferences(lines: readonly DiffLine[], context: number): readonly DiffPart[] {
  const near = new Set<number>();
  for (const [index, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    for (let by = -context; by <= context; by += 1) near.add(index + by);
  }
  const parts: DiffPart[] = [];
  let from = 0;
  while (from < lines.length) {
    let to = from;
    while (to < lines.length && !near.has(to)) to += 1;
    if (to - from > 1) parts.push({ kind: 'hidden', lines: to - from });
    else parts.push(...lines.slice(from, to));
    if (to < lines.length) parts.push(...lines.slice(to, to + 1));
    from = to + 1;
  }
  return parts;
}

/** What a benchmark found. Later runs are compared with it by its name. */
export interface Figure {
  readonly name: string;
  /** Quartiles over the blocks of a run. */
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly blocks: number;
  /** The target. */
  readonly most: number;
}

/** Returns a quantile, between two values if it falls there. */
export function quantile(values: readonly number[], q: number): number {
  const ordered = [...values].sort((a, b) => a - b);
  const at = (ordered.length - 1) * q;
  const [low = Number.NaN, high = low] = [ordered[Math.floor(at)], ordered[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Compares two variants that took turns, block by block. Whatever slows the machine for a while slows both of a block,
 * and the blocks' quartiles tell how far one can trust the figure.
 */
export function compareBlocks(
  { name, most, block }: { readonly name: string; readonly most: number; readonly block: number },
  ours: readonly number[],
  theirs: readonly number[],
  compare: (ours: readonly number[], theirs: readonly number[]) => number,
): Figure {
  const found: number[] = [];
  for (let from = 0; from + block <= Math.min(ours.length, theirs.length); from += block) {
    found.push(compare(ours.slice(from, from + block), theirs.slice(from, from + block)));
  }
  const [p25, p50, p75] = [quantile(found, 0.25), quantile(found, 0.5), quantile(found, 0.75)];
  return { name, p25, p50, p75, blocks: found.length, most };
}

/**
 * Returns the order of a round. Each variant is first equally often, and half of the rounds run backwards, so that
 * drift and what the one before left over affect all alike.
 */
export function inTurn<T>(variants: readonly T[], round: number): readonly T[] {
  const first = round % variants.length;
  const turned = [...variants.slice(first), ...variants.slice(0, first)];
  return Math.floor(round / variants.length) % 2 === 0 ? turned : turned.reverse();
}

/** Divides a quantile of ours by the same of theirs. */
export function ratioAt(q: number) {
  return (ours: readonly number[], theirs: readonly number[]) => quantile(ours, q) / quantile(theirs, q);
}

export function row(name: string, values: readonly number[]): string {
  const [p25, p50, p75, p99] = [0.25, 0.5, 0.75, 0.99].map((q) => quantile(values, q).toFixed(2).padStart(8));
  return `${name.padEnd(42)} p25 ${p25}   p50 ${p50}   p75 ${p75}   p99 ${p99}   n ${values.length}`;
}

export function verdict(name: string, value: number, most: number, digits = 2): string {
  return `${name.padEnd(42)} ${value.toFixed(digits).padStart(8)}   ${judged(value, most, digits)}`;
}

export function figureRow({ name, p25, p50, p75, blocks, most }: Figure): string {
  const spread = `(${p25.toFixed(3)} to ${p75.toFixed(3)}, ${blocks} blocks)`;
  return `${name.padEnd(42)} ${p50.toFixed(3).padStart(8)}   ${spread}   ${judged(p50, most, 2)}`;
}

function judged(value: number, most: number, digits: number): string {
  return `at most ${most.toFixed(digits)}   ${value <= most ? 'met' : 'MISSED'}`;
}

import { type Run, readRuns, setupText } from './history.ts';
import type { Figure } from './statistics.ts';

export interface Change {
  readonly before: Figure;
  readonly now: Figure;
  /** Whether the figure grew by more than its spread. All figures are better if they are smaller. */
  readonly isWorse: boolean;
}

/**
 * Compares each figure of the last run with that of the last run before which has it. A run needn't have all figures.
 */
export function changesIn(runs: readonly Run[]): readonly Change[] {
  const [last, ...earlier] = runs.toReversed();
  return (last?.figures ?? []).flatMap((now) => {
    const before = earlier.flatMap(({ figures }) => figures).find(({ name }) => name === now.name);
    return before === undefined ? [] : [{ before, now, isWorse: now.p50 - before.p50 > spreadOf(before, now) }];
  });
}

/** The wider one of the two distances between the quartiles: within it, the same build differs from itself. */
function spreadOf(...figures: readonly Figure[]): number {
  return Math.max(...figures.map(({ p25, p75 }) => p75 - p25));
}

/** Prints what got worse, and returns whether anything did. */
export function printChanges(file: string): boolean {
  const runs = readRuns(file);
  const changes = changesIn(runs);
  if (changes.length === 0) throw new Error(`${file} has no two runs with a figure in common`);
  for (const run of runs.slice(-2)) console.log(setupText(run));
  const worse = changes.filter(({ isWorse }) => isWorse);
  for (const { before, now } of worse) {
    const spread = spreadOf(before, now).toFixed(3);
    console.log(`worse: ${now.name}: ${before.p50.toFixed(3)} -> ${now.p50.toFixed(3)}, with a spread of ${spread}`);
  }
  console.log(`${worse.length} of ${changes.length} figures got worse by more than their spread`);
  return worse.length > 0;
}

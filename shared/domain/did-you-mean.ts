/** Longer words are no slips of a known one, and comparing takes the product of the lengths. */
const MOST_CHARACTERS = 64;

/** The known word that somebody probably meant: nearly the same, and nearer than any other. */
export function closestOf(word: string, known: readonly string[]): string | undefined {
  if (word.length > MOST_CHARACTERS) return undefined;
  const near = known
    .filter((candidate) => candidate !== word && candidate.length <= MOST_CHARACTERS)
    .map((candidate) => ({ candidate, distance: distanceOf(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .filter(({ candidate, distance }) => distance < Math.min(candidate.length, word.length))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.candidate;
}

/** The end of a sentence about an unknown word: `; did you mean "region"?`, or nothing. */
export function didYouMean(word: unknown, known: readonly string[]): string {
  const meant = typeof word === 'string' ? closestOf(word, known) : undefined;
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}

/** How many characters were added, left out, replaced, or swapped with their neighbour (optimal string alignment). */
function distanceOf(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const best = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(isSwapped ? Math.min(best, (beforeLast[j - 2] ?? 0) + 1) : best);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

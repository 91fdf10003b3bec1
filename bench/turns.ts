/**
 * Returns the order of a round. Each variant is first equally often, and half of the rounds run backwards, so that
 * drift and what the one before left over affect all alike.
 */
export function inTurn<T>(variants: readonly T[], round: number): readonly T[] {
  const first = round % variants.length;
  const turned = [...variants.slice(first), ...variants.slice(0, first)];
  return Math.floor(round / variants.length) % 2 === 0 ? turned : turned.reverse();
}

import type { ClaimCondition, ClaimPath } from '../../domain/claims.ts';

/** A claim's path as one text; only the linter's own tables are looked up by it. */
export function claimName(path: ClaimPath): string {
  return path.join(' ');
}

/** A pattern without `*`. */
export const EXACT = /^[^*]+$/;

/** What pins a caller down: claims by {@link claimName}, each with what all patterns of a condition on it must be like. */
export type Pin = Readonly<Record<string, RegExp>>;

/** Whether some pin holds: a condition on each of its claims, none of whose patterns lets more in. */
export function isPinned(pins: readonly Pin[], conditions: readonly ClaimCondition[]): boolean {
  return pins.some((pin) =>
    Object.entries(pin).every(([name, wanted]) =>
      conditions.some(
        ({ claim, anyOf }) => claimName(claim) === name && anyOf.every((pattern) => wanted.test(asFarAsSure(pattern))),
      ),
    ),
  );
}

/** What follows a `**` in a pattern can be anywhere in a text, so it pins nothing down. */
function asFarAsSure(pattern: string): string {
  return pattern.replace(/\*\*.*$/s, '*');
}

/** The pins that are one claim each. */
export function byClaim(claims: Pin): readonly Pin[] {
  return Object.entries(claims).map(([name, wanted]) => ({ [name]: wanted }));
}

export function claimNames(conditions: readonly ClaimCondition[]): ReadonlySet<string> {
  return new Set(conditions.map(({ claim }) => claimName(claim)));
}

/** Whether a condition holds for every caller that has the claim: any of its patterns is enough. */
export function saysNothing({ anyOf }: ClaimCondition): boolean {
  return anyOf.some((pattern) => /^[*:/]*\*[*:/]*$/.test(pattern));
}

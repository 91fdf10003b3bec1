import type { ClaimPath } from '../../domain/claim-path.ts';
import type { ClaimCondition } from '../../domain/claims.ts';

/**
 * A claim's path as one text. It is only for lookups in the linter's own tables, because different paths can give the
 * same text.
 */
export function claimName(path: ClaimPath): string {
  return path.join(' ');
}

/** A pattern without `*`. */
export const EXACT = /^[^*]+$/;

/**
 * Claims that together identify a caller, by {@link claimName}. Every pattern of a condition on a claim has to match
 * its expression.
 */
export type Pin = Readonly<Record<string, RegExp>>;

/** Whether at least one pin holds: each of its claims has a condition, of which no pattern is too wide. */
export function isPinned(pins: readonly Pin[], conditions: readonly ClaimCondition[]): boolean {
  return pins.some((pin) =>
    Object.entries(pin).every(([name, wanted]) =>
      conditions.some(
        ({ claim, anyOf }) => claimName(claim) === name && anyOf.every((pattern) => wanted.test(asFarAsSure(pattern))),
      ),
    ),
  );
}

/** Cuts a pattern at its first `**`. The rest can be anywhere in a text, so it pins nothing. */
function asFarAsSure(pattern: string): string {
  return pattern.replace(/\*\*.*$/s, '*');
}

/** Pins that consist of one claim each. */
export function byClaim(claims: Pin): readonly Pin[] {
  return Object.entries(claims).map(([name, wanted]) => ({ [name]: wanted }));
}

export function claimNames(conditions: readonly ClaimCondition[]): ReadonlySet<string> {
  return new Set(conditions.map(({ claim }) => claimName(claim)));
}

/** Whether a condition holds for every caller that has the claim, because one of its patterns matches anything. */
export function saysNothing({ anyOf }: ClaimCondition): boolean {
  return anyOf.some((pattern) => /^[*:/]*\*[*:/]*$/.test(pattern));
}

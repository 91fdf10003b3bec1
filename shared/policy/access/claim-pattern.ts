import { type ClaimCondition, type Claims, claimAt } from '../../domain/claims.ts';

/** One place of a pattern: a character, or a run of characters. */
export interface PatternStep {
  /** The character itself, where only one fits. */
  readonly literal?: string;
  readonly accepts: (char: string) => boolean;
  readonly many: boolean;
  /** Whether no character at all fits too. */
  readonly optional: boolean;
}

const ONE_SEGMENT: PatternStep = { accepts: (char) => char !== ':' && char !== '/', many: true, optional: false };
const ANY_TEXT: PatternStep = { accepts: () => true, many: true, optional: true };

/** A pattern, place by place. The only place where a pattern gets its meaning. */
export function stepsOf(pattern: string): readonly PatternStep[] {
  return (pattern.match(/\*\*|./gsu) ?? []).map((part) => {
    if (part === '**') return ANY_TEXT;
    return part === '*'
      ? ONE_SEGMENT
      : { literal: part, accepts: (char) => char === part, many: false, optional: false };
  });
}

/**
 * Whether a text matches a pattern: exact, but for `*`, which stands for one or more characters of one segment and
 * never crosses `:` or `/`, and for `**`, which stands for any text. All places are tried at once, so the time is that of
 * the pattern's length times the text's, whatever they are.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text;
  const steps = stepsOf(pattern);
  let places = withOptional(steps, [0]);
  for (const char of text) {
    const next = [...places].filter((place) => steps[place]?.accepts(char));
    places = withOptional(
      steps,
      next.flatMap((place) => (steps[place]?.many ? [place, place + 1] : [place + 1])),
    );
    if (places.size === 0) return false;
  }
  return places.has(steps.length);
}

/** The places that can be reached without a further character. */
function withOptional(steps: readonly PatternStep[], from: readonly number[]): ReadonlySet<number> {
  const places = new Set(from);
  // A set is walked in the order of insertion, so what is added is walked too.
  for (const place of places) if (steps[place]?.optional) places.add(place + 1);
  return places;
}

/** Whether all conditions hold, each by any of its patterns. No conditions hold for nobody. */
export function holdsAll(conditions: readonly ClaimCondition[], claims: Claims): boolean {
  return conditions.length > 0 && conditions.every((condition) => holds(condition, claims));
}

function holds({ claim, anyOf }: ClaimCondition, claims: Claims): boolean {
  const texts = comparableTexts(claimAt(claims, claim));
  return anyOf.some((pattern) => texts.some((text) => matchesPattern(pattern, text)));
}

/** A claim as the texts that a pattern may match; none for a missing claim, an object or a number that JSON bent. */
function comparableTexts(value: unknown): readonly string[] {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  return elements.map(scalarText).filter((text) => text !== undefined);
}

/** The text of a single claim value, as conditions compare it and templates print it. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  // Beyond 2^53 two ids read as one number: such a number is no identity.
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

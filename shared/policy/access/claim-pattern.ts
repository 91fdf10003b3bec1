import { type ClaimCondition, type Claims, claimAt } from '../../domain/claims.ts';

/** One step of a pattern: a single character, or a run of characters. */
export interface PatternStep {
  /** Set if the step matches only this character. */
  readonly literal?: string;
  readonly accepts: (char: string) => boolean;
  readonly many: boolean;
  /** Whether the step may also match nothing. */
  readonly optional: boolean;
}

const ONE_SEGMENT: PatternStep = { accepts: (char) => char !== ':' && char !== '/', many: true, optional: false };
const ANY_TEXT: PatternStep = { accepts: () => true, many: true, optional: true };

/** Parses a pattern into steps. Every use of a pattern goes through this function, so that all agree on its meaning. */
export function stepsOf(pattern: string): readonly PatternStep[] {
  return (pattern.match(/\*\*|./gsu) ?? []).map((part) => {
    if (part === '**') return ANY_TEXT;
    return part === '*'
      ? ONE_SEGMENT
      : { literal: part, accepts: (char) => char === part, many: false, optional: false };
  });
}

/**
 * Whether a text matches a pattern. `*` matches one or more characters except `:` and `/`; `**` matches any text;
 * everything else matches exactly. All alternatives are tried at once, so that a hostile text can not cause exponential
 * backtracking: the time is at most the product of both lengths.
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

/**
 * Whether a pattern matches every text that another one, `inner`, matches. A run of `inner` is taken as one step, which
 * only a run of the pattern that accepts all its characters can take.
 */
export function coversPattern(pattern: string, inner: string): boolean {
  if (!inner.includes('*')) return matchesPattern(pattern, inner);
  const steps = stepsOf(pattern);
  let places = withOptional(steps, [0]);
  for (const step of stepsOf(inner)) {
    const next = [...places].filter((place) => takes(steps[place], step));
    places = withOptional(
      steps,
      next.flatMap((place) => (steps[place]?.many ? [place, place + 1] : [place + 1])),
    );
    if (places.size === 0) return false;
  }
  return places.has(steps.length);
}

/** Of the two kinds of runs, the optional one accepts everything. */
function takes(step: PatternStep | undefined, inner: PatternStep): boolean {
  if (step === undefined) return false;
  if (inner.literal !== undefined) return step.accepts(inner.literal);
  return step.many && (step.optional || !inner.optional);
}

/** The steps that can be reached without another character. */
function withOptional(steps: readonly PatternStep[], from: readonly number[]): ReadonlySet<number> {
  const places = new Set(from);
  // Iterating over a set also visits the elements that are added meanwhile.
  for (const place of places) if (steps[place]?.optional) places.add(place + 1);
  return places;
}

/**
 * Whether all conditions hold, each by at least one of its patterns. An empty list never holds, so that it can not let
 * everybody in.
 */
export function holdsAll(conditions: readonly ClaimCondition[], claims: Claims): boolean {
  return conditions.length > 0 && conditions.every((condition) => holds(condition, claims));
}

function holds({ claim, anyOf }: ClaimCondition, claims: Claims): boolean {
  const texts = comparableTexts(claimAt(claims, claim));
  return anyOf.some((pattern) => texts.some((text) => matchesPattern(pattern, text)));
}

/**
 * The texts of a claim that patterns may match. Empty for a missing claim, an object, or a number that JSON can not
 * represent exactly.
 */
function comparableTexts(value: unknown): readonly string[] {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  return elements.map(scalarText).filter((text) => text !== undefined);
}

/** The text of a single claim value, for conditions and templates. `undefined` if it has none. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  // Beyond 2^53 two different ids can be parsed as the same number, so such a number identifies nobody.
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

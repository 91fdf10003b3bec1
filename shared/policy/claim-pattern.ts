import { type ClaimCondition, type Claims, claimAt } from '../domain/claims.ts';

/**
 * Whether a text matches a pattern: exact, but for `*`, which stands for one or more characters of one segment and
 * never crosses `:` or `/`. The only place where a pattern becomes a matcher.
 */
export const matchesPattern = (pattern: string, text: string): boolean => {
  if (!pattern.includes('*')) return pattern === text;
  // A schema allows one * between separators, so the expression cannot backtrack beyond one segment.
  const literal = pattern.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('\\*', '[^:/]+')}$`, 'su').test(text);
};

/** Whether all conditions hold, each by any of its patterns. No conditions hold for nobody. */
export const holdsAll = (conditions: readonly ClaimCondition[], claims: Claims): boolean =>
  conditions.length > 0 && conditions.every((condition) => holds(condition, claims));

const holds = ({ claim, anyOf }: ClaimCondition, claims: Claims): boolean => {
  const texts = comparableTexts(claimAt(claims, claim));
  return anyOf.some((pattern) => texts.some((text) => matchesPattern(pattern, text)));
};

/** A claim as the texts that a pattern may match; none for a missing claim, an object or a number that JSON bent. */
const comparableTexts = (value: unknown): readonly string[] => {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  return elements.map(scalarText).filter((text) => text !== undefined);
};

/** The text of a single claim value, as conditions compare it and templates print it. */
export const scalarText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  // Beyond 2^53 two ids read as one number: such a number is no identity.
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
};

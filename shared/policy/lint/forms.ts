// The form of a CI's claims, and whether a pattern can match any value of that form.
import { type PatternStep, stepsOf } from '../access/claim-pattern.ts';

/** What the linter knows about the values of a claim. */
export interface Form {
  /** Every form that a value can have, in the notation of {@link overlaps}. If absent, a value can be any text. */
  readonly forms?: readonly string[];
  /** Matches patterns that no value can match. */
  readonly never?: RegExp;
  /** For people, after "is". */
  readonly like: string;
}

const HEX = /^[0-9a-fA-F]$/;
const DIGIT = /^[0-9]$/;
const UUID = [8, 4, 4, 4, 12].map((length) => '<hex>'.repeat(length)).join('-');

function formSteps(form: string): readonly PatternStep[] {
  return form
    .replaceAll('<uuid>', UUID)
    .split(/(<hex>|<digits>|<path>)/)
    .flatMap((part) => {
      if (part === '<hex>') return [{ accepts: (char: string) => HEX.test(char), many: false, optional: false }];
      if (part === '<digits>') return [{ accepts: (char: string) => DIGIT.test(char), many: true, optional: false }];
      if (part === '<path>') return [{ accepts: (char: string) => char !== ':', many: true, optional: false }];
      return stepsOf(part);
    });
}

/**
 * Whether some text matches both a pattern and a form. A form is a pattern that can also contain `<digits>`, `<hex>`
 * (one character), `<path>` (any text without `:`) and `<uuid>`. Both are walked step by step together.
 */
export function overlaps(pattern: string, form: string): boolean {
  const [one, other] = [stepsOf(pattern), formSteps(form)];
  const width = other.length + 1;
  const places = new Set([0]);
  // Iterating over a set also visits the elements that are added meanwhile.
  for (const place of places) {
    const [at, against] = [Math.floor(place / width), place % width];
    const [step, step2] = [one[at], other[against]];
    if (step?.optional) places.add((at + 1) * width + against);
    if (step2?.optional) places.add(at * width + against + 1);
    if (step === undefined || step2 === undefined || !meet(step, step2)) continue;
    for (const next of afterwards(step, at))
      for (const next2 of afterwards(step2, against)) places.add(next * width + next2);
  }
  return places.has(one.length * width + other.length);
}

function afterwards({ many }: PatternStep, at: number): readonly number[] {
  return many ? [at, at + 1] : [at + 1];
}

/** Whether some character matches both steps. Runs of every kind include `0`. */
function meet(one: PatternStep, other: PatternStep): boolean {
  if (one.literal !== undefined) return other.accepts(one.literal);
  return other.literal === undefined || one.accepts(other.literal);
}

/** Whether a pattern matches no value of the form. */
export function fitsNothing(pattern: string, { forms, never }: Form): boolean {
  return never?.test(pattern) === true || (forms !== undefined && !forms.some((form) => overlaps(pattern, form)));
}

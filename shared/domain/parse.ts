import * as v from 'valibot';
import type { FieldError } from './errors.ts';

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

export const faulty = (field: string, detail: string): { ok: false; errors: readonly FieldError[] } => ({
  ok: false,
  errors: [{ field, detail }],
});

/**
 * Checks a value against a schema. `root` names the value itself where a fault has no path of its own. The details
 * say what is expected and never repeat what was received: the input may be hostile or secret.
 */
export const parseWith = <S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  root: string,
): Parsed<v.InferOutput<S>> => {
  const result = v.safeParse(schema, value);
  if (result.success) return { ok: true, value: result.output };
  return { ok: false, errors: result.issues.map((issue) => toFieldError(issue, root)) };
};

const toFieldError = (issue: v.BaseIssue<unknown>, root: string): FieldError => ({
  field: fieldPath(issue.path?.map((item) => item.key) ?? [], root),
  detail: detailOf(issue),
});

const MAX_NAME_LENGTH = 48;

/** A field's name as an answer or the log may show it: the sender's text may be long, or a token put in the wrong place. */
export const shownName = (name: string): string =>
  name.slice(0, MAX_NAME_LENGTH).replaceAll(/[^\x20-\x7e]/g, '?') || '(no name)';

const fieldPath = (keys: readonly unknown[], root: string): string =>
  keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path === '' ? root : path}[${key}]`;
    const name = shownName(String(key));
    return path === '' ? name : `${path}.${name}`;
  }, '') || root;

const detailOf = (issue: v.BaseIssue<unknown>): string => {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'is not a known field';
  if (issue.received === 'undefined') return 'is required';
  if (issue.kind === 'schema' && issue.message.startsWith('Invalid ')) return `must be ${expectation(issue.expected)}`;
  return issue.message;
};

const expectation = (expected: string | null): string =>
  (expected ?? 'something else').replaceAll('"', "'").replaceAll(/[()]/g, '').replaceAll(' | ', ' or ');

import * as v from 'valibot';
import { type FieldError, invalidRequest } from './errors.ts';
import { fieldsAt, nearest } from './suggest.ts';

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

export function faulty(field: string, detail: string): { ok: false; errors: readonly FieldError[] } {
  return {
    ok: false,
    errors: [{ field, detail }],
  };
}

/** Returns the parsed value. Throws `invalid_request` with the faults if there is none. */
export function valid<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw invalidRequest(parsed.errors);
}

/**
 * Checks a value against a schema. `root` names the value in faults without a path. Details say what is expected and
 * never repeat the input, because it may be hostile or secret.
 */
export function parseWith<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  root: string,
): Parsed<v.InferOutput<S>> {
  const result = v.safeParse(schema, value);
  if (result.success) return { ok: true, value: result.output };
  return { ok: false, errors: result.issues.map((issue) => toFieldError(issue, schema, root)) };
}

function toFieldError(issue: v.BaseIssue<unknown>, schema: v.GenericSchema, root: string): FieldError {
  const path = issue.path?.map((item) => item.key) ?? [];
  return { field: fieldPath(path, root), detail: `${detailOf(issue)}${suggestionFor(issue, schema, path)}` };
}

const MAX_NAME_LENGTH = 48;

/**
 * A field's name, safe for responses and the log. The sender's text may be very long, a misplaced token, or a command
 * for the shell that evaluates the response.
 */
export function shownName(name: string): string {
  return name.slice(0, MAX_NAME_LENGTH).replaceAll(/[^\w .,:/@+=~-]/g, '?') || '(no name)';
}

function fieldPath(keys: readonly unknown[], root: string): string {
  return (
    keys.reduce<string>((path, key) => {
      if (typeof key === 'number') return `${path === '' ? root : path}[${key}]`;
      const name = shownName(String(key));
      return path === '' ? name : `${path}.${name}`;
    }, '') || root
  );
}

function detailOf(issue: v.BaseIssue<unknown>): string {
  if (isUnknownField(issue)) return 'is not a known field';
  if (issue.received === 'undefined') return 'is required';
  if (issue.kind === 'schema' && issue.message.startsWith('Invalid ')) return `must be ${expectation(issue)}`;
  return issue.message;
}

function isUnknownField(issue: v.BaseIssue<unknown>): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never';
}

/** Suggests one of our field names if the sender's is similar. */
function suggestionFor(issue: v.BaseIssue<unknown>, schema: v.GenericSchema, path: readonly unknown[]): string {
  if (isUnknownField(issue)) return didYouMean(String(path.at(-1)), fieldsAt(schema, path.slice(0, -1)));
  if (issue.type !== 'picklist' && issue.type !== 'variant') return '';
  const known = [...(issue.expected ?? '').matchAll(/"([^"]*)"/g)].map(([, value = '']) => value);
  return didYouMean(issue.input, known);
}

/** The end of a detail that suggests a similar name. Empty if there is none. */
export function didYouMean(typed: unknown, known: readonly string[]): string {
  const name = typeof typed === 'string' ? nearest(typed, known) : undefined;
  return name === undefined ? '' : `: did you mean ${name}?`;
}

/** What people call the types of JSON and YAML. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
};

function expectation({ expected, input }: v.BaseIssue<unknown>): string {
  const wanted = expected ?? 'something else';
  // YAML drops leading zeros from numbers, so the detail suggests quotes.
  if (wanted === 'string' && ['number', 'boolean'].includes(typeof input)) return 'text, in quotes';
  const words = wanted.replaceAll('"', "'").replaceAll(/[()]/g, '').replaceAll(' | ', ' or ');
  return KINDS[wanted] ?? words;
}

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

/** The value. Throws `invalid_request` with the faults where there is none. */
export function valid<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw invalidRequest(parsed.errors);
}

/**
 * Checks a value against a schema. `root` names the value itself where a fault has no path of its own. The details
 * say what is expected and never repeat what was received: the input may be hostile or secret.
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
 * A field's name as an answer or the log may show it: the sender's text may be long, a token put in the wrong place, or
 * a command for the shell that reads the answer.
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

/** One of our own names, where the sender's is near it. */
function suggestionFor(issue: v.BaseIssue<unknown>, schema: v.GenericSchema, path: readonly unknown[]): string {
  if (isUnknownField(issue)) return didYouMean(String(path.at(-1)), fieldsAt(schema, path.slice(0, -1)));
  if (issue.type !== 'picklist' && issue.type !== 'variant') return '';
  const known = [...(issue.expected ?? '').matchAll(/"([^"]*)"/g)].map(([, value = '']) => value);
  return didYouMean(issue.input, known);
}

/** The end of a detail; empty where nothing is near. */
export function didYouMean(typed: unknown, known: readonly string[]): string {
  const name = typeof typed === 'string' ? nearest(typed, known) : undefined;
  return name === undefined ? '' : `: did you mean ${name}?`;
}

/** As people call what JSON and YAML are made of. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
};

function expectation({ expected, input }: v.BaseIssue<unknown>): string {
  const wanted = expected ?? 'something else';
  // What YAML reads as a number has lost its leading zeros: only quotes keep them.
  if (wanted === 'string' && ['number', 'boolean'].includes(typeof input)) return 'text, in quotes';
  const words = wanted.replaceAll('"', "'").replaceAll(/[()]/g, '').replaceAll(' | ', ' or ');
  return KINDS[wanted] ?? words;
}

import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, stringify } from 'yaml';
import { isSame } from '../../../../shared/domain/merge-patch.ts';
import { isJsonObject } from '../../../../shared/domain/strict-json.ts';
import type { Path, Written } from './path.ts';

export interface YamlFault {
  /** The line, of which the first is 1. */
  readonly line: number;
  readonly detail: string;
}

/** What is wrong with a text whose form is right. The parser names what is wrong with the form. */
type ValueFault = 'not-an-object' | 'empty-value' | 'no-json-number' | 'too-many-aliases';

export type ReadYaml =
  | { readonly ok: true; readonly value: Written; readonly hasComments: boolean }
  | { readonly ok: false; readonly line: number; readonly detail: string }
  | { readonly ok: false; readonly line: number; readonly fault: ValueFault; readonly name?: string };

const LONGEST_LINE = 100;

export function writeYaml(value: Written): string {
  return Object.keys(value).length === 0 ? '' : stringify(value, { lineWidth: LONGEST_LINE });
}

/** Reads YAML 1.2 as `portunus apply` reads a file, for one definition. An empty text is an empty definition. */
export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const problem = [...document.errors, ...document.warnings][0];
  if (problem !== undefined) return { ok: false, line: lineAt(problem.pos[0]), detail: problem.message };
  if (document.contents === null) return { ok: true, value: {}, hasComments: hasComments(document) };
  if (!isMap(document.contents)) return { ok: false, line: 1, fault: 'not-an-object' };
  const bad = unfit(document.contents);
  if (bad !== undefined) {
    const { node, fault, name } = bad;
    return { ok: false, line: lineAt(node?.range?.[0] ?? 0), fault, ...(name !== undefined && { name }) };
  }
  try {
    const value: unknown = document.toJS();
    if (!isJsonObject(value)) return { ok: false, line: 1, fault: 'not-an-object' };
    return { ok: true, value, hasComments: hasComments(document) };
  } catch {
    // The parser counts what aliases stand for, and stops.
    return { ok: false, line: 1, fault: 'too-many-aliases' };
  }
}

interface Unfit {
  readonly node: Node | undefined;
  readonly fault: ValueFault;
  readonly name?: string;
}

/** The first value that is nothing in JSON, or would remove a field without a word. */
function unfit(node: unknown, key?: Node, name?: string): Unfit | undefined {
  if (isMap(node)) {
    return firstOf(node.items, ({ key, value }) =>
      unfit(value, isNode(key) ? key : undefined, isScalar(key) ? String(key.value) : undefined),
    );
  }
  if (isSeq(node)) return firstOf(node.items, (item) => unfit(item, isNode(item) ? item : undefined, name));
  if (node === null || (isScalar(node) && node.value === null)) {
    return { node: key, fault: 'empty-value', ...(name !== undefined && { name }) };
  }
  if (isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value)) {
    return { node, fault: 'no-json-number', ...(name !== undefined && { name }) };
  }
  return undefined;
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hasComments(document: Document): boolean {
  return Boolean(document.comment) || Boolean(document.commentBefore) || commentsIn(document.contents);
}

function commentsIn(node: unknown): boolean {
  if (!isNode(node)) return false;
  if (node.comment || node.commentBefore) return true;
  if (isMap(node)) return node.items.some(({ key, value }) => commentsIn(key) || commentsIn(value));
  return isSeq(node) && node.items.some(commentsIn);
}

/** The line of a field, or of the closest value around it. */
export function lineOfField(text: string, path: Path): number {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.hasIn(path.slice(0, depth)) ? document.getIn(path.slice(0, depth), true) : undefined;
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

interface Updated {
  readonly text: string;
  /** Whether the text had to be written anew, without its comments. */
  readonly lostComments: boolean;
}

/** Changes a text to say another object, and leaves as it is what says the same: its comments, its order, its quotes. */
export function updateYaml(text: string, value: Written): Updated {
  const read = readYaml(text);
  if (!read.ok || Object.keys(read.value).length === 0) {
    return { text: writeYaml(value), lostComments: read.ok && read.hasComments };
  }
  const document = parseDocument(text, { merge: true });
  change(document, [], read.value, value);
  const changed = document.toString({ lineWidth: LONGEST_LINE, flowCollectionPadding: false });
  const again = readYaml(changed);
  // Aliases and merged maps can mean more than the one place that changes.
  if (again.ok && isSame(again.value, value)) return { text: changed, lostComments: false };
  return { text: writeYaml(value), lostComments: read.hasComments };
}

function change(document: Document, path: Path, before: unknown, after: unknown): void {
  if (isSame(before, after)) return;
  if (isJsonObject(before) && isJsonObject(after)) changeMembers(document, path, before, after);
  else if (Array.isArray(before) && Array.isArray(after)) changeList(document, path, before, after);
  // Only the value of a scalar is replaced, and its comment stays.
  else document.setIn(path, isScalarValue(after) ? after : document.createNode(after));
}

function changeMembers(document: Document, path: Path, before: Written, after: Written): void {
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) document.deleteIn([...path, name]);
  for (const [name, value] of Object.entries(after)) {
    if (Object.hasOwn(before, name)) change(document, [...path, name], before[name], value);
    else document.setIn([...path, name], document.createNode(value));
  }
}

/** Leaves the entries that are the same at both ends, with their comments. */
function changeList(document: Document, path: Path, before: readonly unknown[], after: readonly unknown[]): void {
  const list = document.getIn(path);
  if (!isSeq(list)) {
    document.setIn(path, document.createNode(after));
    return;
  }
  const { start, end } = sameEnds(before, after);
  const [old, fresh] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  for (const [index, value] of fresh.slice(0, old.length).entries()) {
    change(document, [...path, start + index], old[index], value);
  }
  const made = fresh.slice(old.length).map((value) => document.createNode(value));
  list.items.splice(start + Math.min(old.length, fresh.length), Math.max(0, old.length - fresh.length), ...made);
}

/** How many entries two lists have in common at their beginnings, and at their ends. */
function sameEnds(left: readonly unknown[], right: readonly unknown[]): { start: number; end: number } {
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && isSame(left[start], right[start])) start += 1;
  let end = 0;
  while (end < shorter - start && isSame(left.at(-1 - end), right.at(-1 - end))) end += 1;
  return { start, end };
}

function isScalarValue(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

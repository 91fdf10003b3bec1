// HCL as `terraform fmt` writes it. Texts that are made here are expressions, whose lines after the first are indented
// for a line that is not.
import { formCanNotCarry } from './parts.ts';

/** What JSON can hold of a policy. */
type Value = string | number | object;

const LONGEST_LINE = 90;

/**
 * Returns a quoted text. `${` and `%{` would begin a template. Doubling the first character escapes them, but only where
 * it does not follow another one like it.
 */
export function quoted(text: string): string {
  // Terraform would bring other texts into this form, so that AWS got different ones.
  if (!text.isWellFormed() || text !== text.normalize('NFC')) {
    throw formCanNotCarry('terraform', 'text that is not in the Unicode form NFC');
  }
  const escaped = text
    .replaceAll(/["\\]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(/[$%]+\{/g, (found) => (found.length === 2 ? `${found[0]}${found}` : `${toCodes(found.slice(0, -1))}{`))
    // What is not in Latin-1 may join with what follows, or not be seen.
    .replaceAll(/[^\x20-\x7e\xa1-\xac\xae-\xff]/gu, toCodes);
  return `"${escaped}"`;
}

function toCodes(text: string): string {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return codes
    .map((code) => {
      const hex = code.toString(16);
      return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
    })
    .join('');
}

export function toExpression(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return list(value.map(toExpression));
  const entries = Object.entries(value).flatMap(([key, one]) =>
    one === undefined ? [] : [[toKey(key), toExpression(one)] as const],
  );
  const [only, ...others] = entries;
  if (only === undefined) return '{}';
  const line = `{ ${only[0]} = ${only[1]} }`;
  return others.length === 0 && fits(line) ? line : `{\n${indented(attributes(entries))}}`;
}

export function list(items: readonly string[]): string {
  const line = `[${items.join(', ')}]`;
  const isPlain = items.every((item) => !item.startsWith('{'));
  return isPlain && fits(line) ? line : `[\n${indented(items.map((item) => `${item},\n`).join(''))}]`;
}

function toKey(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) && !['for', 'null', 'true', 'false'].includes(key) ? key : quoted(key);
}

function fits(text: string): boolean {
  return text.length <= LONGEST_LINE && !text.includes('\n');
}

function indented(lines: string): string {
  return lines.replaceAll(/^(?=.)/gm, '  ');
}

/** The attributes of a block, in their order. */
export type Entries = readonly (readonly [name: string, expression: string])[];

/** Lines of attributes. The equals signs of those that stand together and have one line each are aligned. */
export function attributes(entries: Entries): string {
  const isOneLine = entries.map(([, expression]) => !expression.includes('\n'));
  return entries
    .map(([name, expression], index) => {
      if (!isOneLine[index]) return `${name} = ${expression}\n`;
      const before = isOneLine.lastIndexOf(false, index) + 1;
      const after = isOneLine.indexOf(false, index);
      const group = entries.slice(before, after < 0 ? undefined : after);
      return `${name.padEnd(Math.max(...group.map(([other]) => other.length)))} = ${expression}\n`;
    })
    .join('');
}

/** A block with groups of attributes, which empty lines keep apart. */
export function block(head: string, ...groups: Entries[]): string {
  const bodies = groups.filter((group) => group.length > 0).map((group) => indented(attributes(group)));
  return `${head} {\n${bodies.join('\n')}}\n`;
}

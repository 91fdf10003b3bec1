import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript-5';
import { describe, expect, it } from 'vitest';

const FOLDERS = ['app', 'kit', 'screens'].map((folder) => join('console', folder));

/** Attributes and properties whose text people read or hear, in React and in Cloudscape. */
const SEEN =
  /^(?:alt|children|counter|description|empty|header|info|label|loadingText|placeholder|text|title|.*(?:Aria-?Label|aria-label|Text|Title|Placeholder|Description))$/i;

/** Codes, figures and marks are the same in every language. */
const WORD = /\p{L}{2}/u;

function textOf(node: ts.Node | undefined): string {
  if (node === undefined) return '';
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join(' ');
  if (ts.isConditionalExpression(node)) return `${textOf(node.whenTrue)} ${textOf(node.whenFalse)}`;
  if (ts.isJsxExpression(node) || ts.isParenthesizedExpression(node)) return textOf(node.expression);
  return '';
}

function isSeen(name: ts.Node): boolean {
  return SEEN.test(name.getText().replaceAll(/['"]/g, ''));
}

/** What a person would read that is not in the catalogue. */
function literalsIn(file: string, code: string): string[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const shown =
      (ts.isJsxText(node) && node.text) ||
      (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent) && textOf(node)) ||
      (ts.isJsxAttribute(node) && isSeen(node.name) && textOf(node.initializer)) ||
      (ts.isPropertyAssignment(node) && isSeen(node.name) && textOf(node.initializer)) ||
      '';
    if (WORD.test(shown)) found.push(`${file}: ${shown.trim()}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('a text of the console that is not in the catalogue', () => {
  it.each([
    ['between elements', '<p>Hello</p>'],
    ['in braces', "<p>{'Hello'}</p>"],
    ['in a template', `<p>{\`Hello \${name}\`}</p>`],
    ['in a choice', "<p>{many ? 'Hellos' : 1}</p>"],
    ['in an attribute', '<Input placeholder="Hello" />'],
    ['in a label that is heard', '<nav aria-label="Hello" />'],
    ["in one of Cloudscape's", '<Modal closeAriaLabel={"Hello"} />'],
    ['in a column', "const columns = [{ id: 'a', header: 'Hello' }]"],
  ])('is found %s', (_where, code) => {
    expect(literalsIn('x.tsx', code)).toHaveLength(1);
  });

  it.each([
    ['a text of the catalogue', '<p title={texts.kit.copy}>{texts.kit.copied}</p>'],
    ['a mark', "<p>{'… '}·</p>"],
    ['a class', '<p className="hello" role="status" />'],
    ['an identifier', "const columns = [{ id: 'hello', sortingField: 'name' }]"],
  ])('is not %s', (_what, code) => {
    expect(literalsIn('x.tsx', code)).toEqual([]);
  });

  it('is in no file', () => {
    const files = FOLDERS.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.tsx'))
        .map((name) => join(folder, name)),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((file) => literalsIn(file, readFileSync(file, 'utf8')))).toEqual([]);
  });
});

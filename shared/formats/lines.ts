import type { FormatName } from '../domain/format-name.ts';
import { canNotCarry, type Format, type FormatOptions, type RenderedBody } from './format.ts';
import { loginVariables, packageVariables, sessionVariables, type Variable, withUnderscores } from './variables.ts';

const TEXT = 'text/plain; charset=utf-8';

/** A format that writes one or more lines for each variable. */
export function lineFormat(
  toText: (variables: readonly Variable[], options: FormatOptions) => string,
  toFailure: (sentence: string) => string,
  contentType = TEXT,
): Format {
  const rendered = (variables: readonly Variable[], options: FormatOptions): RenderedBody => ({
    contentType,
    body: toText(withUnderscores(variables), options),
  });
  return {
    logins: (issued, options) => rendered(loginVariables(issued, options.namespace), options),
    packages: (issued, options) => rendered(packageVariables(issued), options),
    session: (issued, options) => rendered(sessionVariables(issued), options),
    failure: ({ sentence }) => ({ contentType, body: toFailure(sentence) }),
  };
}

/** Throws `format_unknown` if the format can not write the value. The error names the variable, never the value. */
export function refuse(format: FormatName, { name, value }: Variable, pattern: RegExp, what: string): void {
  if (pattern.test(value)) throw canNotCarry(format, `${what} in ${name}`);
}

/** A refusal as a comment. The `false` makes a shell that sources the file fail. */
export function commentAndFail(sentence: string): string {
  return `${comment(sentence)}false\n`;
}

export function comment(sentence: string): string {
  return `# Portunus: ${sentence}\n`;
}

export function toLines(variables: readonly Variable[], toLine: (variable: Variable) => string): string {
  return variables.map((variable) => `${toLine(variable)}\n`).join('');
}

import type { FormatName } from '../domain/format-name.ts';
import { canNotCarry, type Format, type FormatOptions, type RenderedBody } from './format.ts';
import { loginVariables, sessionVariables, type Variable, withUnderscores } from './variables.ts';

const TEXT = 'text/plain; charset=utf-8';

/** A format of one line, or a few, for each variable. */
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
    session: (issued, options) => rendered(sessionVariables(issued), options),
    failure: ({ sentence }) => ({ contentType, body: toFailure(sentence) }),
  };
}

/** Refuses a value that holds what the format has no way to write, naming the variable and not the value. */
export function refuse(format: FormatName, { name, value }: Variable, pattern: RegExp, what: string): void {
  if (pattern.test(value)) throw canNotCarry(format, `${what} in ${name}`);
}

/** A refusal as a comment; a shell that reads the file as commands ends with `false`. */
export function commentAndFail(sentence: string): string {
  return `${comment(sentence)}false\n`;
}

export function comment(sentence: string): string {
  return `# Portunus: ${sentence}\n`;
}

export function toLines(variables: readonly Variable[], toLine: (variable: Variable) => string): string {
  return variables.map((variable) => `${toLine(variable)}\n`).join('');
}

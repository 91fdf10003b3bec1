import type { FormatName } from '../domain/format-name.ts';
import { canNotCarry, type Format, type FormatOptions, type RenderedBody } from './format.ts';
import { loginVariables, sessionVariables, type Variable, withUnderscores } from './variables.ts';

/** A format of one line, or a few, for each variable. */
export const lineFormat = (
  toText: (variables: readonly Variable[], options: FormatOptions) => string,
  contentType = 'text/plain; charset=utf-8',
): Format => {
  const rendered = (variables: readonly Variable[], options: FormatOptions): RenderedBody => ({
    contentType,
    body: toText(withUnderscores(variables), options),
  });
  return {
    logins: (issued, options) => rendered(loginVariables(issued, options.namespace), options),
    session: (issued, options) => rendered(sessionVariables(issued), options),
  };
};

/** Refuses a value that holds what the format has no way to write, naming the variable and not the value. */
export const refuse = (format: FormatName, { name, value }: Variable, pattern: RegExp, what: string): void => {
  if (pattern.test(value)) throw canNotCarry(format, `${what} in ${name}`);
};

export const toLines = (variables: readonly Variable[], toLine: (variable: Variable) => string): string =>
  variables.map((variable) => `${toLine(variable)}\n`).join('');

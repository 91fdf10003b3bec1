import { commentAndFail, lineFormat, refuse, toLines } from './lines.ts';

/** Values that need no quotes. zsh expands a `=` at the start of a value or after a colon if it sources the file. */
const PLAIN = /^(?!=|.*:=)[\w+=/:.,@%-]*$/;

/**
 * Readers of `.env` files agree on plain values and on single quotes, but not on escapes. A value that needs an escape
 * is therefore refused.
 */
export const dotenv = lineFormat(
  (variables) =>
    toLines(variables, (variable) => {
      if (PLAIN.test(variable.value)) return `${variable.name}=${variable.value}`;
      refuse('dotenv', variable, /['\\\0\r\n]/, 'a single quote, a backslash, a line break or a NUL');
      return `${variable.name}='${variable.value}'`;
    }),
  commentAndFail,
);

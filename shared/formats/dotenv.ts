import { commentAndFail, lineFormat, refuse, toLines } from './lines.ts';

/** zsh, if it sources the file, expands a `=` that begins a value or follows a colon. */
const PLAIN = /^(?!=|.*:=)[\w+=/:.,@%-]*$/;

/**
 * Readers of `.env` files agree on plain values, and on values in single quotes; on escapes they don't. So a value that
 * needs one is refused.
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

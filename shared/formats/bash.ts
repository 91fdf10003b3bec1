import { lineFormat, refuse, toLines } from './lines.ts';

/** POSIX shells: nothing but the quote itself ends a text in single quotes. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A refusal that is evaluated says so, does nothing else, and fails. */
export function failInShell(sentence: string): string {
  return `printf '%s\\n' ${quoteForShell(`Portunus: ${sentence}`)} >&2\nfalse\n`;
}

/** For `eval "$(…)"` in sh, bash, dash, zsh and their kin. */
export const bash = lineFormat(
  (variables) =>
    toLines(variables, (variable) => {
      refuse('bash', variable, /\0/, 'a NUL');
      return `export ${variable.name}=${quoteForShell(variable.value)}`;
    }),
  failInShell,
  'text/x-shellscript; charset=utf-8',
);

import { lineFormat, refuse, toLines } from './lines.ts';

/** Quotes text for POSIX shells: inside single quotes only a single quote has a meaning. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A script that prints the refusal and fails, so that `eval` of a failed request does not succeed silently. */
export function failInShell(sentence: string): string {
  return `printf '%s\\n' ${quoteForShell(`Portunus: ${sentence}`)} >&2\nfalse\n`;
}

/** For `eval "$(…)"` in sh, bash, dash, zsh and other POSIX shells. */
export const bash = lineFormat(
  (variables) =>
    toLines(variables, (variable) => {
      refuse('bash', variable, /\0/, 'a NUL');
      return `export ${variable.name}=${quoteForShell(variable.value)}`;
    }),
  failInShell,
  'text/x-shellscript; charset=utf-8',
);

import { lineFormat, refuse, toLines } from './lines.ts';

/**
 * Quotes text for PowerShell, which also treats typographic single quotes as quotes. Doubling makes each one literal.
 */
function quote(text: string): string {
  return `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

/**
 * For `… | Out-String | Invoke-Expression`. Text in single quotes is literal: `$` and backticks have no meaning in it.
 */
export const powershell = lineFormat(
  (variables) =>
    toLines(variables, (variable) => {
      refuse('powershell', variable, /\0/, 'a NUL');
      return `$Env:${variable.name} = ${quote(variable.value)}`;
    }),
  (sentence) => `throw ${quote(`Portunus: ${sentence}`)}\n`,
);

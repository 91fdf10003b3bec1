import { lineFormat, refuse, toLines } from './lines.ts';

/** PowerShell takes the typographic single quotes for quotes as well; doubled, each of them is a character. */
function quote(text: string): string {
  return `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

/** For `… | Out-String | Invoke-Expression`. Text in single quotes is literal: no `$`, no backtick. */
export const powershell = lineFormat(
  (variables) =>
    toLines(variables, (variable) => {
      refuse('powershell', variable, /\0/, 'a NUL');
      return `$Env:${variable.name} = ${quote(variable.value)}`;
    }),
  (sentence) => `throw ${quote(`Portunus: ${sentence}`)}\n`,
);
